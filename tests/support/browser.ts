/**
 * A real browser of the Chromium family: the installed one, else the one inside a development dependency. It records
 * console errors of pages and every request to another host.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser } from '../../scripts/browser.ts';
import { type AtEnd, withTest } from './clean-up.ts';
import { type PageFaults, watchPage } from './page-faults.ts';
import { patienceMs } from './until.ts';

/** Software drawing, no sandbox (tests run as root), and nothing that calls home. */
export const browserFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Names under which the relay takes this machine for another one.
  '--host-resolver-rules=MAP *.example 127.0.0.1',
] as const;

export interface OpenedPage extends PageFaults {
  readonly page: Page;
  /** May be called twice. */
  close(): Promise<void>;
}

/** What Chromium itself writes when a connection is refused or ends; no page can prevent it. */
const unavoidable =
  /^(WebSocket connection to|Failed to load resource: net::ERR_(CONNECTION|SOCKET_NOT_CONNECTED))/;

let shared: Promise<Browser> | null = null;

/** Starting one takes seconds, so one serves all test files of a worker process and ends with the process. */
function sharedBrowser(): Promise<Browser> {
  shared ??= openBrowser(browserFlags).then((browser) =>
    browser.on('disconnected', () => {
      shared = null;
    }),
  );
  return shared;
}

/** The page logged no error and sent requests to its relay only. */
export function expectClean({ errors, foreign }: OpenedPage): void {
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
}

export interface PageOptions extends BrowserContextOptions {
  /** When the page is closed; with the test when left out. */
  readonly atEnd?: AtEnd;
  /** Another one than the browser that the tests share. */
  readonly browser?: Browser;
}

/** Opens a page that shares nothing with any other: neither cookies nor storage nor cache. */
export async function openPage(
  address: string,
  { atEnd = withTest, browser: other, ...options }: PageOptions = {},
): Promise<OpenedPage> {
  const browser = other ?? (await sharedBrowser());
  const context = await browser.newContext({ viewport: { width: 400, height: 200 }, ...options });
  context.setDefaultTimeout(patienceMs);
  atEnd(() => context.close());
  const page = await context.newPage();
  const { host } = new URL(address);
  const seen = watchPage(page, host, unavoidable);
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== host) seen.foreign.push(socket.url());
  });
  await page.goto(address);
  return { page, ...seen, close: () => context.close() };
}

/**
 * Resolves when the expression is true in the page. (Playwright's own waiting evaluates text inside the page, which
 * the pages' Content-Security-Policy forbids.)
 */
export async function untilTrue({ page }: OpenedPage, expression: string): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    // While the page reloads, it cannot answer.
    const holds = await page.evaluate(expression).catch(() => false);
    if (holds) return;
    if (performance.now() > end) throw new Error(`It did not become true: ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The pixels of a page; its transparent parts have alpha 0. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** @returns [red, green, blue, alpha], 0 to 255, at device pixels */
  at(x: number, y: number): [number, number, number, number];
}

/** Makes a screenshot and reads its pixels; the browser decodes it. */
export async function pictureOf(page: Page): Promise<Picture> {
  const png = await page.screenshot({ omitBackground: true });
  const reader = await page.context().newPage();
  try {
    const { width, height, base64 } = await reader.evaluate(async (source) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let text = '';
      for (let n = 0; n < data.length; n += 8192) {
        text += String.fromCharCode(...data.subarray(n, n + 8192));
      }
      return { width: image.width, height: image.height, base64: btoa(text) };
    }, png.toString('base64'));
    const data = Buffer.from(base64, 'base64');
    return {
      width,
      height,
      at(x, y) {
        const start = (y * width + x) * 4;
        return [data[start]!, data[start + 1]!, data[start + 2]!, data[start + 3]!];
      },
    };
  } finally {
    await reader.close();
  }
}
