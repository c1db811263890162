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

    // The pointer: dragged into the corner, it snaps to the margin; dragging its corner keeps the shape.
    // It lies under the other one, so it is chosen from the list.
    await page.getByRole('button', { name: 'Gear and speed', exact: true }).click();
    const scale = (await page.locator('.layout-canvas').boundingBox())!.width / 1920;
    const toMargin = { x: (36 - 810) * scale, y: (29 - 430) * scale };
    await pull(page, grip(page, 'Gear and speed'), toMargin);
    expect(await values(page)).toEqual([32, 32, 300, 220]);
    await pull(page, page.locator('.layout-corner[data-corner="se"]'), { x: 150 * scale, y: 0 });
    const [left, top, width, height] = (await values(page)) as [number, number, number, number];
    expect([left, top]).toEqual([32, 32]);
    expect(width).toBeGreaterThan(430);
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
    const fake = new FakeObs();
    await fake.start();
    onTestFinished(() => fake.stop(1006));
    const folder = temporaryFolder();
    const url = await startRelay(folder).url();
    await askAsUser(url, '/api/obs/settings', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ url: fake.url }),
    });
    await until('OBS is connected', async () => {
      const { state } = (await (await askAsUser(url, '/api/obs')).json()) as { state: string };
      return state === 'connected';
    });
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
});
