/**
 * What a layout of six overlays costs on one page, and the same six on pages of their own: processor time of the whole
 * browser while the demo car drives, where pages are drawn and put together without a graphics card.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { PageWriter } from './page-writer.ts';
import { exactCpuMs, Programs } from './programs.ts';
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

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The processes that were started, directly or not, by this one and are of a browser. */
function browserPids(): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return [...parents.keys()].filter((pid) => {
    if (!isOurs(pid)) return false;
    try {
      return /chrom/i.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]!);
    } catch {
      return false;
    }
  });
}

function browserCpuMs(): number {
  return browserPids().reduce((sum, pid) => {
    try {
      return sum + exactCpuMs(pid);
    } catch {
      return sum;
    }
  }, 0);
}

async function keep(relay: string, name: string, shown: readonly object[]): Promise<void> {
  const { status } = await fetch(`${relay}/api/layouts/${name}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, title: name, items: shown }),
  });
  if (status !== 200) throw new Error(`The relay did not keep the layout: ${status}.`);
}

interface PageStatsNow {
  framesDrawn: number;
  renderer: string | null;
}

/** @returns share of a core, %, and pictures a second of the first page */
async function measure(
  browser: Browser,
  pages: readonly { address: string; width: number; height: number }[],
  seconds: number,
): Promise<{ share: number; rate: number; canvases: number }> {
  const context = await browser.newContext();
  try {
    const opened = await Promise.all(
      pages.map(async ({ address, width, height }) => {
        const page = await context.newPage();
        await page.setViewportSize({ width, height });
        await page.goto(address);
        return page;
      }),
    );
    await wait(settleMs);
    const drawn = () =>
      opened[0]!.evaluate(
        () =>
          (window as unknown as { sequential: { stats(): PageStatsNow } }).sequential.stats()
            .framesDrawn,
      );
    const before = { cpuMs: browserCpuMs(), drawn: await drawn() };
    const beganMs = performance.now();
    await wait(seconds * 1000);
    const elapsedMs = performance.now() - beganMs;
    const cpuMs = browserCpuMs() - before.cpuMs;
    const rate = (((await drawn()) - before.drawn) * 1000) / elapsedMs;
    const canvases = await opened[0]!.evaluate(() => document.querySelectorAll('canvas').length);
    return { share: (cpuMs / elapsedMs) * 100, rate, canvases };
  } finally {
    await context.close();
  }
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  let browser: Browser | null = null;
  try {
    const relay = await programs.relay();
    await keep(relay.url, 'six', items);
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
        values: { 'pictures/s': six.rate, 'ms a picture': (six.share * 10) / six.rate },
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
    const { share } = await measure(browser, own, seconds);
    rows.push({ what: 'the same six as pages, apex', unit: '% of a core', result: share });
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
    'Processor time of all processes of a real browser without a GPU (--disable-gpu-compositing, canvas renderer) at 1920 x 1080 while the demo car drives at 60 Hz; beside it the same six as pages of their own, as six browser sources are.',
  run,
};
