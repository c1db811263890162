/** The layout editor as a user works with it, for tests in a real browser. */
import type { Locator, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './clean-up.ts';
import { FakeObs } from './fake-obs.ts';
import { askAsUser } from './panel-tokens.ts';
import { type Program, run } from './programs.ts';
import { until } from './until.ts';

export function startRelay(folder: string, port = '0'): Program {
  return run(['relay', '--port', port, '--db', 'none'], { folder });
}

export function grip(page: Page, title: string): Locator {
  return page.locator('.layout-grip', { hasText: title });
}

/** Drags with the pointer, screen pixels. */
export async function pull(page: Page, from: Locator, by: { x: number; y: number }): Promise<void> {
  const box = (await from.boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + by.x, at.y + by.y, { steps: 8 });
  await page.mouse.up();
}

/** Places of all items on the canvas, for instance `Gear, at 810, 430, 300 by 220`. */
export function places(page: Page): Promise<string[]> {
  return page
    .locator('.layout-grip')
    .evaluateAll((grips) => grips.map((one) => one.getAttribute('aria-label') ?? ''));
}

/** Accessible name of the element that has the focus; empty: the focus is lost. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    if (element === null || element === document.body) return '';
    const label = element.labels?.[0]?.textContent;
    return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
  });
}

/** Presses Tab until an element of this name has the focus. @throws Error when it is never reached */
export async function tabUntil(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press(key);
    const reached = await focused(page);
    if (typeof name === 'string' ? reached === name : name.test(reached)) return;
  }
  throw new Error(`The keyboard does not reach ${name}.`);
}

/** A relay that is connected to a simulated OBS. */
export async function startWithObs(): Promise<{ fake: FakeObs; url: string }> {
  const fake = await FakeObs.started();
  onTestFinished(() => fake.stop(1006));
  const url = await startRelay(temporaryFolder()).url();
  await askAsUser(url, '/api/obs/settings', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: fake.url }),
  });
  await until('OBS is connected', async () => {
    const { state } = (await (await askAsUser(url, '/api/obs')).json()) as { state: string };
    return state === 'connected';
  });
  return { fake, url };
}
