/** `sequential open`: what the Start menu runs. Starts Sequential in the background unless it runs, and opens its panel. */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import { readPanelToken } from '../../relay/access/panel-token.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { panelAddress } from '../console/panel-address.ts';
import { databaseIn } from '../data-folder.ts';
import { logFileOf, openLogFile } from '../desktop/log-file.ts';
import { showInBox } from '../desktop/message-box.ts';
import { openAddress } from '../desktop/open-address.ts';
import { runningAddress } from '../desktop/running-file.ts';
import { askAgainMs, isRunning, localAddress } from '../desktop/running-program.ts';
import { allSettings } from '../parts/all-settings.ts';
import { steadyFlags } from '../parts/child-process.ts';
import { defaultConfigFile } from '../settings/read-config-file.ts';
import { childVariable } from '../settings/setting-list.ts';
import { environmentOf } from '../settings/settings-merge.ts';

export const openCommand: Command = {
  name: 'open',
  summary: 'Starts Sequential in the background and opens the control panel.',
  details:
    'Opens the control panel in the browser. If Sequential is not running, it is first started without a window; on Windows its icon is beside the clock. Its log is sequential.log in the data folder.',
  settings: allSettings,
  ownFlags: [{ flag: 'background', description: 'Only start it.' }],
  showFailure: showInBox,
  async run(context) {
    const { settings, folders, own } = context;
    const running = await runningAddress(context);
    if (running === null && settings.port === 0) {
      throw new CommandError(
        'bad-setting',
        'open finds Sequential by its port, so the port cannot be 0.',
      );
    }
    const url = running ?? localAddress(settings);
    if (running === null) await startInBackground(context, url);
    if (own.background === true) return 0;
    const token = await readPanelToken(folders.user);
    const address = token === null ? `${url}/` : panelAddress(url, token);
    if (await openAddress(address)) return 0;
    throw new CommandError(
      'no-browser',
      'No browser could be opened.',
      `Open ${url}/ yourself; "sequential doctor" prints the address that allows changes.`,
    );
  },
};

/** @throws CommandError `did-not-start` */
async function startInBackground(context: CommandContext, url: string): Promise<void> {
  const { folders, stop } = context;
  const file = logFileOf(folders);
  const log = openLogFile(file);
  const begin = log === null ? 0 : fstatSync(log).size;
  const child = spawn(process.execPath, backgroundWords(context), {
    cwd: folders.data,
    env: backgroundEnvironment(context),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'],
  });
  if (log !== null) closeSync(log);
  child.unref();
  const untilMs = performance.now() + limits.backgroundStartMs;
  let hasEnded = false;
  child.once('error', () => {
    hasEnded = true;
  });
  while (performance.now() < untilMs && !stop.aborted) {
    hasEnded ||= child.exitCode !== null;
    // Asked after its end too: of two that start at once, one ends because the other runs.
    if (await isRunning(url)) return;
    if (hasEnded) break;
    await pause(askAgainMs);
  }
  const reason = hasEnded
    ? reasonIn(await readFile(file).catch(() => Buffer.alloc(0)), begin)
    : null;
  throw new CommandError(
    'did-not-start',
    reason === null
      ? 'Sequential was started in the background and does not answer.'
      : `Sequential did not start. ${reason}`,
    `Its log: ${file}`,
  );
}

/**
 * The error that a program ended with, and its hint, from its log.
 * @param begin bytes that were there before it started
 * @returns null: it explained none
 */
export function reasonIn(log: Uint8Array, begin: number): string | null {
  const text = Buffer.from(log.subarray(begin)).toString('utf8');
  const [, sentence, hint] = /^Error [a-z-]+: (.+)$(?:\r?\n {2}(\S.*)$)?/m.exec(text) ?? [];
  if (sentence === undefined) return null;
  return [sentence, hint].filter((one) => one !== undefined).join(' ');
}

function backgroundWords({ entry, folders, configFile }: CommandContext): string[] {
  const isDefault = configFile === join(folders.data, defaultConfigFile);
  const loader = entry.endsWith('.ts') ? process.execArgv : steadyFlags;
  return [...loader, entry, 'background', ...(isDefault ? [] : ['--config', configFile])];
}

/**
 * Flags go on as variables: other users can read a command line, and a path in them is relative to the folder where it was
 * typed.
 */
function backgroundEnvironment({ settings, flags }: CommandContext): NodeJS.ProcessEnv {
  const { [childVariable]: _, ...inherited } = process.env;
  const absolute = { ...settings, db: databaseIn(process.cwd(), settings.db) };
  return { ...inherited, ...environmentOf(absolute, flags) };
}
