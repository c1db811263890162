/**
 * The first start on a Windows under Wine, with its windows: Setup's last page and the Start menu open the panel on its three
 * first steps, and a start that fails says why. A browser on this machine opens what Windows would have opened.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as wine from '../../scripts/wine.ts';
import { expectClean, openPage } from '../support/browser.ts';
import { endsOfFile, temporaryFolder } from '../support/clean-up.ts';
import { until } from '../support/until.ts';
import type { WindowsMachine } from '../support/windows-machine.ts';
import { needWindows, readyWindows } from '../support/windows-setup.ts';

let machine: WindowsMachine;
const atEnd = endsOfFile();

/** Uses the windows of other programs there, see `windows-dialogs.ts`. */
async function useDialogs(...words: readonly string[]): Promise<() => Promise<void>> {
  const program = await wine.bundledForWindows('tests/support/windows-dialogs.ts', atEnd);
  const { environment } = machine;
  const running = wine.runWindowsNode(program, words, { atEnd, environment });
  return async () => {
    if ((await running.ended) !== 0) throw new Error(running.output);
  };
}

const inWindows = (file: string): string => `Z:${file.replaceAll('/', '\\')}`;

/** What a browser shows at the address that Windows opened. */
async function expectFirstSteps(address: string): Promise<void> {
  const token = readFileSync(machine.data('panel-token'), 'utf8').trim();
  expect(address).toBe(`http://127.0.0.1:${machine.port}/#token=${token}`);
  const opened = await openPage(address);
  const { page } = opened;
  await page.getByText('An overlay in OBS, in three steps').waitFor();
  await page.locator('.steps').waitFor();
  expect(page.url()).not.toContain(token);
  expectClean(opened);
}

needWindows('chromium')('the first start on Windows', () => {
  beforeAll(async () => {
    ({ machine } = await readyWindows(atEnd));
  }, 900_000);

  test('Setup ends with the panel on its three first steps, and opens no console window', async () => {
    const consoles = join(temporaryFolder(), 'consoles');
    const endWatch = await useDialogs('consoles', inWindows(consoles));
    await until('somebody watches', () => existsSync(consoles));
    const used = await useDialogs('setup');
    await machine.installWithWindows();
    await used();
    await until('an address is opened', () => machine.opened().length === 1);
    expect(readFileSync(consoles, 'utf8')).toBe('');
    rmSync(consoles);
    await endWatch();
    await expectFirstSteps(machine.opened()[0]!);
  }, 240_000);

  test('so does the Start menu, also while it runs and after its end', async () => {
    await machine.startFromMenu();
    await until('an address is opened', () => machine.opened().length === 2);
    await machine.sequential('stop');
    await machine.startFromMenu();
    await until('an address is opened', () => machine.opened().length === 3);
    await expectFirstSteps(machine.opened()[2]!);
  }, 240_000);

  test('a start that fails says why in a window', async () => {
    await machine.sequential('stop');
    writeFileSync(machine.data('sequential.config.json'), '{ "hz": 1000 }');
    const text = join(temporaryFolder(), 'text');
    const read = await useDialogs('box', 'Sequential', inWindows(text));
    await machine.startFromMenu();
    await read();
    expect(existsSync(text)).toBe(true);
    const said = readFileSync(text, 'utf8');
    expect(said).toContain('"hz" in sequential.config.json is 1000');
    expect(said).toContain(`Mend ${machine.dataFolder}\\sequential.config.json.`);
    expect(machine.opened()).toHaveLength(3);
  }, 240_000);
});
