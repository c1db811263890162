/** The layout editor as a user works with it, for tests in a real browser. */
import type { Locator, Page } from 'playwright-core';
import { temporaryFolder } from './clean-up.ts';
import type { FakeObs } from './fake-obs.ts';
import { startFakeObs } from './obs-control.ts';
import { askAsUser, sendAsUser } from './panel-tokens.ts';
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

/** A relay that is connected to a simulated OBS. */
export async function startWithObs(): Promise<{ fake: FakeObs; url: string }> {
  const fake = await startFakeObs();
  const url = await startRelay(temporaryFolder()).url();
  await sendAsUser(url, 'PUT', '/api/obs/settings', { url: fake.url });
  await until('OBS is connected', async () => {
    const { state } = (await (await askAsUser(url, '/api/obs')).json()) as { state: string };
    return state === 'connected';
  });
  return { fake, url };
}
