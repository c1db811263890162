/**
 * What the pages cost that OBS opens: until the first picture, in script and in processor time for each picture, in
 * memory. Chromium runs as OBS does without a graphics card, where all of it is work of the processor.
 */
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import {
  BrowserCost,
  figuresOf,
  firstPictureMs,
  heapMb,
  openWindow,
  type PageFigures,
  wait,
} from './browser-cost.ts';
import { PageWriter } from './page-writer.ts';
import { Programs } from './programs.ts';
import type { Row, SectionContext } from './section.ts';
import { percentile } from './statistics.ts';

interface Subject {
  readonly overlay: string;
  readonly renderer: 'canvas' | 'webgl';
  readonly width: number;
  readonly height: number;
  /** Processor time a picture, ms; absent: there is no aim. */
  readonly aimMs?: number;
}

interface Listed {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
}

/** The pages are opened this often, and the middle of the times counts. */
const openings = 7;
/** Loading and the first pictures cost more than what follows. */
const settleMs = 4_000;
/** Memory is compared from here on: before, the browser still compiles what runs often. */
const compiledS = 30;
const growsS = 30;
/** An overlay that draws as often as this moves: nearly each animation frame, so that a picture's share is a frame's. */
const movesHz = 40;
/** What is measured per picture: of every kind one, the tachometer at the size of the aims. */
const subjects: readonly Subject[] = [
  { overlay: 'tachometer', renderer: 'canvas', width: 480, height: 480, aimMs: 5 },
  { overlay: 'pedals', renderer: 'canvas', width: 520, height: 220 },
  { overlay: 'gear', renderer: 'canvas', width: 300, height: 220 },
  { overlay: 'tachometer', renderer: 'webgl', width: 480, height: 480 },
];

function addressOf(url: string, { overlay, renderer }: Pick<Subject, 'overlay' | 'renderer'>) {
  return `${url}/overlays/${overlay}?renderer=${renderer}&show=always`;
}

function nameOf({ overlay, renderer, width, height }: Subject): string {
  return `${overlay} ${width} x ${height}, ${renderer}`;
}

/** Each time with nothing kept of the last, and once more with what a browser keeps. */
async function opened(browser: Browser, url: string, subject: Subject): Promise<Row[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const address = addressOf(url, subject);
  for (let n = 0; n < openings; n++) {
    const page = await openWindow(browser, subject.width, subject.height);
    cold.push(await firstPictureMs(page, address));
    for (let visit = 0; visit < 2; visit++) await firstPictureMs(page, address);
    warm.push(await firstPictureMs(page, address));
    await page.context().close();
  }
  const row = (how: string, times: readonly number[]): Row => ({
    what: `${nameOf(subject)}: first picture, ${how}: p50 of ${openings}`,
    unit: 'ms',
    aim: { atMost: subject.renderer === 'canvas' ? 250 : 600 },
    result: percentile(times, 0.5),
    values: { least: percentile(times, 0), max: percentile(times, 1) },
  });
  return [row('never opened before', cold), row('opened before', warm)];
}

interface Drawn {
  readonly pictures: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly mainMs: number;
  readonly heapMb: number;
  readonly script: PageFigures['scriptMs'];
}

async function drawn(
  browser: Browser,
  url: string,
  { width, height, ...subject }: Omit<Subject, 'aimMs'>,
  seconds: number,
): Promise<Drawn> {
  const cost = await BrowserCost.of(browser);
  const page = await openWindow(browser, width, height);
  await firstPictureMs(page, addressOf(url, subject));
  await wait(settleMs);
  const before = { ...(await figuresOf(page)), ...(await cost.soFar()) };
  await wait(seconds * 1000);
  const after = { ...(await figuresOf(page)), ...(await cost.soFar()) };
  const heap = await heapMb(page);
  await page.context().close();
  const pictures = after.framesDrawn - before.framesDrawn;
  return {
    pictures,
    seconds,
    cpuMs: (after.cpuMs - before.cpuMs) / pictures,
    mainMs: (after.mainMs - before.mainMs) / pictures,
    heapMb: heap,
    script: after.scriptMs,
  };
}

function drawnRow(subject: Subject, { pictures, seconds, cpuMs, mainMs }: Drawn): Row {
  return {
    what: `${nameOf(subject)}: processor time a picture`,
    unit: 'ms',
    aim: subject.aimMs === undefined ? undefined : { atMost: subject.aimMs },
    result: cpuMs,
    values: { 'main thread': mainMs, 'pictures/s': pictures / seconds },
  };
}

/**
 * The worst overlay of each figure is held against the aim, and named. What is told of a picture is told of overlays
 * that move: of one that draws now and then it would be its first picture, or what the browser does meanwhile.
 */
function worstRows(found: ReadonlyMap<string, Drawn>): Row[] {
  const moving = [...found].filter(([, { pictures, seconds }]) => pictures / seconds >= movesHz);
  const worst = (
    what: string,
    unit: string,
    atMost: number,
    of: (drawn: Drawn) => number | null,
    among: readonly (readonly [string, Drawn])[] = moving,
  ): Row => {
    const all = among.map(([name, one]) => ({ name, value: of(one) ?? Number.NaN }));
    const most = all.reduce((a, b) => (b.value > a.value ? b : a));
    return {
      what: `${what}, worst of ${all.length} overlays (${most.name})`,
      unit,
      aim: { atMost },
      result: most.value,
    };
  };
  return [
    worst('script a picture, p50', 'ms', 0.7, ({ script }) => script.p50),
    worst('script a picture, p95', 'ms', 2.5, ({ script }) => script.p95),
    worst('main thread a picture', 'ms', 2, ({ mainMs }) => mainMs),
    worst('heap of the page', 'MB', 8, ({ heapMb: mb }) => mb, [...found]),
  ];
}

function overlayRow(name: string, one: Drawn): Row {
  const { script } = one;
  return {
    what: `${name}, canvas, while the car drives: script a picture, p95`,
    unit: 'ms',
    result: script.p95 ?? Number.NaN,
    values: {
      p50: script.p50 ?? Number.NaN,
      'main thread': one.mainMs,
      'all of the browser': one.cpuMs,
      'heap MB': one.heapMb,
      'pictures/s': one.pictures / one.seconds,
    },
  };
}

/** Runs relay, agent and a car that drives while something is measured in a browser without a graphics card. */
async function whileDriving(
  measure: (browser: Browser, url: string) => Promise<Row[]>,
): Promise<Row[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  const browser = await openBrowser({ likeObs: true });
  try {
    const { url } = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'drive');
    await programs.agent(url);
    return await measure(browser, url);
  } finally {
    await browser.close();
    await programs.stop();
    await writer?.stop();
  }
}

/** Rows of pages of every kind: until the first picture, and what a picture costs. */
export function kindRows({ seconds, note }: SectionContext): Promise<Row[]> {
  return whileDriving(async (browser, url) => {
    const rows: Row[] = [];
    for (const subject of subjects) {
      note(nameOf(subject));
      rows.push(...(await opened(browser, url, subject)));
      rows.push(drawnRow(subject, await drawn(browser, url, subject, seconds)));
    }
    return rows;
  });
}

/** A page's memory, once the browser has compiled what it will: it may not grow any more. */
async function grownRow(browser: Browser, url: string): Promise<Row> {
  const page = await openWindow(browser, 480, 480);
  await firstPictureMs(page, addressOf(url, { overlay: 'dash', renderer: 'canvas' }));
  await wait(compiledS * 1000);
  const before = await heapMb(page);
  await wait(growsS * 1000);
  const grownKb = ((await heapMb(page)) - before) * 1024;
  await page.context().close();
  return {
    what: `dash: heap grown in ${growsS} s`,
    unit: 'kB',
    aim: { atMost: 50 },
    result: grownKb,
  };
}

/** Rows of every overlay: script, main thread, heap. */
export function everyRows({ seconds, note }: SectionContext): Promise<Row[]> {
  return whileDriving(async (browser, url) => {
    const listed = (await (await fetch(`${url}/api/overlays`)).json()) as Listed[];
    const found = new Map<string, Drawn>();
    for (const { name, size } of listed) {
      note(name);
      const subject = { overlay: name, renderer: 'canvas', ...size } as const;
      found.set(name, await drawn(browser, url, subject, Math.min(seconds, 10)));
    }
    note('heap of dash');
    const grown = await grownRow(browser, url);
    return [...worstRows(found), grown, ...[...found].map(([name, one]) => overlayRow(name, one))];
  });
}
