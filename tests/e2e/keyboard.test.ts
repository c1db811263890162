/**
 * The panel without a mouse: the first overlay, a theme, and the comparison of laps. Layouts and rules have tests of
 * their own, which use the keyboard too.
 */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { driveLaps } from '../../scripts/stored-laps.ts';
import { demoFacts as facts } from '../support/driver.ts';
import { need } from '../support/need.ts';
import { startFakeObs } from '../support/obs-control.ts';
import { openAsObs, openPanel, type PanelOptions, tabTo } from '../support/panel.ts';
import { askAsUser } from '../support/panel-tokens.ts';

import { built, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

/** Goes to a control with Tab and presses a key there. */
async function press(page: Page, name: string, key = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Chooses in a list by its first letters, as the browser does it. */
async function choose(page: Page, field: string, letters: string): Promise<void> {
  const list = page.getByLabel(field, { exact: true });
  await list.locator('option', { hasText: letters }).first().waitFor({ state: 'attached' });
  await tabTo(page, field);
  await page.keyboard.type(letters);
  await expect
    .poll(() => list.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.textContent))
    .toContain(letters);
}

/** What has the focus is there, so that the next press of Tab goes on from it. */
async function hasFocus(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
}

need('chromium')('by keyboard alone', () => {
  async function start(words: readonly string[], options: PanelOptions) {
    const url = await run(['relay', '--port', '0', ...words]).url();
    const open = () => openPanel(url, options);
    return { url, open };
  }

  test('the first overlay comes into OBS', async () => {
    const obs = await startFakeObs('secret');
    const { url, open } = await start(['--db', 'none'], {});
    const { page, errors } = await open();
    await page.getByText('An overlay in OBS, in three steps').waitFor();
    const isByHand = await page.getByText('OBS is on another PC or port').count();
    if (isByHand > 0) await press(page, 'OBS is on another PC or port');
    await tabTo(page, 'Address');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(obs.url);
    await tabTo(page, 'OBS password');
    await page.keyboard.type('secret');
    await page.keyboard.press('Enter');

    await page.getByLabel('Overlay', { exact: true }).waitFor();
    await choose(page, 'Overlay', 'Gear');
    await page.locator('iframe[src*="/overlays/gear?"]').waitFor();
    // Letters that come more than a second apart begin a new search in the list, so nothing slow may follow each of them.
    let loads = 0;
    page.on('frameattached', () => loads++);
    await choose(page, 'Theme', 'Herit');
    await page.frameLocator('.choose-preview iframe').locator('canvas').waitFor();
    expect(loads, 'previews loaded by the letters of a theme').toBe(0);
    await press(page, 'Use this overlay');
    await press(page, 'Add to OBS: Gear and speed');
    await page.getByLabel('Scene').waitFor();
    await choose(page, 'Scene', 'Pits');
    await press(page, 'Add');
    await until('OBS has the source', () => obs.scenes.get('Pits')!.length === 1);
    const { source } = obs.scenes.get('Pits')![0]!;
    await openAsObs(String(obs.inputs.get(source)!.settings.url));
    await page.getByText('OBS shows an overlay.').waitFor();
    await press(page, 'Done');
    await expect.poll(() => page.locator('.steps').count()).toBe(0);
    await hasFocus(page);
    expect(await (await askAsUser(url, '/api/settings')).json()).toMatchObject({
      theme: 'heritage',
    });
    expect(errors).toEqual([]);
  });

  test('a theme is used for all overlays, and another for one', async () => {
    const { url, open } = await start(['--db', 'none'], { withoutFirstRun: true });
    const { page, errors } = await open();
    const chosen = async () => (await askAsUser(url, '/api/settings')).json();
    await press(page, 'Themes');
    await page.locator('.theme-card').first().waitFor();
    await press(page, 'Use for all: Heritage');
    await page.getByText('All overlays now use Heritage').waitFor();
    expect(await chosen()).toMatchObject({ theme: 'heritage' });
    await hasFocus(page);
    await press(page, 'Overlays');
    await page.locator('.overlay-card').first().waitFor();
    await press(page, 'Gear and speed');
    await press(page, 'Hairline');
    await press(page, 'Use Hairline for this overlay');
    await page.getByText('Gear and speed now uses the theme Hairline').waitFor();
    expect(await chosen()).toMatchObject({ theme: 'heritage', overlays: { gear: 'hairline' } });
    await hasFocus(page);
    expect(errors).toEqual([]);
  });

  test('laps are chosen, compared, exchanged and put away', async () => {
    const { url, open } = await start(['--db', 'sqlite:laps.db'], { withoutFirstRun: true });
    const other = { ...facts, driverName: 'Ada' };
    await driveLaps(url, { sessionID: 'FIRST', facts: other, seed: 7, laps: 1, hz: 20 });
    await driveLaps(url, { sessionID: 'SECOND', facts, seed: 4, laps: 3, hz: 20 });
    const { page, errors } = await open();
    await press(page, 'Laps');
    await page.locator('.laps-sessions').waitFor();
    await press(page, 'Hollowmere');
    await page.locator('.laps-table').waitFor();
    await press(page, 'Compare lap 2', 'Space');
    await press(page, 'Compare lap 3', 'Space');
    await page.locator('[data-chart="delta"]').waitFor();

    await tabTo(page, 'Place along the track');
    await page.keyboard.press('n');
    const place = page.getByLabel('Place along the track');
    await expect.poll(() => place.getAttribute('aria-valuetext')).toMatch(/corner 1\. Lap 2:/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('+');
    await expect.poll(() => page.url()).toContain('part=');
    await press(page, 'Whole lap');
    await expect.poll(() => page.url()).not.toContain('part=');

    await press(page, 'Use Lap 3 as the reference');
    await expect.poll(() => page.url()).toMatch(/\?laps=3,2$/);
    await hasFocus(page);
    await press(page, 'Add a lap of another session');
    await page.locator('.laps-picker-session').waitFor();
    await page.locator('.laps-picker-session').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.laps-picker-laps button').first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toMatch(/\?laps=3,2,FIRST:1$/);
    await press(page, 'Remove Lap 1');
    await expect.poll(() => page.url()).toMatch(/\?laps=3,2$/);
    await hasFocus(page);
    await press(page, 'Clear');
    await expect.poll(() => page.url()).toMatch(/#\/laps\/SECOND$/);
    await hasFocus(page);

    await press(page, 'Delete this session');
    await page.locator('dialog[open]').waitFor();
    await press(page, 'Delete');
    await page.getByText(/^Hollowmere, today .* is deleted/).waitFor();
    await expect.poll(() => page.locator('.laps-sessions tbody tr').count()).toBe(1);
    await hasFocus(page);
    expect(errors).toEqual([]);
  });
});
