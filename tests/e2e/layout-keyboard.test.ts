/** Layouts in the panel without a mouse: made, saved, added to OBS and deleted by keyboard; what axe finds. */
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/clean-up.ts';
import { places, startRelay, startWithObs } from '../support/layout-editor.ts';
import { need } from '../support/need.ts';
import { axeFindings, fitsWidth, focused, openPanel, tabTo } from '../support/panel.ts';
import { built } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

need('chromium')('layouts in the panel without a mouse', () => {
  test('one is made, added to OBS and deleted by keyboard alone', async () => {
    const { fake, url } = await startWithObs();
    const { page, errors } = await openPanel(url, {
      hash: '#/layouts',
      withoutFirstRun: true,
    });
    const { keyboard } = page;
    const enter = async (name: string | RegExp): Promise<void> => {
      await tabTo(page, name);
      await keyboard.press('Enter');
    };
    await page.getByRole('heading', { name: 'Broadcast', exact: true }).waitFor();
    await enter('New layout');
    await page.getByRole('heading', { name: 'My layout' }).waitFor();

    // Two overlays, chosen by their first letters.
    await tabTo(page, 'Overlay');
    await keyboard.type('Ped');
    await enter('Add');
    await page.locator('.layout-grip').waitFor();
    expect(await places(page)).toEqual(['Pedals, at 700, 430, 520 by 220']);
    await keyboard.press('Enter');
    expect(await places(page)).toHaveLength(2);

    // The copy is what the arrows move and Delete removes, and the focus stays on the canvas.
    await tabTo(page, /^Pedals, at/, 'Shift+Tab');
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

    // The buttons do the same, and keep the focus when there is nothing left to undo.
    await tabTo(page, 'Undo', 'Shift+Tab');
    for (let presses = 0; presses < 3; presses++) await keyboard.press('Enter');
    expect(await places(page)).toEqual([]);
    expect(await focused(page)).toBe('Undo');
    await tabTo(page, 'Redo');
    for (let presses = 0; presses < 2; presses++) await keyboard.press('Enter');
    expect(await places(page)).toEqual([first, second]);
    await tabTo(page, /^Pedals, at/);

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
    const scene = page.getByRole('dialog').getByLabel('Scene');
    await scene.locator('option', { hasText: 'Pits' }).waitFor({ state: 'attached' });
    const isFocused = () => scene.evaluate((one) => one === document.activeElement);
    for (let pressed = 0; pressed < 10 && !(await isFocused()); pressed++)
      await keyboard.press('Tab');
    await keyboard.type('Pit');
    await expect.poll(() => scene.inputValue()).toBe('Pits');
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

  test('the editor has no finding of axe while elements are selected, and fits every window', async () => {
    const url = await startRelay(temporaryFolder()).url();
    const { page } = await openPanel(url, { hash: '#/layouts', withoutFirstRun: true });
    const look = async (what: string): Promise<void> => {
      // At 200 %, a window of 1280 pixels has room for 640.
      for (const width of [1920, 1280, 640, 400]) {
        await page.setViewportSize({ width, height: width === 640 ? 450 : 900 });
        expect(await fitsWidth(page), `${what}, ${width} pixels`).toBe(true);
        if (width !== 1280 && width !== 640) continue;
        const schemes = width === 1280 ? (['light', 'dark'] as const) : (['dark'] as const);
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme });
          const where = `${what}, ${width} pixels, ${colorScheme}`;
          expect(await axeFindings(page), where).toEqual([]);
        }
      }
    };
    await page.getByRole('link', { name: 'Copy and edit Bottom bar' }).click();
    await page.locator('.layout-grip').first().waitFor();
    await page.getByLabel('Select Delta').check();
    await page.getByLabel('Select Session').check();
    await page.getByText('Keyboard and mouse').click();
    await look('two selected');
    await page.getByLabel('Select Session').uncheck();
    await page.getByLabel('From the left', { exact: true }).fill('-40');
    await page.getByText('lies partly outside the canvas').waitFor();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await look('one selected');
  });
});
