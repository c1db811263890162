/** `sequential background`: `start` without a console, with an icon beside the clock on Windows. `open` runs it. */
import { join } from 'node:path';
import type { Command, CommandContext } from '../command.ts';
import { keepLogSmall, logFileOf } from '../desktop/log-file.ts';
import { openAddress } from '../desktop/open-address.ts';
import { Tray, type TrayAction, type TrayItem } from '../desktop/tray.ts';
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

function menu(isPaused: boolean): TrayItem[] {
  return [
    { id: 'open', text: 'Open control panel' },
    { id: 'add-overlay', text: 'Add an overlay to OBS' },
    'separator',
    { id: 'pause', text: isPaused ? 'Resume' : 'Pause' },
    { id: 'quit', text: 'Quit' },
  ];
}

/** @returns takes the icon away */
function showTray(context: CommandContext, { relay, agent }: RunningParts): () => Promise<void> {
  const log = context.log('start');
  let isPaused = false;
  const actions: Readonly<Record<TrayAction, () => void>> = {
    open: () => void openAddress(relay.panelUrl),
    'add-overlay': () => void openAddress(`${relay.panelUrl}/overlays`),
    pause() {
      isPaused = !isPaused;
      if (isPaused) void agent.pause();
      else agent.start();
      log.info({}, isPaused ? 'Paused: the game is not read.' : 'Resumed.');
      tray.show(menu(isPaused));
    },
    quit: context.end,
  };
  const tray = new Tray({
    icon: join(context.program.folder, '..', 'sequential.ico'),
    items: menu(isPaused),
    onAction: (action) => actions[action](),
    onClose: context.end,
    onProblem: (problem) => log.warn({ problem }, 'There is no icon beside the clock.'),
  });
  // A menu that is open would hold up the end of the process.
  context.stop.addEventListener('abort', () => tray.refuseMenu(), { once: true });
  return () => tray.close();
}
