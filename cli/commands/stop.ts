/** `sequential stop`: ends the Sequential that runs on this PC, however it was started. */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import { readPanelToken } from '../../relay/access/panel-token.ts';
import type { Command } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { hasOpen, runningAddress } from '../desktop/running-file.ts';
import { askAgainMs, askToStop, isRunning, localAddress } from '../desktop/running-program.ts';

export const stopCommand: Command = {
  name: 'stop',
  summary: 'Ends the Sequential that runs on this PC.',
  details:
    'Asks the Sequential that runs on this PC to end, and waits until it has. What it received is stored.',
  settings: ['host', 'port', 'adminKey'],
  async run(context) {
    const { settings, folders, print, stop } = context;
    const url = (await runningAddress(context)) ?? localAddress(settings);
    const key = settings.adminKey ?? (await readPanelToken(folders.user));
    const status = await askToStop(url, key);
    if (status === null || (status !== 202 && !(await isRunning(url)))) {
      throw new CommandError('not-running', `No Sequential runs at ${url}.`);
    }
    if (status !== 202) {
      throw new CommandError(
        'not-running',
        `The Sequential at ${url} does not let this one stop it.`,
        'It keeps its data elsewhere: give its folder with --data, or its --admin-key.',
      );
    }
    const untilMs = performance.now() + limits.stopMs;
    while (performance.now() < untilMs && !stop.aborted) {
      if (!(await isRunning(url)) && !(await hasOpen(folders, url))) {
        print('Sequential has stopped.\n');
        return 0;
      }
      await pause(askAgainMs);
    }
    throw new CommandError('stop-too-slow', 'Sequential did not end in time.');
  },
};
