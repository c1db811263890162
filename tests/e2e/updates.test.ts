/**
 * Updates in the panel, in a real browser: switched on, seen, installed by a click. Only Setup is made up; the server that
 * announces releases and their signature are real.
 */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { olderRoutes } from '../../cli/backup/older-routes.ts';
import { downloadFile, readWebText } from '../../cli/updates/download.ts';
import { openUpdateMemory } from '../../cli/updates/update-memory.ts';
import { updateRoutes } from '../../cli/updates/update-routes.ts';
import { Updater } from '../../cli/updates/updater.ts';
import type { Distribution, UpdateHindrance } from '../../protocol/update-status.ts';
import { ObsControl } from '../../relay/obs/obs-control.ts';
import { obsRoutes } from '../../relay/obs/obs-routes.ts';
import { systemClock } from '../../relay/storage/clock.ts';
import { root } from '../../scripts/root.ts';
import { temporaryFolder, withTest } from '../support/clean-up.ts';
import { commandContext } from '../support/command-context.ts';
import { LogBook } from '../support/log-book.ts';
import { need } from '../support/need.ts';
import { axeFindings, fitsWidth, goTo, openPanel, widths } from '../support/panel.ts';
import { built } from '../support/programs.ts';
import { startTestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';
import { startUpdateServer } from '../support/update-server.ts';

beforeAll(built);

const notes = `## Better than before

- **Updates** come with one click, and \`npm\` is never needed.
- Overlays draw faster on old computers.

The rest stays as it was: <b>no</b> HTML.
`;

async function start(distribution: Distribution = 'installed') {
  const server = await startUpdateServer();
  server.announce({ version: '2.0.0', notes, setup: Buffer.alloc(25_200_000, 7) });
  const folder = temporaryFolder();
  const log = new LogBook();
  const dist = join(root, 'dist');
  const { relay, address } = await startTestRelay({
    pagesFolder: join(dist, 'pages'),
    themesFolder: join(dist, 'themes'),
    layoutsFolder: join(dist, 'layouts'),
  });
  // Home asks for older folders.
  relay.mount(await olderRoutes(commandContext(folder, {}), { folders: [], parents: [] }));
  const machine = { hindrance: null as UpdateHindrance | null, setups: [] as string[] };
  const updater = new Updater({
    program: { version: '1.0.0', distribution, updateSource: server.source },
    platform: 'win32',
    memory: await openUpdateMemory(folder, log),
    folder: join(folder, 'updates'),
    clock: systemClock,
    log,
    hindrance: async () => machine.hindrance,
    readText: readWebText,
    download: downloadFile,
    runSetup: (file) => {
      machine.setups.push(file);
      return new Promise(() => {});
    },
  });
  withTest(() => updater.stop());
  relay.mount(updateRoutes(updater));
  const obs = new ObsControl({
    obs: null,
    rules: [],
    file: null,
    log,
    origins: () => [address],
    overlays: async () => [],
    pages: null,
  });
  withTest(() => obs.stop());
  relay.mount(obsRoutes(obs));
  return { address, server, machine };
}

need('chromium')('updates in the panel', () => {
  test('nothing is asked until the switch is on; then the release is shown and installed by a click', async () => {
    const { address, server, machine } = await start();
    const { page, errors, foreign } = await openPanel(address, {
      hash: '#/settings/updates',
    });
    await page.getByText('You have version 1.0.0.').waitFor();
    await page.getByText('What a check sends').click();
    await page.getByText(/^GET \/latest\.json HTTP\/1\.1/).waitFor();
    expect(server.requests).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('switch', { name: 'Look for a newer release once a day' }).click();
    await page.getByText('Version 2.0.0 is available.').waitFor();
    expect(server.requests).toEqual(['/latest.json']);
    await page.getByRole('heading', { name: 'Better than before' }).waitFor();
    await page.getByText('The rest stays as it was: <b>no</b> HTML.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    // The home room has a quiet line that leads here.
    await goTo(page, 'Home');
    await page.getByRole('link', { name: 'See what is new' }).click();

    let release = () => {};
    server.hold = new Promise((resolve) => {
      release = resolve;
    });
    await page.getByRole('button', { name: 'Download and install (25.2 MB)' }).click();
    await page.getByRole('progressbar', { name: 'Download of version 2.0.0' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    release();
    await page.getByText('Setup installs version 2.0.0.').waitFor();
    expect(machine.setups).toHaveLength(1);
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test('nothing can be installed while OBS streams, and the panel says why', async () => {
    const { address, machine } = await start();
    machine.hindrance = 'streaming';
    const { page } = await openPanel(address, {
      hash: '#/settings/updates',
      width: widths.phone,
      scheme: 'light',
    });
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('OBS is streaming. Install the update afterwards.').waitFor();
    const install = page.getByRole('button', { name: 'Download and install (25.2 MB)' });
    expect(await install.isDisabled()).toBe(true);
    expect(await fitsWidth(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    machine.hindrance = null;
    await until('the button is enabled', () => install.isEnabled());
  });

  test('a portable program shows where to download and what to do', async () => {
    const { address, server } = await start('portable');
    const { page } = await openPanel(address, { hash: '#/settings/updates' });
    await page.getByRole('button', { name: 'Check now' }).click();
    const link = page.getByRole('link', { name: 'Download (25.2 MB)' });
    await link.waitFor();
    const origin = new URL(server.source.address).origin;
    expect(await link.getAttribute('href')).toBe(`${origin}/Sequential-2.0.0-windows.zip`);
    await page.getByText('Move the folder “data” from the old folder into the new one.').waitFor();
  });
});
