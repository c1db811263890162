/**
 * The control panel in a real browser, for tests of its pages: opens a page in a chosen window size, colour scheme and
 * place, runs axe on it, and reads what is shown. Works on the built pages only.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { type OpenedPage, openPage, type PageOptions } from './browser.ts';
import { type AtEnd, withTest } from './clean-up.ts';
import { panelAddress, sendAsUser } from './panel-tokens.ts';

/** How wide the panel is looked at: phone, laptop, large screen. */
export const widths = { phone: 390, laptop: 1280, large: 1920 } as const;

export interface PanelOptions {
  /** `#/` when left out. */
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'dark' | 'light';
  /** As another machine, which has to show the admin key. */
  readonly fromElsewhere?: boolean;
  /** The guide of the first run does not open by itself. */
  readonly withoutFirstRun?: boolean;
  /** When the page is closed; with the test when left out. */
  readonly atEnd?: AtEnd;
}

/** @param url of the relay, without a slash at its end */
export async function openPanel(url: string, options: PanelOptions = {}): Promise<OpenedPage> {
  const { hash = '#/', width = widths.laptop, height = 900, scheme = 'dark' } = options;
  const { atEnd = withTest } = options;
  const context: PageOptions = {
    atEnd,
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  };
  // The header of a proxy: the relay then trusts no address.
  if (options.fromElsewhere) context.extraHTTPHeaders = { 'X-Forwarded-For': '192.168.1.7' };
  if (options.withoutFirstRun) {
    await sendAsUser(url, 'PUT', '/api/first-run', { isOver: true });
  }
  // A user of this machine opens the address that was printed.
  const address = options.fromElsewhere ? `${url}/${hash}` : panelAddress(url, hash);
  const opened = await openPage(address, context);
  await opened.page.getByRole('navigation', { name: 'Rooms' }).waitFor();
  return opened;
}

/** Opens another room the way a user does. */
export async function goTo(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: title }).click();
}

/** Whether the browser would ask before it closes the page. */
export function asksBeforeClosing(page: Page): Promise<boolean> {
  return page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
}

/** Opens an overlay page as OBS does: the relay recognises OBS by the user agent. */
export function openAsObs(address: string): Promise<OpenedPage> {
  const userAgent =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36 OBS/31.0.3';
  return openPage(address, { userAgent });
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[];
}

/**
 * What axe finds on the page as it is now, of any impact, one line each; empty is good. Overlays in frames are pictures
 * and left out.
 * @param tags only the rules with one of these; all rules when left out
 */
export async function axeFindings(page: Page, tags?: readonly string[]): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as {
      axe: { run(context: Document, options: object): Promise<AxeResult> };
    };
    return axe.run(document, {
      iframes: false,
      resultTypes: ['violations'],
      ...(runOnly === undefined ? {} : { runOnly }),
      // Of level AAA: axe leaves it out by itself, but not where rules are chosen by their tags.
      rules: { 'color-contrast-enhanced': { enabled: false } },
    });
  }, tags);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  );
}

/** True while nothing is wider than the window: no sideways scrolling. */
export function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  );
}

/** The innermost elements that reach, with their text, over the right edge of the window, for the message of a failed test. */
export function widestParts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        const end = Math.max(right, left + one.scrollWidth);
        return end > document.documentElement.clientWidth + 1;
      })
      .slice(-3)
      .map((one) => one.outerHTML.slice(0, 120)),
  );
}

/** Previews that reach out of their frames, and names of rooms that reach out of their places, for a window of any width. */
export function cutParts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cutPreviews = [...document.querySelectorAll('.preview iframe')].filter((one) => {
      const [picture, frame] = [one, one.parentElement!].map((part) =>
        part.getBoundingClientRect(),
      );
      return picture!.height > frame!.height + 1 || picture!.width > frame!.width + 1;
    });
    const cutNames = [...document.querySelectorAll('.rooms a')].filter(
      (one) => one.scrollWidth > one.clientWidth + 1,
    );
    return [...cutPreviews, ...cutNames].map((one) => one.outerHTML.slice(0, 120));
  });
}

/** Accessible name of the element that has the focus; empty: the focus is lost. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    if (element === null || element === document.body) return '';
    const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent;
    return (label ?? element.textContent ?? '').trim();
  });
}

/** Presses Tab until an element of this accessible name has the focus. @throws Error when it is never reached */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press(key);
    const reached = await focused(page);
    if (typeof name === 'string' ? reached === name : name.test(reached)) return;
  }
  throw new Error(`The keyboard does not reach “${name}” within 120 presses of ${key}.`);
}
