/**
 * The first minute with a real OBS: the panel finds it by its own settings, says what is missing, connects without a typed
 * password, and goes on where the user was after a reload and in another browser.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { need } from '../support/need.ts';
import { axeFindings, openAsObs, openPanel, tabTo } from '../support/panel.ts';
import { askAsUser } from '../support/panel-tokens.ts';
import { built, run } from '../support/programs.ts';
import { RealObs } from '../support/real-obs.ts';

beforeAll(built);

need(
  'chromium',
  'obs',
  'xvfb',
)('the first minute', () => {
  const rig = new RealObs();

  beforeAll(() => rig.open());
  afterAll(() => rig.close());

  async function start() {
    const program = run(['relay', '--port', '0', '--db', 'none'], {
      environment: { HOME: rig.folder, XDG_CONFIG_HOME: join(rig.folder, 'config') },
    });
    return { program, url: await program.url() };
  }

  async function openFirstRun(url: string) {
    const opened = await openPanel(url);
    await opened.page.getByText('An overlay in OBS, in three steps').waitFor();
    return opened;
  }

  test('one press connects the OBS of this PC, and its password is nowhere to be read', async () => {
    const { program, url } = await start();
    const { page, errors } = await openFirstRun(url);
    await page.getByText('OBS is on this PC, and its WebSocket server is on').waitFor();
    expect(await page.getByLabel('OBS password').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);

    await tabTo(page, 'Connect');
    await page.keyboard.press('Enter');
    await page.getByText('Connected to OBS').waitFor();
    await page.getByRole('button', { name: 'Use this overlay' }).waitFor();
    const answer = await (await askAsUser(url, '/api/obs')).text();
    expect(answer).toContain('"from":"obs"');
    expect(answer + program.stdout + program.stderr).not.toContain(rig.password);
    expect(errors).toEqual([]);
  });

  test('a server that is off is named, and connected as soon as it is on', async () => {
    await rig.quit();
    rig.setServer(false);
    onTestFinished(async () => {
      rig.setServer(true);
      await rig.quit();
      await rig.start();
    });
    const { url } = await start();
    const { page } = await openFirstRun(url);
    await page.getByText('OBS is on this PC, and its WebSocket server is off.').waitFor();
    await page.getByText('Enable WebSocket server').waitFor();

    rig.setServer(true);
    await rig.start();
    await page.getByText('Connected to OBS').waitFor();
  });

  test('the skip, the choice and the confirmed step are there after a reload and in another browser', async () => {
    const { url } = await start();
    const { page } = await openFirstRun(url);
    await page.getByRole('button', { name: 'Skip: I will drag it or copy its address' }).click();
    await page.getByLabel('Overlay', { exact: true }).selectOption('gear');
    await page.reload();
    await expect.poll(() => page.getByLabel('Overlay', { exact: true }).inputValue()).toBe('gear');
    await page.getByRole('button', { name: 'Use this overlay' }).click();

    const other = await openFirstRun(url);
    await other.page.getByText('Waiting for OBS to show it').waitFor();
    await other.page.getByRole('button', { name: 'Copy address: Gear' }).click();
    await other.page.getByText('set width 300, height 220').last().waitFor();

    const _inObs = await openAsObs(`${url}/overlays/gear`);
    await other.page.getByText('OBS shows an overlay.').waitFor();
    await other.page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(await page.locator('.steps').count()).toBe(0);
  });
});
