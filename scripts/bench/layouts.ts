/**
 * What a layout of six overlays costs on one page, and the same six on pages of their own: processor time of the whole
 * browser while the demo car drives, where pages are drawn and put together without a graphics card.
 */
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { BrowserCost, figuresOf, openWindow, type Work, wait } from './browser-cost.ts';
import { PageWriter } from './page-writer.ts';
import { Programs } from './programs.ts';
import type { Row, Section, SectionContext } from './section.ts';

/** What a streamer would show: each at its default size, none over another. */
const items = [
  { overlay: 'tachometer', x: 1400, y: 560 },
  { overlay: 'pedals', x: 1080, y: 780 },
  { overlay: 'trace', x: 40, y: 840 },
  { overlay: 'delta', x: 800, y: 40 },
  { overlay: 'lap-timer', x: 40, y: 40 },
  { overlay: 'fuel', x: 1500, y: 40 },
] as const;

const viewport = { width: 1920, height: 1080 };
/** Loading and the first pictures cost more than what follows. */
const settleMs = 4_000;

/** Keeps what is shown to it with its token. */
interface KeepingRelay {
  readonly url: string;
  readonly token: string;
}

async function keep(relay: KeepingRelay, name: string, shown: readonly object[]): Promise<void> {
  const { status } = await fetch(`${relay.url}/api/layouts/${name}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${relay.token}` },
    body: JSON.stringify({ name, title: name, items: shown }),
  });
  if (status !== 200) throw new Error(`The relay did not keep the layout: ${status}.`);
}

interface Measured {
  /** Of a core, %. */
  readonly share: number;
  /** Pictures a second of the page that drew the most and the one that drew the fewest. */
  readonly most: number;
  readonly fewest: number;
  /** Main threads of pages, of a core, %. */
  readonly main: number;
  /** What the rest of the time went to, ms. */
  readonly works: Readonly<Partial<Record<Work, number>>>;
}

/** Each page has a window of its own, so that none is behind another and held back. */
async function measure(
  browser: Browser,
  pages: readonly { address: string; width: number; height: number }[],
  seconds: number,
): Promise<Measured> {
  const cost = await BrowserCost.of(browser);
  const opened: Page[] = [];
  try {
    for (const { address, width, height } of pages) {
      const page = await openWindow(browser, width, height);
      opened.push(page);
      await page.goto(address);
    }
    await wait(settleMs);
    const read = async () => ({
      ...(await cost.soFar()),
      works: await cost.works(),
      drawn: (await Promise.all(opened.map(figuresOf))).map(({ framesDrawn }) => framesDrawn),
      atMs: performance.now(),
    });
    const before = await read();
    await wait(seconds * 1000);
    const after = await read();
    const elapsedMs = after.atMs - before.atMs;
    const rates = after.drawn.map((count, i) => ((count - before.drawn[i]!) * 1000) / elapsedMs);
    const works = Object.entries(after.works).map(
      ([work, ms]) => [work, ms - (before.works[work as Work] ?? 0)] as const,
    );
    return {
      works: Object.fromEntries(works),
      share: ((after.cpuMs - before.cpuMs) / elapsedMs) * 100,
      main: ((after.mainMs - before.mainMs) / elapsedMs) * 100,
      most: Math.max(...rates),
      fewest: Math.min(...rates),
    };
  } finally {
    for (const page of opened) await page.context().close();
  }
}

/** What is not script, a picture. */
function perPicture({ works, most }: Measured, seconds: number): Record<string, number> {
  const each = Object.entries(works).map(([work, ms]) => [work, ms / (most * seconds)] as const);
  return Object.fromEntries(each);
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  let browser: Browser | null = null;
  try {
    const relay = await programs.relay();
    await keep(relay, 'six', items);
    writer = await PageWriter.start(programs.pages, 'drive');
    await programs.agent(relay.url);
    browser = await openBrowser({ likeObs: true });
    const rows: Row[] = [];
    for (const theme of ['apex', 'heritage', 'broadcast']) {
      note(theme);
      const query = `renderer=canvas&theme=${theme}`;
      const page = (path: string) => ({
        ...viewport,
        address: `${relay.url}/overlays/${path}?${query}`,
      });
      const six = await measure(browser, [page('layout/six')], seconds);
      rows.push({
        what: `layout of six, ${theme}`,
        unit: '% of a core',
        result: six.share,
        aim: { atMost: 40 },
        values: {
          'pictures/s': six.most,
          'ms a picture': (six.share * 10) / six.most,
          'main thread ms': (six.main * 10) / six.most,
          ...perPicture(six, seconds),
        },
      });
    }
    note('six pages');
    const response = await fetch(`${relay.url}/api/overlays`);
    const abouts = (await response.json()) as {
      name: string;
      size: { width: number; height: number };
    }[];
    const own = items.map(({ overlay }) => ({
      ...abouts.find(({ name }) => name === overlay)!.size,
      address: `${relay.url}/overlays/${overlay}?renderer=canvas&theme=apex`,
    }));
    const { share, main, most, fewest } = await measure(browser, own, seconds);
    rows.push({
      what: 'the same six as pages, apex',
      unit: '% of a core',
      result: share,
      values: { 'pictures/s': most, 'fewest of a page': fewest, 'main threads %': main },
    });
    return rows;
  } finally {
    await browser?.close();
    await programs.stop();
    await writer?.stop();
  }
}

export const layouts: Section = {
  name: 'layouts',
  title: 'What a layout of six overlays costs',
  method:
    'Processor time of all processes of a real browser without a GPU (--disable-gpu-compositing, canvas renderer) at 1920 x 1080 while the demo car drives at 60 Hz; beside it the same six as pages of their own, each in its own window, as six browser sources are; an overlay that is told of a change ten times a second draws as often.',
  run,
};
