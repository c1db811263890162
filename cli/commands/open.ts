/** `sequential open`: what the Start menu runs. Starts Sequential in the background unless it runs, and opens its panel. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import { readPanelToken } from '../../relay/access/panel-token.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { panelAddress } from '../console/panel-address.ts';
import { databaseIn } from '../data-folder.ts';
import { logFileOf, openLogFile } from '../desktop/log-file.ts';
import { openAddress } from '../desktop/open-address.ts';
import { isRunning, localAddress } from '../desktop/running-program.ts';
import { logSettings, sampleSettings } from '../parts/agent-part.ts';
import { steadyFlags } from '../parts/child-process.ts';
import { relaySettings } from '../parts/relay-part.ts';
import { defaultConfigFile } from '../settings/read-config-file.ts';
import { childVariable } from '../settings/setting-list.ts';
import { environmentOf } from '../settings/settings-merge.ts';

/** Between two questions whether the program answers. */
const pollMs = 100;

export const openCommand: Command = {
  name: 'open',
  summary: 'Starts Sequential in the background and opens the control panel.',
  details:
    'Opens the control panel in the browser. Where Sequential does not run yet, it is started without a window first; on Windows its icon is beside the clock. Its log is sequential.log in the data folder.',
  settings: [...relaySettings, ...sampleSettings, ...logSettings],
  ownFlags: [{ flag: 'background', description: 'Only start it.' }],
  async run(context) {
    const { settings, folders, own } = context;
    if (settings.port === 0) {
      throw new CommandError(
        'bad-setting',
        'open needs a port by which it finds Sequential, not 0.',
      );
    }
    const url = localAddress(settings);
    if (!(await isRunning(url))) await startInBackground(context, url);
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
  const child = spawn(process.execPath, backgroundWords(context), {
    cwd: folders.data,
    env: backgroundEnvironment(context),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
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
    await pause(pollMs);
  }
  throw new CommandError(
    'did-not-start',
    'Sequential was started in the background and does not answer.',
    `Its log says why: ${file}`,
  );
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
