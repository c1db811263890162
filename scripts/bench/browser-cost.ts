/** A browser for measurements, and what it and its pages cost: processor time of its processes, memory of scripts. */
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { likeObs, openBrowser } from '../browser.ts';
import { tools } from '../tools.ts';
import { CannotMeasure } from './section.ts';

/** Runs Chromium as OBS does without a graphics card. @throws CannotMeasure where there is none */
export async function inBrowser<T>(measure: (browser: Browser) => Promise<T>): Promise<T> {
  if (tools.chromium.find() === null) throw new CannotMeasure('no browser on this machine');
  const browser = await openBrowser(likeObs);
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/** Opens a page in a window of its own, so that no other page hides it. Close its context. */
export async function openWindow(
  browser: Browser,
  address: string,
  size: { readonly width: number; readonly height: number },
): Promise<Page> {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  await firstPictureMs(page, address);
  return page;
}

/** Opens an address. @returns ms from the navigation to the first picture */
export async function firstPictureMs(page: Page, address: string): Promise<number> {
  await page.goto(address);
  const mark = await page.waitForFunction(
    () => performance.getEntriesByName('sequential: first picture')[0]?.startTime,
  );
  return (await mark.jsonValue())!;
}

/** What `window.sequential.stats()` reports of a page. */
interface PageStats {
  readonly framesDrawn: number;
  readonly scriptMs: { readonly p50: number | null; readonly p95: number | null };
}

/** Of a browser and some of its pages so far. */
export interface BrowserReading {
  /** Processor time of all processes, and of the main threads of pages, ms. */
  readonly cpuMs: number;
  readonly mainThreadMs: number;
  readonly atMs: number;
  readonly pages: readonly PageStats[];
}

async function processesOf(browser: Browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo;
}

export async function readBrowser(
  browser: Browser,
  pages: readonly Page[],
): Promise<BrowserReading> {
  const processInfo = await processesOf(browser);
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return {
    cpuMs: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0),
    mainThreadMs: renderers.reduce((sum, { id }) => sum + mainThreadMs(id), 0),
    atMs: performance.now(),
    pages: await Promise.all(
      pages.map((page) => page.evaluate('window.sequential.stats()') as Promise<PageStats>),
    ),
  };
}

/** The first thread of a process has the number of the process. NaN on systems other than Linux. */
function mainThreadMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** Memory that the scripts of a page hold after garbage collection, MB. */
export async function pageHeapMb(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  try {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  } finally {
    await devtools.detach();
  }
}

/**
 * Lets the main threads of all open pages go before other programs, so that a time of their scripts holds no waiting for a
 * processor. Only root may do it on Linux.
 */
export async function putPagesFirst(browser: Browser): Promise<void> {
  for (const { type, id } of await processesOf(browser)) {
    if (type !== 'renderer') continue;
    try {
      setPriority(id, constants.priority.PRIORITY_HIGHEST);
    } catch {
      // The times hold waiting, too.
    }
  }
}
