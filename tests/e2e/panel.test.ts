/**
 * The control panel in a real browser on a real relay: the set-up of the first overlay in a fake OBS, the overlays, the
 * rules, and access from another machine. No page may send a request to another host.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectClean, openPage } from '../support/browser.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import type { FakeObs } from '../support/fake-obs.ts';
import { startLive } from '../support/live.ts';
import { need } from '../support/need.ts';
import { startFakeObs } from '../support/obs-control.ts';
import { goTo, openAsObs, openPanel, tabTo, widths } from '../support/panel.ts';
import { askAsUser, panelAddress, tokenOf } from '../support/panel-tokens.ts';
import { built, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

async function fakeObs(password: string | null = null): Promise<FakeObs> {
  const obs = await startFakeObs(password);
  return obs;
}

/** A folder with a config file. */
function folderWith(config: object): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'sequential.config.json'), JSON.stringify(config));
  return folder;
}

async function startRelay(options: { words?: string[]; config?: object } = {}): Promise<string> {
  const folder = folderWith(options.config ?? {});
  // An OBS of the developer is not found.
  const environment = { HOME: folder, XDG_CONFIG_HOME: '' };
  const words = ['relay', '--port', '0', '--db', 'none', ...(options.words ?? [])];
  return run(words, { folder, environment }).url();
}

/** Frames that the overlay in a preview has received. Runs in the page. */
function framesReceived(preview: HTMLIFrameElement): number {
  interface Overlay {
    sequential?: { stats(): { framesReceived: number } };
  }
  return (preview.contentWindow as Overlay | null)?.sequential?.stats().framesReceived ?? 0;
}

need('chromium')('the control panel', () => {
  test('the set-up leads to an overlay in OBS and then closes', async () => {
    const obs = await fakeObs('obs-password');
    const url = await startRelay();
    const opened = await openPanel(url);
    const { page } = opened;

    // Step 1: the connection. A wrong password is reported at its field.
    await page.getByText('An overlay in OBS, in three steps').waitFor();
    await page.getByText('OBS is on another PC or port').click();
    await page.getByLabel('Address').fill(obs.url);
    await page.getByLabel('OBS password').fill('wrong');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('OBS refused the password.').waitFor();
    await page.getByLabel('OBS password').fill('obs-password');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();

    // Step 2: an overlay and a theme, with the overlay's page as preview.
    await page.getByLabel('Overlay', { exact: true }).selectOption('gear');
    await page.getByLabel('Theme').selectOption('heritage');
    const preview = page.locator('.choose-preview iframe');
    await expect.poll(() => preview.getAttribute('src')).toContain('/overlays/gear?');
    await page.getByRole('button', { name: 'Use this overlay' }).click();

    // Step 3: a scene.
    await page.getByRole('button', { name: /^Add to OBS: / }).click();
    await page.getByLabel('Scene').selectOption('Pits');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Waiting for OBS to show it').waitFor();
    await until('OBS has the source', () => obs.scenes.get('Pits')!.length === 1);
    const { source } = obs.scenes.get('Pits')![0]!;
    const { settings } = obs.inputs.get(source)!;
    expect(settings).toMatchObject({ url: `${url}/overlays/gear`, width: 300, height: 220 });

    const inObs = await openAsObs(String(settings.url));
    await page.getByText('OBS shows an overlay.').waitFor();
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    expect(await page.locator('.steps').count()).toBe(0);
    const chosen = (await (await askAsUser(url, '/api/settings')).json()) as object;
    expect(chosen).toMatchObject({ theme: 'heritage' });

    // It stays closed while OBS is closed. The link in the header opens it again.
    await inObs.close();
    await page.reload();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    await page.getByText('OBS shows no overlay').waitFor();
    expect(await page.locator('.steps').count()).toBe(0);
    await page.getByRole('link', { name: 'Set-up in three steps' }).click();
    await page.locator('.steps').waitFor();
    expectClean(opened);
  });

  test('while the game runs: the dashboard, live previews of visible overlays, working addresses', async () => {
    const { url } = await startLive();
    const opened = await openPanel(url, { withoutFirstRun: true });
    const { page } = opened;
    await page.locator('.live-sentence', { hasText: 'Driving' }).waitFor();
    const dashboard = page.locator('.dashboard');
    await expect.poll(() => dashboard.textContent()).toMatch(/Hollowmere.*frames\/s/);
    await expect.poll(() => dashboard.textContent()).toMatch(/Picture[\d.]+ ms old/);

    await goTo(page, 'Overlays');
    const cards = page.locator('.overlay-card');
    const overlays = (await (await fetch(`${url}/api/overlays`)).json()) as unknown[];
    await expect.poll(() => cards.count()).toBe(overlays.length);
    await expect.poll(() => page.locator('.overlay-card iframe').count()).toBeGreaterThan(2);
    expect(await page.locator('.overlay-card iframe').count()).toBeLessThan(overlays.length);
    expect(await cards.last().locator('iframe').count()).toBe(0);
    await cards.last().scrollIntoViewIfNeeded();
    await cards.last().locator('iframe').waitFor();
    await expect.poll(() => cards.first().locator('iframe').count()).toBe(0);

    const first = cards.first();
    const title = (await first.getByRole('heading').textContent())!;
    const drag = (await first.getByRole('link', { name: /^Drag/ }).getAttribute('href'))!;
    expect(drag).toContain(`layer-name=${encodeURIComponent(title)}`);
    expect(drag).toMatch(/&layer-width=\d+&layer-height=\d+$/);

    await first.getByRole('heading').getByRole('link').click();
    await page.getByLabel('Speed in').selectOption('mph');
    await page.getByLabel('in a replay').check();
    const address = page.locator('.overlay-address');
    await expect.poll(() => address.textContent()).toMatch(/\?units=mph&show=driving%2Creplay$/);
    expect((await fetch((await address.textContent())!)).status).toBe(200);
    await page.getByRole('button', { name: /^Copy address/ }).click();
    await page.getByText('Copied. In OBS').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      await address.textContent(),
    );
    expectClean(opened);
  });

  test('a theme is previewed, then used for all overlays or for one; parameters are read back from OBS', async () => {
    const obs = await fakeObs();
    const url = await startRelay({ config: { obs: { url: obs.url } } });
    obs.inputs.set('My gear', {
      kind: 'browser_source',
      settings: { url: `${url}/overlays/gear?showSpeed=false&delay=80` },
    });
    obs.addItem('Race', 'My gear');
    const opened = await openPanel(url, { hash: '#/overlays', withoutFirstRun: true });
    const { page } = opened;
    const chosen = async () => (await (await askAsUser(url, '/api/settings')).json()) as object;

    await page.getByRole('button', { name: 'Heritage', exact: true }).click();
    expect(await chosen()).toMatchObject({ theme: null });
    await page.getByRole('button', { name: 'Use Heritage for all overlays' }).click();
    await page.getByRole('button', { name: 'Heritage in use' }).waitFor();
    expect(await chosen()).toMatchObject({ theme: 'heritage', overlays: {} });

    await page.getByRole('link', { name: 'Gear and speed', exact: true }).click();
    await page.getByRole('button', { name: 'Hairline', exact: true }).click();
    await page.getByRole('button', { name: 'Use Hairline for this overlay' }).click();
    await page.getByRole('button', { name: 'Use the theme of all overlays' }).waitFor();
    expect(await chosen()).toMatchObject({ theme: 'heritage', overlays: { gear: 'hairline' } });

    await page.getByRole('button', { name: 'Use its parameters: My gear' }).click();
    const address = page.locator('.overlay-address');
    await expect.poll(() => address.textContent()).toMatch(/\?showSpeed=false&delay=80$/);
    await page.getByLabel('Delay (ms)').fill('120');
    await page.getByRole('button', { name: /^Add to OBS: / }).click();
    await page.getByLabel('Source name').fill('My gear');
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByText('“My gear” was in OBS already').waitFor();
    expect(obs.inputs.get('My gear')!.settings.url).toBe(
      `${url}/overlays/gear?showSpeed=false&delay=120`,
    );
    expect(obs.scenes.get('Race')!.length).toBe(1);
    expectClean(opened);
  });

  test('rules are listed with their history, and each can be tried', async () => {
    const obs = await fakeObs();
    const rules = [
      { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] },
      { name: 'banner', on: 'lap-completed', do: [{ show: 'Banner', in: 'Race' }] },
    ];
    const url = await startRelay({ config: { obs: { url: obs.url }, triggers: rules } });
    const opened = await openPanel(url, { hash: '#/obs' });
    const { page } = opened;
    await page
      .getByText('“Race” has no source')
      .or(page.getByText('"Race" has no source'))
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Try it: pits' }).click();
    await page.getByText('“pits”: done.').waitFor();
    expect(obs.program).toBe('Pits');
    await page.getByRole('button', { name: 'Try it: banner' }).click();
    await page.getByRole('alert').getByText('“banner”: failed (tried).').waitFor();
    const rows = page.locator('.scrolls tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.first().textContent()).toContain('banner');
    expectClean(opened);
  });

  test('another machine sees only overlays until it sends the admin key', async () => {
    const url = await startRelay({ words: ['--admin-key', 'the-admin-key'] });
    const opened = await openPanel(url, { fromElsewhere: true });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Token or admin key needed' }).waitFor();
    expect(await page.locator('.steps').count()).toBe(0);
    const enter = page.getByRole('button', { name: 'Enter the key' }).first();
    await enter.click();
    await page.getByLabel('Token or admin key', { exact: true }).fill('not-the-key');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('This key is wrong.').waitFor();
    await page.getByLabel('Token or admin key', { exact: true }).fill('the-admin-key');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('.steps').waitFor();
    // Changes are allowed too, and a reload does not ask again.
    await goTo(page, 'Overlays');
    await page.getByRole('button', { name: 'Hairline', exact: true }).click();
    await page.getByRole('button', { name: 'Use Hairline for all overlays' }).click();
    await page.getByRole('button', { name: 'Hairline in use' }).waitFor();
    await page.reload();
    await page.locator('.overlay-card').first().waitFor();
    await goTo(page, 'Home');
    await page.locator('.steps').waitFor();
    expect(opened.foreign).toEqual([]);
    // The browser logs each refused request, which this test expects.
    expect(
      opened.errors.filter((error) => !/40[13] \((Unauthorized|Forbidden)\)/.test(error)),
    ).toEqual([]);
  });

  test('the printed address lets a browser in permanently; without it, this machine is asked for the key too', async () => {
    const url = await startRelay();
    const opened = await openPage(`${url}/`, {
      viewport: { width: widths.laptop, height: 900 },
    });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Token or admin key needed' }).waitFor();
    expect(await page.locator('.steps').count()).toBe(0);
    await page.getByRole('button', { name: 'Enter the key' }).first().click();
    await page.getByLabel('Token or admin key', { exact: true }).fill(panelAddress(url));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('.steps').waitFor();
    // A later tab without a token in its address.
    const tab = await page.context().newPage();
    await tab.goto(`${url}/`);
    await tab.locator('.steps').waitFor();

    const fresh = await openPanel(url, { hash: '#/overlays' });
    await fresh.page.locator('.overlay-card').first().waitFor();
    expect(fresh.page.url()).toBe(`${url}/#/overlays`);
    expect(await fresh.page.evaluate(() => JSON.stringify(history.state))).not.toContain(
      tokenOf(url),
    );
    expectClean(fresh);
  });

  test('the panel waits for a restarted relay and continues', async () => {
    const folder = folderWith({});
    const words = ['relay', '--port', '0', '--db', 'none'];
    const first = run(words, { folder });
    const url = await first.url();
    const opened = await openPanel(url, { withoutFirstRun: true });
    const { page } = opened;
    await page.locator('.dashboard').waitFor();
    const frame = page.locator('.preview iframe');
    // Fonts and the lap are loaded: a request that the relay's end cuts off would be logged as an error.
    await page.frameLocator('.preview iframe').locator('canvas').waitFor();
    await expect.poll(() => frame.evaluate(framesReceived)).toBeGreaterThan(0);
    await first.stop();
    await page.getByText('Sequential does not answer').first().waitFor();
    // A preview that is requested now fails to load.
    await frame.evaluate((one: HTMLIFrameElement) => {
      one.src = `${one.src}&again`;
    });
    const isOurs = () => frame.evaluate((one: HTMLIFrameElement) => one.contentDocument !== null);
    await expect.poll(isOurs).toBe(false);
    const again = run([...words.slice(0, 2), new URL(url).port, ...words.slice(3)], { folder });
    await again.url();
    await page.locator('.dashboard').waitFor();
    await expect.poll(isOurs).toBe(true);
    await page.frameLocator('.preview iframe').locator('canvas').waitFor();
    expectClean(opened);
  });

  test('the keyboard alone opens a room, adds an overlay and closes the dialog', async () => {
    const obs = await fakeObs();
    const url = await startRelay({ config: { obs: { url: obs.url } } });
    const opened = await openPanel(url, { withoutFirstRun: true });
    const { page } = opened;
    await tabTo(page, 'Skip to content');
    await tabTo(page, 'Overlays');
    await page.keyboard.press('Enter');
    await page.locator('.overlay-card').first().waitFor();
    await until('OBS is connected', async () => {
      const { state } = (await (await askAsUser(url, '/api/obs')).json()) as { state: string };
      return state === 'connected';
    });
    await tabTo(page, 'Add to OBS: Tachometer');
    await page.keyboard.press('Enter');
    await page.getByLabel('Scene').waitFor();
    await page.keyboard.press('Escape');
    const add = page.getByRole('button', { name: 'Add to OBS: Tachometer' });
    await expect.poll(() => add.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByLabel('Scene').focus();
    await tabTo(page, 'Add');
    await page.keyboard.press('Enter');
    await until('the source is there', () => obs.inputs.has('Tachometer'));
    expectClean(opened);
  });
});
