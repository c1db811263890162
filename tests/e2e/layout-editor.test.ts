/** A user's way through layouts in the panel: make one with pointer and keyboard, save it, see it in OBS, delete it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Layout } from '../../protocol/layout.ts';
import { type OpenedBrowser, openBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { FakeObs } from '../support/fake-obs.ts';
import { need } from '../support/need.ts';
import { fitsWidth, openAsObs, openPanel, seriousFindings, widths } from '../support/panel.ts';
import { askAsUser } from '../support/panel-tokens.ts';
import { built, type Program, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

function startRelay(folder: string, port = '0'): Program {
  return run(['relay', '--port', port, '--db', 'none'], { folder });
}

async function newBrowser(): Promise<OpenedBrowser> {
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  return browser;
}

function grip(page: Page, title: string): Locator {
  return page.locator('.layout-grip', { hasText: title });
}

/** Drags with the pointer, screen pixels. */
async function pull(page: Page, from: Locator, by: { x: number; y: number }): Promise<void> {
  const box = (await from.boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + by.x, at.y + by.y, { steps: 8 });
  await page.mouse.up();
}

async function values(page: Page): Promise<number[]> {
  const labels = ['From the left', 'From the top', 'Width', 'Height'];
  return Promise.all(
    labels.map(async (label) => Number(await page.getByLabel(label, { exact: true }).inputValue())),
  );
}

/** Places of all items on the canvas, for instance `Gear, at 810, 430, 300 by 220`. */
function places(page: Page): Promise<string[]> {
  return page
    .locator('.layout-grip')
    .evaluateAll((grips) => grips.map((one) => one.getAttribute('aria-label') ?? ''));
}

/** Accessible name of the element that has the focus; empty: the focus is lost. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    if (element === null || element === document.body) return '';
    const label = element.labels?.[0]?.textContent;
    return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
  });
}

/** Presses Tab until an element of this name has the focus. @throws Error when it is never reached */
async function tabUntil(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press(key);
    const reached = await focused(page);
    if (typeof name === 'string' ? reached === name : name.test(reached)) return;
  }
  throw new Error(`The keyboard does not reach ${name}.`);
}

/** A relay that is connected to a simulated OBS. */
async function startWithObs(): Promise<{ fake: FakeObs; url: string }> {
  const fake = new FakeObs();
  await fake.start();
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

/** Number of pictures that the layout page drew. */
function canvases(page: Page): Promise<number> {
  return page.locator('canvas').count();
}

need('chromium')('layouts in the panel', () => {
  test('one is made, saved, shown and changed in OBS, survives a restart of the relay, and is deleted', {
    timeout: 180_000,
  }, async () => {
    const folder = temporaryFolder();
    const relay = startRelay(folder);
    const url = await relay.url();
    const browser = await newBrowser();
    const { page, errors, foreign } = await openPanel(browser, url, {
      hash: '#/layouts',
      withoutFirstRun: true,
    });
    await page.getByRole('heading', { name: 'Broadcast' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    // A new one, with two overlays on it.
    await page.getByRole('button', { name: 'New layout' }).click();
    const overlay = page.getByLabel('Overlay', { exact: true });
    await overlay.selectOption('gear');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    expect(await values(page)).toEqual([810, 430, 300, 220]);
    await overlay.selectOption('speed');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const preview = page.frameLocator('.layout-canvas iframe');
    await until(
      'both are drawn',
      async () => (await preview.locator('canvas').count()) === 2,
      30_000,
    );

    // The second one lies beside the first. The pointer: dragged into the corner, it snaps to the margin; dragging its
    // corner keeps the shape.
    await page.getByRole('button', { name: 'Gear and speed', exact: true }).click();
    const scale = (await page.locator('.layout-canvas').boundingBox())!.width / 1920;
    const toMargin = { x: (36 - 810) * scale, y: (29 - 430) * scale };
    await pull(page, grip(page, 'Gear and speed'), toMargin);
    expect(await values(page)).toEqual([32, 32, 300, 220]);
    await pull(page, page.locator('.layout-corner[data-corner="se"]'), { x: 150 * scale, y: 0 });
    const [left, top, width, height] = (await values(page)) as [number, number, number, number];
    expect([left, top]).toEqual([32, 32]);
    expect(width).toBeGreaterThan(400);
    expect(Math.abs(width / height - 300 / 220)).toBeLessThan(0.01);

    // The keyboard: small steps, large steps, undo.
    await grip(page, 'Gear and speed').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    expect((await values(page)).slice(0, 2)).toEqual([33, 48]);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect((await values(page)).slice(0, 2)).toEqual([32, 32]);
    await page.getByLabel('Theme', { exact: true }).selectOption('heritage');
    await page.getByLabel('Show the speed').uncheck();
    expect(await seriousFindings(page)).toEqual([]);

    // Saved under a title of its own.
    await page.keyboard.press('Control+s');
    await page.getByRole('textbox', { name: 'Title' }).fill('My corner');
    await page.getByText('layouts/my-corner.json').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('My corner is saved as layouts/my-corner.json.').waitFor();
    await page.waitForURL(/#\/layouts\/my-corner$/);
    const file = join(folder, 'layouts', 'my-corner.json');
    const read = () => JSON.parse(readFileSync(file, 'utf8')) as Layout;
    expect(read()).toMatchObject({
      title: 'My corner',
      items: [
        { id: 'gear', x: 32, y: 32, theme: 'heritage', parameters: { showSpeed: false } },
        { id: 'speed', theme: null },
      ],
    });

    // OBS shows it, and a saved change appears at once.
    const obs = await openAsObs(browser, `${url}/overlays/layout/my-corner?lap=demo`);
    await until('OBS has both', async () => (await canvases(obs.page)) === 2, 30_000);
    await page.getByRole('button', { name: 'Speed', exact: true }).click();
    await grip(page, 'Speed').last().press('Delete');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await until('OBS has one', async () => (await canvases(obs.page)) === 1, 15_000);
    expect(read().items.map(({ id }) => id)).toEqual(['gear']);
    await obs.close();

    // After a restart of the relay.
    const { port } = new URL(url);
    await relay.stop();
    await startRelay(folder, port).url();
    await page.reload();
    await page.getByRole('heading', { name: 'My corner' }).waitFor();
    await page.getByRole('link', { name: '← All layouts' }).click();
    await page.getByRole('button', { name: 'Delete My corner' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('My corner is deleted, with its file layouts/my-corner.json.').waitFor();
    expect(existsSync(file)).toBe(false);
    // The relay was away for a moment, and the browser logs that.
    expect(errors.filter((error) => !/Failed to load resource|WebSocket/.test(error))).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test('a built-in one becomes a source of its size in OBS, and editing makes a copy', {
    timeout: 90_000,
  }, async () => {
    const { fake, url } = await startWithObs();
    const browser = await newBrowser();
    const { page, errors, foreign } = await openPanel(browser, url, {
      hash: '#/layouts',
      withoutFirstRun: true,
    });
    await page.getByRole('button', { name: 'Add to OBS: Broadcast' }).click();
    await page.getByLabel('Scene').selectOption('Pits');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await until('OBS has it', () => fake.scenes.get('Pits')!.length === 1);
    const { source } = fake.scenes.get('Pits')![0]!;
    expect(fake.inputs.get(source)!.settings).toMatchObject({
      url: `${url}/overlays/layout/broadcast`,
      width: 1920,
      height: 1080,
    });

    await page.getByRole('link', { name: 'Copy and edit Broadcast' }).click();
    await page.getByRole('heading', { name: 'Broadcast copy' }).waitFor();
    // Leaving an unchanged layout asks nothing.
    await page.getByRole('link', { name: '← All layouts' }).click();
    await page.getByRole('heading', { name: 'Layouts' }).waitFor();
    expect(await page.getByText('is not saved yet').count()).toBe(0);
    for (const width of [widths.phone, widths.large]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await fitsWidth(page), `${width} pixels`).toBe(true);
    }
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test('is made, added to OBS and deleted by keyboard alone', { timeout: 120_000 }, async () => {
    const { fake, url } = await startWithObs();
    const { page, errors } = await openPanel(await newBrowser(), url, {
      hash: '#/layouts',
      withoutFirstRun: true,
    });
    const { keyboard } = page;
    const enter = async (name: string | RegExp): Promise<void> => {
      await tabUntil(page, name);
      await keyboard.press('Enter');
    };
    await page.getByRole('heading', { name: 'Broadcast' }).waitFor();
    await enter('New layout');
    await page.getByRole('heading', { name: 'My layout' }).waitFor();

    // Two overlays, chosen by their first letters.
    await tabUntil(page, 'Overlay');
    await keyboard.type('Ped');
    await enter('Add');
    await page.locator('.layout-grip').waitFor();
    expect(await places(page)).toEqual(['Pedals, at 700, 430, 520 by 220']);
    await keyboard.press('Enter');
    expect(await places(page)).toHaveLength(2);

    // The copy is what the arrows move and Delete removes, and the focus stays on the canvas.
    await tabUntil(page, /^Pedals, at/, 'Shift+Tab');
    await keyboard.press('Control+d');
    expect(await focused(page)).toMatch(/^Pedals 3, at/);
    const [first, second] = await places(page);
    await keyboard.press('Shift+ArrowRight');
    expect((await places(page)).slice(0, 2)).toEqual([first, second]);
    await keyboard.press('Delete');
    expect(await places(page)).toEqual([first, second]);
    expect(await focused(page)).toMatch(/^Pedals( 2)?, at/);

    // Different acts are different steps: the first press brings the copy back, the second takes back its move.
    await keyboard.press('Control+z');
    const [, , moved] = await places(page);
    await keyboard.press('Control+z');
    const [, , copied] = await places(page);
    expect(moved).not.toBe(copied);
    await keyboard.press('Control+z');
    expect(await places(page)).toEqual([first, second]);

    // All at once: a group that is moved, locked, and no longer moved.
    await keyboard.press('Control+a');
    await page.getByText('2 overlays selected.').waitFor();
    await keyboard.press('Control+g');
    await page.getByText('2 overlays are grouped.').waitFor();
    await keyboard.press('Shift+ArrowUp');
    const raised = await places(page);
    expect(raised.filter((place) => place.includes('Group 1'))).toHaveLength(2);
    await keyboard.press('l');
    await keyboard.press('ArrowUp');
    await page.getByText('2 overlays are locked. Unlock first.').waitFor();
    expect((await places(page)).map((place) => place.replace(', locked', ''))).toEqual(raised);

    await keyboard.press('Control+s');
    await page.getByRole('dialog').waitFor();
    await keyboard.press('Control+a');
    await keyboard.type('By keys');
    await keyboard.press('Enter');
    await page.getByText('By keys is saved as layouts/by-keys.json.').waitFor();

    await enter('Add to OBS: By keys');
    await page.getByRole('dialog').waitFor();
    await keyboard.type('Pit');
    await enter('Add');
    await until('OBS has it', () => fake.scenes.get('Pits')!.length === 1);
    const { source } = fake.scenes.get('Pits')![0]!;
    expect(fake.inputs.get(source)!.settings).toMatchObject({
      url: `${url}/overlays/layout/by-keys`,
      width: 1920,
      height: 1080,
    });

    await page.keyboard.press('Home');
    await enter(/All layouts/);
    await enter('Delete By keys');
    await page.getByRole('dialog').waitFor();
    await enter('Delete');
    await page.getByText('By keys is deleted').waitFor();
    await until(
      'the card is gone',
      async () => (await page.getByText('By keys', { exact: true }).count()) === 0,
    );
    await until('another card has the focus', async () => (await focused(page)) !== '');
    expect(errors).toEqual([]);
  });

  test('several are selected with Shift and with a band, and the wheel zooms the canvas', {
    timeout: 90_000,
  }, async () => {
    const url = await startRelay(temporaryFolder()).url();
    const { page, errors } = await openPanel(await newBrowser(), url, {
      hash: '#/layouts/bottom-bar',
      withoutFirstRun: true,
    });
    const canvas = page.locator('.layout-canvas');
    const pressed = () => page.locator('.layout-grip[aria-pressed="true"]').count();
    await grip(page, 'Session').click();
    await grip(page, 'Delta').click({ modifiers: ['Shift'] });
    expect(await pressed()).toBe(2);

    // Both follow the pointer, and one step of undo takes both back.
    const before = await places(page);
    await pull(page, grip(page, 'Delta'), { x: 0, y: -60 });
    const after = await places(page);
    expect(after.filter((place, n) => place !== before[n])).toHaveLength(2);
    await page.keyboard.press('Control+z');
    expect(await places(page)).toEqual(before);

    // Nothing leaves the canvas, unless Alt is held; then it is said, and can be brought back.
    await grip(page, 'Tachometer').click();
    await pull(page, grip(page, 'Tachometer'), { x: 300, y: 0 });
    expect(await page.getByText('outside the canvas').count()).toBe(0);
    await page.keyboard.down('Alt');
    await pull(page, grip(page, 'Tachometer'), { x: 60, y: 0 });
    await page.keyboard.up('Alt');
    await page.getByText('Tachometer lies partly outside the canvas.').waitFor();
    await page.getByRole('button', { name: 'Bring back' }).click();
    expect(await page.getByText('outside the canvas').count()).toBe(0);

    // A band over the upper left part selects nothing, one over everything all five.
    const { x, y, width, height } = (await canvas.boundingBox())!;
    await page.mouse.move(x + 10, y + 10);
    await page.mouse.down();
    await page.mouse.move(x + 40, y + 40, { steps: 3 });
    expect(await pressed()).toBe(0);
    await page.mouse.move(x + width - 2, y + height - 2, { steps: 5 });
    await page.mouse.up();
    expect(await pressed()).toBe(5);

    await page.mouse.move(x + width / 2, y + height / 2);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await until('it is larger', async () => (await canvas.boundingBox())!.width > width * 1.5);
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    await until('it fits', async () => (await canvas.boundingBox())!.width === width);
    expect(errors).toEqual([]);
  });

  test('what was changed is not discarded without a question', { timeout: 60_000 }, async () => {
    const url = await startRelay(temporaryFolder()).url();
    const { page } = await openPanel(await newBrowser(), url, {
      hash: '#/layouts/bottom-bar',
      withoutFirstRun: true,
    });
    await grip(page, 'Delta').press('Delete');
    await page.getByRole('link', { name: '← All layouts' }).click();
    const discard = page.getByRole('button', { name: 'Discard' });
    await discard.click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Bottom bar copy is not saved yet.').waitFor();
    await discard.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    expect(await page.getByText('is not saved yet').count()).toBe(0);
    await until('the page has the focus', async () => (await focused(page)) !== '');
  });

  test.each(['dark', 'light'] as const)(
    'list and editor have no finding of axe in %s, at 100 % and at 200 %, and fit every window',
    { timeout: 120_000 },
    async (scheme) => {
      const url = await startRelay(temporaryFolder()).url();
      const browser = await newBrowser();
      const { page } = await openPanel(browser, url, {
        hash: '#/layouts',
        scheme,
        withoutFirstRun: true,
      });
      const look = async (what: string): Promise<void> => {
        // At 200 %, a window of 1280 pixels has room for 640.
        for (const width of [1920, 1280, 640, 400]) {
          await page.setViewportSize({ width, height: width === 640 ? 450 : 900 });
          expect(await fitsWidth(page), `${what}, ${width} pixels`).toBe(true);
          if (width !== 1280 && width !== 640) continue;
          expect(await seriousFindings(page), `${what}, ${width} pixels`).toEqual([]);
        }
      };
      await page.getByRole('heading', { name: 'Broadcast' }).waitFor();
      await look('the list');
      await page.getByRole('link', { name: 'Copy and edit Bottom bar' }).click();
      await page.locator('.layout-grip').first().waitFor();
      await look('the editor');
      await page.getByLabel('Select Delta').check();
      await page.getByLabel('Select Session').check();
      await page.getByText('Keyboard and mouse').click();
      await look('two selected');
      await page.getByLabel('Select Session').uncheck();
      await page.getByLabel('From the left', { exact: true }).fill('-40');
      await page.getByText('lies partly outside the canvas').waitFor();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await look('one selected');
    },
  );
});
