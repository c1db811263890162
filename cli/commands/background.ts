/** `sequential background`: `start` without a console, with an icon beside the clock on Windows. `open` runs it. */
import { join } from 'node:path';
import type { Command, CommandContext } from '../command.ts';
import { keepLogSmall, logFileOf } from '../desktop/log-file.ts';
import { openAddress } from '../desktop/open-address.ts';
import { Tray } from '../desktop/tray.ts';
import { TrayMenu } from '../desktop/tray-menu.ts';
import { type RunningParts, runTogether, startCommand } from './start.ts';

export const backgroundCommand: Command = {
  name: 'background',
  summary: 'Runs start without a console.',
  details: 'Runs the same as start, for a process without a console.',
  settings: startCommand.settings,
  hidden: true,
  hasLogFile: true,
  async run(context) {
    process.title = 'Sequential';
    const endLog = keepLogSmall(logFileOf(context.folders));
    const withTray = process.platform === 'win32' && !context.entry.endsWith('.ts');
    return runTogether(context, {
      isInBackground: true,
      ...(withTray ? { whileRunning: (parts) => showTray(context, parts) } : {}),
    }).finally(endLog);
  },
};

/** @returns takes the icon away */
function showTray(context: CommandContext, { relay, agent }: RunningParts): () => Promise<void> {
  const log = context.log('start');
  const menu = new TrayMenu({
    panelUrl: relay.panelUrl,
    mark: (note) => relay.mark(note),
    pause() {
      void agent.pause();
      log.info({}, 'Paused: the game is not read.');
    },
    resume() {
      agent.start();
      log.info({}, 'Resumed.');
    },
    open: (address) => void openAddress(address),
    show: (items) => tray.show(items),
    announce: (sentence) => tray.announce(sentence),
    end: context.end,
  });
  const tray = new Tray({
    icon: join(context.program.folder, '..', 'sequential.ico'),
    items: menu.items,
    onAction: (action) => menu.choose(action),
    onClose: context.end,
    onProblem: (problem) => log.warn({ problem }, 'There is no icon beside the clock.'),
  });
  // A menu that is open would hold up the end of the process.
  context.stop.addEventListener('abort', () => tray.refuseMenu(), { once: true });
  return () => tray.close();
}
