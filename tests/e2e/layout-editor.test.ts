/** A user's way through layouts in the panel: make one with pointer and keyboard, save it, see it in OBS, delete it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Layout } from '../../protocol/layout.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { grip, places, pull, startRelay, startWithObs } from '../support/layout-editor.ts';
import { need } from '../support/need.ts';
import {
  asksBeforeClosing,
  axeFindings,
  fitsWidth,
  focused,
  goTo,
  openAsObs,
  openPanel,
  widths,
} from '../support/panel.ts';
import { askAsUser, sendAsUser } from '../support/panel-tokens.ts';
import { built } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

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
  test('one is made, saved, shown and changed in OBS, survives a restart of the relay, and is deleted', async () => {
    const folder = temporaryFolder();
    const relay = startRelay(folder);
    const url = await relay.url();
    const { page, errors, foreign } = await openPanel(url, {
      hash: '#/layouts',
      withoutFirstRun: true,
    });
    await page.getByRole('heading', { name: 'Broadcast', exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);

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
    expect(await axeFindings(page)).toEqual([]);

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
    const obs = await openAsObs(`${url}/overlays/layout/my-corner?lap=demo`);
    await until('OBS has both', async () => (await canvases(obs.page)) === 2);
    await page.getByRole('button', { name: 'Speed', exact: true }).click();
    await grip(page, 'Speed').last().press('Delete');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await until('OBS has one', async () => (await canvases(obs.page)) === 1);
    expect(read().items.map(({ id }) => id)).toEqual(['gear']);
    await obs.close();

    // After a restart of the relay.
    const { port } = new URL(url);
    await relay.stop();
    await startRelay(folder, port).url();
    await page.reload();
    await page.getByRole('heading', { name: 'My corner' }).waitFor();
    await page.getByRole('link', { name: '← All layouts' }).click();
    // The preview goes before the layout does, else it would ask for what is gone.
    const card = page.locator('[data-layout="my-corner"]');
    await card.locator('iframe').waitFor();
    await page.route('**/api/layouts/my-corner', async (route) => {
      if (route.request().method() === 'DELETE')
        await card.locator('iframe').waitFor({ state: 'detached' });
      await route.continue();
    });
    await page.getByRole('button', { name: 'Delete My corner' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('My corner is deleted, with its file layouts/my-corner.json.').waitFor();
    expect(existsSync(file)).toBe(false);
    // The relay was away for a moment, and the browser logs that.
    expect(errors.filter((error) => !/Failed to load resource|WebSocket/.test(error))).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test('a built-in one becomes a source of its size in OBS, and editing makes a copy', async () => {
    const { fake, url } = await startWithObs();
    const { page, errors, foreign } = await openPanel(url, {
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

  test('several are selected with Shift and with a band, and the wheel zooms the canvas', async () => {
    const url = await startRelay(temporaryFolder()).url();
    const { page, errors } = await openPanel(url, {
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

  test('what was changed is not lost without a question, here or in another window', async () => {
    const url = await startRelay(temporaryFolder()).url();
    const { page } = await openPanel(url, {
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
    expect(await asksBeforeClosing(page)).toBe(false);

    // Another window saves the same layout.
    const path = '/api/layouts/mine';
    const read = async () => (await (await askAsUser(url, path)).json()) as Layout;
    const save = (layout: Layout) => sendAsUser(url, 'PUT', path, layout);
    const bar = (await (await askAsUser(url, '/api/layouts/bottom-bar')).json()) as Layout;
    await save({ ...bar, name: 'mine', title: 'Mine' });
    await page.reload();
    await page.getByRole('link', { name: 'Edit Mine', exact: true }).click();
    await grip(page, 'Delta').press('Delete');
    const theirs = { ...(await read()), title: 'Theirs' };
    await save(theirs);
    await page.keyboard.press('Control+s');
    const conflict = page.getByRole('dialog', { name: 'Mine was changed elsewhere' });
    await conflict.getByRole('button', { name: 'Cancel' }).click();
    expect(await read()).toEqual(theirs);
    await goTo(page, 'Home');
    expect(await asksBeforeClosing(page)).toBe(true);
    await page.goBack();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await conflict.getByRole('button', { name: 'Overwrite' }).click();
    await page.getByText('Mine is saved as layouts/mine.json.').waitFor();
    // While the dialog closes, nothing behind it can have the focus.
    await conflict.waitFor({ state: 'detached' });
    expect(await read()).toMatchObject({ title: 'Mine' });
    // Its own saves are not somebody else's.
    await page.locator('.layout-grip').first().focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+d');
    await page.keyboard.press('Control+s');
    await until('it is saved', async () => (await read()).items.length > bar.items.length);
  });
});
