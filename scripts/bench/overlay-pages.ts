/**
 * What the pages cost that OBS opens: until the first picture, in script and in processor time for each picture, and
 * while the car stands. Chromium runs as OBS does without a graphics card, where all of it is work of the processor.
 */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { PageWriter } from './page-writer.ts';
import { Programs } from './programs.ts';
import type { Aim, Row, SectionContext } from './section.ts';

interface Subject {
  readonly overlay: string;
  readonly renderer: 'canvas' | 'webgl';
  readonly width: number;
  readonly height: number;
}

interface PageFigures {
  framesDrawn: number;
  scriptMs: { p50: number | null; p95: number | null };
}

/** The pages are opened this often, and the middle of the times counts. */
const openings = 7;
/** What is measured per picture: of every kind one, the tachometer at the size of the aims. */
const subjects: readonly Subject[] = [
  { overlay: 'tachometer', renderer: 'canvas', width: 480, height: 480 },
  { overlay: 'pedals', renderer: 'canvas', width: 520, height: 220 },
  { overlay: 'gear', renderer: 'canvas', width: 300, height: 220 },
  { overlay: 'tachometer', renderer: 'webgl', width: 480, height: 480 },
];

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

async function firstPictureMs(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.waitForFunction(
    () => performance.getEntriesByName('sequential: first picture').length > 0,
  );
  return page.evaluate(
    () => performance.getEntriesByName('sequential: first picture')[0]!.startTime,
  );
}

function figuresOf(page: Page): Promise<PageFigures> {
  return page.evaluate(() =>
    (window as unknown as { sequential: { stats(): PageFigures } }).sequential.stats(),
  );
}

/** Processor time of all of the browser's processes so far, ms. */
async function browserCpuMs(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}

function addressOf(url: string, { overlay, renderer }: Subject): string {
  return `${url}/overlays/${overlay}?renderer=${renderer}&show=always`;
}

/** Each time with nothing kept of the last, and once more with what a browser keeps. */
async function opened(browser: Browser, url: string, subject: Subject): Promise<Row> {
  const first: number[] = [];
  const again: number[] = [];
  const { width, height } = subject;
  for (let n = 0; n < openings; n++) {
    const context: BrowserContext = await browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    first.push(await firstPictureMs(page, addressOf(url, subject)));
    for (let visit = 0; visit < 2; visit++) await firstPictureMs(page, addressOf(url, subject));
    again.push(await firstPictureMs(page, addressOf(url, subject)));
    await context.close();
  }
  const aim: Aim = { atMost: subject.renderer === 'canvas' ? 250 : 600 };
  return {
    what: `${nameOf(subject)}: until the first picture`,
    unit: 'ms',
    aim,
    result: median(first),
    values: { 'opened before': median(again), longest: Math.max(...first) },
  };
}

async function drawn(
  browser: Browser,
  session: CDPSession,
  url: string,
  subject: Subject,
  seconds: number,
): Promise<Row[]> {
  const { width, height } = subject;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  await firstPictureMs(page, addressOf(url, subject));
  await wait(3_000);
  const before = { ...(await figuresOf(page)), cpuMs: await browserCpuMs(session) };
  await wait(seconds * 1000);
  const cpuMs = (await browserCpuMs(session)) - before.cpuMs;
  const after = await figuresOf(page);
  const pictures = after.framesDrawn - before.framesDrawn;
  await context.close();
  const { p50, p95 } = after.scriptMs;
  const isCanvas = subject.renderer === 'canvas';
  return [
    {
      what: `${nameOf(subject)}: processor time a picture`,
      unit: 'ms',
      aim: { atMost: isCanvas ? 5 : 15 },
      result: cpuMs / pictures,
      values: { 'pictures/s': pictures / seconds },
    },
    {
      what: `${nameOf(subject)}: script a picture, p95`,
      unit: 'ms',
      aim: { atMost: 2.5 },
      result: p95 ?? Number.NaN,
      values: { p50: p50 ?? Number.NaN },
    },
  ];
}

function nameOf({ overlay, renderer, width, height }: Subject): string {
  return `${overlay} ${width} x ${height}, ${renderer}`;
}

/** Rows of the pages that OBS opens. */
export async function pageRows({ seconds, note }: SectionContext): Promise<Row[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  const browser = await openBrowser({ likeObs: true });
  const rows: Row[] = [];
  try {
    const session = await browser.newBrowserCDPSession();
    const { url } = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'drive');
    await programs.agent(url);
    for (const subject of subjects) {
      note(nameOf(subject));
      rows.push(await opened(browser, url, subject));
      rows.push(...(await drawn(browser, session, url, subject, seconds)));
    }
    return rows;
  } finally {
    await browser.close();
    await programs.stop();
    await writer?.stop();
  }
}
