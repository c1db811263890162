/** A user's way through themes in the panel: choose one and see it in OBS, make one, save it, import one, delete it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkTheme } from '../../protocol/theme-schema.ts';
import { obsRoutes } from '../../relay/obs/obs-routes.ts';
import { root } from '../../scripts/root.ts';
import { type OpenedPage, pictureOf } from '../support/browser.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { FakeObs } from '../support/fake-obs.ts';
import { need } from '../support/need.ts';
import { obsControl } from '../support/obs-control.ts';
import { axeFindings, fitsWidth, goTo, openAsObs, openPanel, widths } from '../support/panel.ts';
import { built, builtPages } from '../support/programs.ts';
import { startTestRelay, stopAll, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

/** Pixels of a page with a colour that no theme has. */
async function yellow(page: Page): Promise<number> {
  const picture = await pictureOf(page);
  let count = 0;
  for (let y = 0; y < picture.height; y += 4) {
    for (let x = 0; x < picture.width; x += 4) {
      const [r, g, b, a] = picture.at(x, y);
      if (a > 200 && r > 240 && g > 240 && b < 40) count += 1;
    }
  }
  return count;
}

/** All pages in frames show their lap. One that still loads it reports a relay that goes. */
const previewsPlay = `(() => {
  const all = [...document.querySelectorAll('iframe')]
    .map(({ contentWindow }) => contentWindow)
    .filter(({ location }) => location.href !== 'about:blank')
    .map(({ sequential }) => sequential?.stats());
  return all.length > 0 && all.every((stats) => (stats?.sessionID ?? null) !== null && stats.framesDrawn > 0);
})()`;

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const shipped = read(join(root, 'themes/world-feed.json'));
/** A yellow theme of the user. */
const rainy = {
  ...shipped,
  name: 'rainy-day',
  title: 'Rainy Day',
  palette: { ...(shipped.palette as object), panel: '#ffff00' },
};

need('chromium')('themes in the panel', () => {
  let userFolder: string;
  const fileOf = (name: string) => join(userFolder, 'themes', `${name}.json`);

  beforeAll(built);
  beforeEach(() => {
    userFolder = temporaryFolder();
  });

  /** @param obsUrl of a running OBS */
  async function start(port = 0, obsUrl: string | null = null): Promise<TestRelay> {
    const relay = await startTestRelay({
      port,
      userFolder,
      pagesFolder: builtPages,
      themesFolder: join(root, 'themes'),
    });
    const control = obsControl(obsUrl === null ? null : { url: obsUrl });
    onTestFinished(() => control.stop());
    relay.relay.mount(obsRoutes(control));
    return relay;
  }

  /** The panel, and an overlay as OBS shows it. */
  async function open(relay: TestRelay): Promise<{ panel: OpenedPage; obs: OpenedPage }> {
    const obs = await openAsObs(`${relay.address}/overlays/gear?show=always`);
    const options = { hash: '#/themes', withoutFirstRun: true };
    return { obs, panel: await openPanel(relay.address, options) };
  }

  /** The relay with the user's own theme, chosen for all overlays. */
  async function startRainy(): Promise<TestRelay> {
    mkdirSync(join(userFolder, 'themes'));
    writeFileSync(fileOf('rainy-day'), JSON.stringify(rainy));
    const relay = await start();
    const { status } = await relay.send('PUT', '/api/settings/theme', { theme: 'rainy-day' });
    expect(status).toBe(200);
    return relay;
  }

  /** The same in the panel and in OBS, which shows it. */
  async function openRainy() {
    const relay = await startRainy();
    const opened = await open(relay);
    await until('OBS shows it', async () => (await yellow(opened.obs.page)) > 100);
    return { relay, ...opened };
  }

  test('one is used for all overlays and another for a single one, and OBS follows at once', async () => {
    const relay = await start();
    const { panel, obs } = await open(relay);
    const { page } = panel;
    const settings = async () => (await relay.request('/api/settings')).json;
    // One for all, and what OBS shows changes.
    const before = await obs.page.screenshot();
    await page.getByRole('button', { name: 'Use for all: Heritage' }).click();
    await page.locator('[data-theme=heritage]').getByText('For all overlays').waitFor();
    expect(await settings()).toEqual({ theme: 'heritage', overlays: {} });
    await until('OBS shows it', async () => !(await obs.page.screenshot()).equals(before));
    // Another one for a single overlay.
    await page.getByText('Other themes for single overlays').click();
    await page.getByLabel('Gear and speed', { exact: true }).selectOption('hairline');
    await until('it is kept', async () => JSON.stringify(await settings()).includes('hairline'));
    expect(await settings()).toEqual({ theme: 'heritage', overlays: { gear: 'hairline' } });
    expect(await axeFindings(page)).toEqual([]);
    expectClean(panel, obs);
  });

  test('one is copied, changed with a live preview, saved and used', async () => {
    const relay = await start();
    const { panel, obs } = await open(relay);
    const { page } = panel;
    // A page outside the panel's frames accepts no unsaved theme.
    const palette = { panel: '#ffff00', ink: '#ffff00' };
    const sent = { name: 'x', title: 'x', palette };
    await obs.page.evaluate((theme) => {
      window.postMessage({ type: 'sequential-preview', theme }, location.origin);
    }, sent);

    // A copy of a built-in one, previewed while it is changed.
    await page.getByRole('link', { name: 'Copy and edit World Feed' }).click();
    const ground = page.getByRole('textbox', { name: 'Panel', exact: true });
    await ground.fill('#ffff0');
    await page.getByText('Enter a colour like').waitFor();
    await ground.fill('#ffff00');
    await page
      .getByText(/is hard to read: the contrast/)
      .first()
      .waitFor();
    await until('the previews show it', async () => (await yellow(page)) > 300);
    await page.getByRole('tab', { name: 'Shapes' }).click();
    await page.getByRole('combobox', { name: 'Material' }).selectOption('carbon');
    await page.getByRole('heading', { name: 'World Feed copy' }).click();
    await page.keyboard.press('Control+z');
    await until(
      'the step is undone',
      async () => (await page.getByRole('combobox', { name: 'Material' }).inputValue()) === 'flat',
    );
    await page.getByRole('button', { name: 'Redo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.getByRole('combobox', { name: 'Material' }).inputValue()).toBe('flat');
    expect(await axeFindings(page)).toEqual([]);

    expect(await yellow(obs.page)).toBe(0);

    // Opening another room loses nothing.
    await goTo(page, 'Themes');
    await page.getByText('World Feed copy is not saved yet.').waitFor();
    await page.getByRole('link', { name: 'Continue editing' }).click();
    await page.getByRole('tab', { name: 'Colours' }).waitFor();

    // Saved, and used for all overlays.
    await page.keyboard.press('Control+s');
    await page.getByRole('textbox', { name: 'Title' }).fill('Rainy Day');
    await page.getByText('themes/rainy-day.json').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('Rainy Day is saved as themes/rainy-day.json, and every overlay shows it.')
      .waitFor();
    expect(page.url()).toContain('#/themes/rainy-day');
    const file = read(fileOf('rainy-day'));
    const from = read(join(root, 'themes/world-feed.json'));
    const { theme } = checkTheme(file);
    const { palette: colours, ...look } = checkTheme(from).theme!;
    expect(theme).toMatchObject({ panel: look.panel, gauge: look.gauge, fonts: look.fonts });
    expect(theme).toMatchObject({ name: 'rainy-day', title: 'Rainy Day' });
    expect(theme!.palette).toEqual({ ...colours, panel: '#ffff00' });
    expect(file).not.toHaveProperty('preview');
    await until('OBS shows it', async () => (await yellow(obs.page)) > 100);
    expectClean(panel, obs);
  });

  test('a saved one is there after a restart of panel and relay', async () => {
    const { relay, panel, obs } = await openRainy();
    const { page } = panel;
    await page.getByRole('link', { name: 'Edit Rainy Day', exact: true }).click();
    await page.getByRole('heading', { name: 'Rainy Day' }).waitFor();
    await until('the previews play', () => page.evaluate<boolean>(previewsPlay));
    await stopAll();
    const again = await start(relay.relay.port);
    await page.reload();
    const ground = page.getByRole('textbox', { name: 'Panel', exact: true });
    await until('it is as it was', async () => (await ground.inputValue()) === '#ffff00');
    const later = await openAsObs(`${again.address}/overlays/gear?show=always`);
    await until('OBS shows it still', async () => (await yellow(later.page)) > 100);
    expectClean(panel, obs, later);
  });

  test('one is imported from a file: previewed, then saved, and not shown while OBS streams', async () => {
    const fake = new FakeObs();
    fake.isStreaming = true;
    await fake.start();
    onTestFinished(() => fake.stop(1006));
    const relay = await start(0, fake.url);
    const { panel, obs } = await open(relay);
    const { page } = panel;
    const chosen = join(userFolder, 'from-a-friend.json');
    writeFileSync(chosen, JSON.stringify({ ...rainy, name: 'friend', title: 'A Friend’s' }));
    const choose = async (path: string): Promise<void> => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Import a file …' }).click(),
      ]);
      await chooser.setFiles(path);
    };
    const broken = join(userFolder, 'broken.json');
    writeFileSync(broken, '{"title"');
    await choose(broken);
    await page
      .getByText('This file cannot be used. It is not JSON at line 1, column 9: it ends too early.')
      .waitFor();
    await choose(chosen);
    await page.getByRole('heading', { name: 'A Friend’s' }).waitFor();
    await page.getByText('Not saved yet').waitFor();
    await page.getByRole('button', { name: 'Save …' }).click();
    await page.getByText('OBS is on air: viewers see the change at once.').waitFor();
    expect(await page.getByLabel('Use it for all overlays now').isChecked()).toBe(false);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('A Friend’s is saved as themes/a-friend-s.json.').waitFor();
    expect(read(fileOf('a-friend-s'))).toMatchObject({ title: 'A Friend’s' });
    expectClean(panel, obs);
  });

  test('one is deleted: the choice is undone, and OBS shows the theme from before', async () => {
    const { relay, panel, obs } = await openRainy();
    const { page } = panel;
    await page.getByRole('button', { name: 'Delete Rainy Day' }).click();
    await page.getByText('It is in use for all overlays').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Rainy Day is deleted, with its file themes/rainy-day.json.').waitFor();
    expect((await relay.request('/api/settings')).json).toEqual({ theme: null, overlays: {} });
    await until('OBS shows the default', async () => (await yellow(obs.page)) === 0);
    expectClean(panel, obs);
  });

  test('on a phone nothing is cut off', async () => {
    const { panel, obs } = await open(await startRainy());
    const { page } = panel;
    await page.setViewportSize({ width: widths.phone, height: 800 });
    expect(await fitsWidth(page)).toBe(true);
    await page.getByRole('link', { name: 'Edit Rainy Day', exact: true }).click();
    await page.getByRole('tab', { name: 'Colours' }).waitFor();
    expect(await fitsWidth(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    expectClean(panel, obs);
  });
});

/** The pages logged no error and sent requests to their relay only. */
function expectClean(...pages: readonly OpenedPage[]): void {
  // The browser logs that the relay is away.
  const own = pages
    .flatMap(({ errors }) => errors)
    .filter((one) => !/^Failed to load resource: net::|A network error occurred/.test(one));
  expect(own).toEqual([]);
  expect(pages.flatMap(({ foreign }) => foreign)).toEqual([]);
}
