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
      ...(withTray ? { onRunning: (parts) => showTray(context, parts) } : {}),
    }).finally(endLog);
  },
};

/** The icon, and what its menu does now. It stays over a restart: a process can end the thread of its icon only with itself. */
let icon: { readonly tray: Tray; menu: TrayMenu } | null = null;

function showTray(context: CommandContext, { relay, agent }: RunningParts): void {
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
    open: (address) => openAddress(address).catch(() => false),
    show: (items) => icon?.tray.show(items),
    announce: (sentence) => icon?.tray.announce(sentence),
    end: context.end,
  });
  if (icon === null) icon = { tray: openTray(context, menu), menu };
  else {
    icon.menu = menu;
    icon.tray.allowMenu();
    icon.tray.show(menu.items);
  }
  const { tray } = icon;
  // A menu that is open would hold up the end of the process.
  context.stop.addEventListener('abort', () => tray.refuseMenu(), { once: true });
}

function openTray({ program, end, atEnd, log }: CommandContext, { items }: TrayMenu): Tray {
  const tray = new Tray({
    icon: join(program.folder, '..', 'sequential.ico'),
    items,
    onAction: (action) => icon?.menu.choose(action),
    onClose: end,
    onProblem: (problem) => log('start').warn({ problem }, 'There is no icon beside the clock.'),
  });
  atEnd(() => tray.close());
  return tray;
}
