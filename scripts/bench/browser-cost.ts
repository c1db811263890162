/**
 * What a browser and a page of it cost: processor time of all of its processes, of the threads that run scripts, and
 * memory of scripts. Reads only; starts nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from 'playwright-core';

/** What `window.sequential.stats()` tells of a page. */
export interface PageFigures {
  readonly framesDrawn: number;
  readonly scriptMs: { readonly p50: number | null; readonly p95: number | null };
}

export class BrowserCost {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(browser: Browser): Promise<BrowserCost> {
    return new BrowserCost(await browser.newBrowserCDPSession());
  }

  /** Processor time so far, ms: of all processes, and of the main threads of pages (NaN where the system does not tell). */
  async soFar(): Promise<{ cpuMs: number; mainMs: number }> {
    const { processInfo } = await this.#session.send('SystemInfo.getProcessInfo');
    const cpuMs = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
    const pages = processInfo.filter(({ type }) => type === 'renderer');
    return { cpuMs, mainMs: pages.reduce((sum, { id }) => sum + mainThreadMs(id), 0) };
  }

  /** Processor time so far of what is not script, ms; empty where the system does not tell. */
  async works(): Promise<Partial<Record<Work, number>>> {
    const { processInfo } = await this.#session.send('SystemInfo.getProcessInfo');
    const sums: Partial<Record<Work, number>> = {};
    for (const { id } of processInfo) {
      try {
        for (const thread of readdirSync(`/proc/${id}/task`)) {
          const { name, ms } = readThread(id, thread);
          for (const work of Object.keys(works) as Work[]) {
            if (works[work].test(name)) sums[work] = (sums[work] ?? 0) + ms;
          }
        }
      } catch {
        // A process or thread has ended meanwhile.
      }
    }
    return sums;
  }
}

/** What threads of a browser do that cost most, by the name that the system knows them by (its first 15 letters). */
const works = {
  'raster ms': /^(ThreadPoolForeg|CompositorTileW)/,
  'page’s compositor ms': /^Compositor$/,
  'screen’s compositor ms': /^VizCompositorTh/,
} as const;

export type Work = keyof typeof works;

function readThread(pid: number, thread: string): { name: string; ms: number } {
  const at = `/proc/${pid}/task/${thread}`;
  const name = readFileSync(`${at}/comm`, 'utf8').trim();
  return { name, ms: Number(readFileSync(`${at}/schedstat`, 'utf8').split(' ')[0]) / 1e6 };
}

/** The first thread of a process has the number of the process. */
function mainThreadMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

export function figuresOf(page: Page): Promise<PageFigures> {
  return page.evaluate(() =>
    (window as unknown as { sequential: { stats(): PageFigures } }).sequential.stats(),
  );
}

/** Memory that scripts of the page hold once garbage is collected, MB. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 1_048_576;
  } finally {
    await session.detach();
  }
}

/** Opens an address. @returns ms from the navigation until the first picture */
export async function firstPictureMs(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.waitForFunction(
    () => performance.getEntriesByName('sequential: first picture').length > 0,
  );
  return page.evaluate(
    () => performance.getEntriesByName('sequential: first picture')[0]!.startTime,
  );
}

/** A window of its own, so that no other page is before it: `close` its context. */
export async function openWindow(browser: Browser, width: number, height: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height } });
  return context.newPage();
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
