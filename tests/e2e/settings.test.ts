/** The Settings room in a real browser on the real program, by keyboard: settings, restart, back-up, log, older folders. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { ConfigAnswer, OlderFoldersAnswer } from '../../protocol/program-answers.ts';
import { freePort } from '../../scripts/processes.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { listen } from '../support/listen.ts';
import { axeFindings, fitsWidth, openPanel, tabTo, widths } from '../support/panel.ts';
import { askAsUser, sendAsUser, tokenOf } from '../support/panel-tokens.ts';
import { built, type Program, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

/** Answers the file dialog that a button opens. */
async function chooseFile(page: Page, button: string, file: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).press('Enter');
  await (await choosing).setFiles(file);
}

interface Started {
  readonly url: string;
  readonly folder: string;
  readonly program: Program;
}

/** The program with its data in a folder of its own, which is also the user's. */
async function start(config: object = {}): Promise<Started> {
  const home = temporaryFolder();
  const folder = join(home, 'data');
  mkdirSync(join(folder, 'themes'), { recursive: true });
  // A restart needs one that stays the same.
  const port = await freePort();
  writeFileSync(join(folder, 'sequential.config.json'), JSON.stringify({ port, ...config }));
  const environment = { HOME: home, XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' };
  const program = run(['relay', '--data', folder], { folder: home, environment });
  return { url: await program.url(), folder, program };
}

async function openSettings(url: string, section: string, options = {}): Promise<Page> {
  const { page } = await openPanel(url, {
    hash: `#/settings/${section}`,
    withoutFirstRun: true,
    ...options,
  });
  return page;
}

async function configOf(url: string): Promise<ConfigAnswer> {
  return (await (await askAsUser(url, '/api/config')).json()) as ConfigAnswer;
}

async function settingValue(url: string, name: string): Promise<unknown> {
  return (await configOf(url)).settings.find((setting) => setting.name === name)?.value;
}

/** With an empty margin, and with what a logo must not bring along. */
const drawnLogo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><script>document.title = 1</script>' +
  '<rect x="100" y="50" width="200" height="50" fill="#f80"/></svg>';

test('a setting is used after a restart, and a logo at once, by keyboard', async () => {
  const { url, folder } = await start();
  const page = await openSettings(url, 'program');
  const field = page.getByLabel('Samples a second', { exact: true });
  await field.focus();
  await page.keyboard.type('1000');
  await page.keyboard.press('Enter');
  await page.getByText('It must be a number from 1 to 333.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await field.fill('30');
  await page.keyboard.press('Enter');
  await page.getByText('A restart is needed').waitFor();
  expect(JSON.parse(readFileSync(join(folder, 'sequential.config.json'), 'utf8'))).toMatchObject({
    hz: 30,
  });
  expect(await settingValue(url, 'hz')).toBe(60);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await tabTo(page, 'Restart now');
  await page.keyboard.press('Enter');
  await page.getByText('Sequential has restarted.').waitFor();
  await page.getByText('A restart is needed').waitFor({ state: 'detached' });
  expect(await settingValue(url, 'hz')).toBe(30);
  const file = join(temporaryFolder(), 'logo.svg');
  writeFileSync(file, drawnLogo);
  await chooseFile(page, 'Choose a picture …', file);
  const logo = page.getByRole('img', { name: 'Your logo' });
  await logo.waitFor();
  const ratio = await logo.evaluate((image: HTMLImageElement) => {
    return image.naturalWidth / image.naturalHeight;
  });
  expect(ratio).toBeCloseTo(4, 1);
  expect(readFileSync(join(folder, 'logo.png')).subarray(1, 4).toString()).toBe('PNG');
  await page.getByRole('button', { name: 'Remove the logo' }).press('Enter');
  await logo.waitFor({ state: 'detached' });
});

test('a restore is done although somebody restarts, restores again and discards it in the same moment', async () => {
  const { url, folder, program } = await start();
  const theme = join(folder, 'themes', 'mine.json');
  writeFileSync(theme, '{"name":"before"}');
  const bytes = new Uint8Array(await (await askAsUser(url, '/api/backup')).arrayBuffer());
  writeFileSync(theme, '{"name":"after"}');
  const begun = await askAsUser(url, '/api/restore', { method: 'POST' });
  const { id } = (await begun.json()) as { id: string };
  await askAsUser(url, `/api/restore/${id}/bytes?at=0`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: bytes,
  });
  await askAsUser(url, `/api/restore/${id}/open`, { method: 'POST' });
  const parts = { parts: ['themes'] };
  const restored = await sendAsUser(url, 'POST', `/api/restore/${id}`, parts);
  expect(restored.status).toBe(202);
  // It may be closed to them already.
  await Promise.allSettled([
    askAsUser(url, '/api/restart', { method: 'POST' }),
    sendAsUser(url, 'POST', `/api/restore/${id}`, parts),
    askAsUser(url, `/api/restore/${id}`, { method: 'DELETE' }),
    askAsUser(url, '/api/restart', { method: 'POST' }),
  ]);
  await until(
    'the theme is back',
    // While the folder is exchanged, it is not there.
    async () => (await readFile(theme, 'utf8').catch(() => null)) === '{"name":"before"}',
  );
  expect(readFileSync(join(folder, 'before-restore', 'themes', 'mine.json'), 'utf8')).toBe(
    '{"name":"after"}',
  );
  await until('it runs again', async () => (await configOf(url).catch(() => null)) !== null);
  await program.stop();
});

test('a restart with settings that do not work goes back to the former ones, and says why', async () => {
  const { url, folder, program } = await start();
  const port = Number(new URL(url).port);
  // The relay refuses this without a key for publishers.
  const config = { port, host: '0.0.0.0' };
  writeFileSync(join(folder, 'sequential.config.json'), JSON.stringify(config));
  expect((await askAsUser(url, '/api/restart', { method: 'POST' })).status).toBe(202);
  await program.printed(/The program runs as it did before the restart/);
  await until(
    'the relay answers again',
    async () =>
      (await configOf(url).catch(() => null))?.restartProblem?.includes(
        'publishing needs a key',
      ) === true,
  );
});

test('a new port is refused while another program uses it; else the open panel moves there', async () => {
  const { url, folder, program } = await start();
  const server = createServer((socket) => socket.destroy());
  const port = await listen(server);
  const page = await openSettings(url, 'program');
  await page.getByLabel('Port', { exact: true }).fill(String(port));
  await page.keyboard.press('Enter');
  const restart = page.getByRole('button', { name: 'Restart now' });
  await restart.press('Enter');
  await page.getByText(`Port ${port} is already used by`).first().waitFor();
  expect((await configOf(url)).restartProblem).toBe(null);
  await new Promise((resolve) => server.close(resolve));
  const moved = `http://127.0.0.1:${port}`;
  await Promise.all([page.waitForURL(`${moved}/**`), restart.press('Enter')]);
  await page.getByRole('navigation', { name: 'Sections of the settings' }).waitFor();
  await page.getByText('Running for').waitFor();
  expect(page.url()).not.toContain('token');
  await program.printed(new RegExp(`${moved}/#token=`));
  expect(readFileSync(join(folder, 'sequential.config.json'), 'utf8')).toContain(String(port));
});

test('with any port it comes back from a restart at the same address, however long that takes', async () => {
  const { url, program } = await start({ port: 0 });
  const page = await openSettings(url, 'program');
  await page.getByText('Running for').waitFor();
  // The panel finds nobody for a while, as where a program ends and starts slowly.
  const restart = page.waitForResponse('**/api/restart');
  await page.getByRole('button', { name: 'Restart', exact: true }).press('Enter');
  await restart;
  await page.route('**/api/status', (route) => route.abort());
  await page.getByText('Running for').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Restarting …' }).waitFor();
  await page.unroute('**/api/status');
  await page.getByText('Sequential has restarted.').waitFor();
  expect(program.stdout.match(/The relay listens\./g)).toHaveLength(2);
  expect((await configOf(url)).restartProblem).toBe(null);
});

test('a back-up is downloaded, looked at, and restored by keyboard', async () => {
  const { url, folder } = await start();
  const theme = join(folder, 'themes', 'mine.json');
  writeFileSync(theme, '{"old":true}');
  const page = await openSettings(url, 'backup');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download a back-up' }).press('Enter'),
  ]);
  const file = join(temporaryFolder(), 'back-up.zip');
  await download.saveAs(file);
  writeFileSync(theme, '{"new":true}');
  await chooseFile(page, 'Choose a back-up …', file);
  const dialog = page.getByRole('dialog', { name: 'What is in this back-up' });
  await dialog.getByText('1 with the same name is here.').first().waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Restore' }).press('Enter');
  await page.getByText('The back-up is restored.').waitFor();
  expect(readFileSync(theme, 'utf8')).toBe('{"old":true}');
  expect(readFileSync(join(folder, 'before-restore', 'themes', 'mine.json'), 'utf8')).toBe(
    '{"new":true}',
  );
});

test('garbage is refused in the panel, and nothing changes', async () => {
  const { url } = await start();
  const page = await openSettings(url, 'backup');
  const file = join(temporaryFolder(), 'garbage.zip');
  writeFileSync(file, 'no archive');
  await chooseFile(page, 'Choose a back-up …', file);
  await page.getByText('This file cannot be restored.').first().waitFor();
});

test('the text for a bug report is shown, changed and copied without the token', async () => {
  const { url } = await start();
  const page = await openSettings(url, 'log');
  const lines = page.getByLabel('Lines of the log');
  await expect.poll(() => lines.inputValue()).toContain('The relay listens.');
  await page.getByRole('button', { name: 'Copy for a bug report …' }).press('Enter');
  const text = page.getByLabel('Text of the bug report');
  await text.waitFor();
  expect(await text.inputValue()).toContain('- OBS: ');
  expect(await axeFindings(page)).toEqual([]);
  await text.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('It stopped. ');
  await page.getByRole('button', { name: 'Copy', exact: true }).press('Enter');
  await page.getByText('Copied. Paste it into your report.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('It stopped. ');
  expect(copied).toContain('The relay listens.');
  expect(copied).not.toContain(tokenOf(url));
});

test('an older folder is offered, taken over and offered no more', async () => {
  const { url, folder } = await start();
  const makeOlder = (name: string): string => {
    const older = join(folder, '..', 'Downloads', name);
    mkdirSync(join(older, 'app'), { recursive: true });
    mkdirSync(join(older, 'data', 'themes'), { recursive: true });
    writeFileSync(join(older, 'app', 'package.json'), '{"name":"sequential","version":"0.0.9"}');
    writeFileSync(join(older, 'data', 'themes', 'older.json'), '{}');
    return older;
  };
  const [older, copy] = [makeOlder('Sequential-0.0.9'), makeOlder('Copy of Sequential-0.0.9')];
  const page = await openSettings(url, 'backup', { hash: '#/' });
  await page.getByRole('link', { name: 'Take over or dismiss' }).press('Enter');
  // Others may lie beside the program that is tested.
  const offers = page.getByRole('region', { name: 'Sequential 0.0.9 is on this PC' });
  const offer = offers.filter({ hasText: older });
  await offer.waitFor();
  expect(await axeFindings(page)).toEqual([]);
  const ofCopy = offers.filter({ hasText: copy });
  await ofCopy.getByRole('button', { name: 'Do not offer it again' }).press('Enter');
  await ofCopy.waitFor({ state: 'detached' });
  await offer.getByRole('button', { name: 'Take it over' }).press('Enter');
  await page.getByText('Taken over. The old folder is as it was.').waitFor();
  expect(readFileSync(join(folder, 'themes', 'older.json'), 'utf8')).toBe('{}');
  const answer = await askAsUser(url, '/api/older-folders');
  const { folders } = (await answer.json()) as OlderFoldersAnswer;
  expect(folders.map((one) => one.version)).not.toContain('0.0.9');
});

test.each([
  ['phone', 'light'],
  ['laptop', 'dark'],
] as const)('every section fits a %s, and axe finds nothing, %s', async (size, scheme) => {
  const { url } = await start({ key: 'long-enough' });
  const page = await openSettings(url, 'program', { width: widths[size], scheme });
  const sections = page.getByRole('navigation', { name: 'Sections of the settings' });
  await sections.waitFor();
  for (const link of await sections.getByRole('link').all()) {
    await link.press('Enter');
    await page.locator('.settings-section .card').first().waitFor();
    const title = await link.textContent();
    expect([title, await axeFindings(page)]).toEqual([title, []]);
    expect([title, await fitsWidth(page)]).toEqual([title, true]);
  }
});
