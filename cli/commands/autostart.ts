/** `sequential autostart on|off`: starts Sequential in the background when the user logs on. */
import { execFile } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolderNow } from '../../relay/files/make-folder.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';

const run = promisify(execFile);

/** What Setup writes too. */
const runKey = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Run`;

export const autostartCommand: Command = {
  name: 'autostart',
  summary: 'Switches on or off whether Sequential starts when you log on.',
  details:
    'With on, Sequential starts in the background when you log on; with off it does not. Without either, it says which is set.',
  settings: [],
  words: ['[on|off]'],
  async run(context) {
    const [wish] = context.rest;
    if (wish !== undefined && wish !== 'on' && wish !== 'off') {
      throw new CommandError('bad-setting', `autostart takes on or off, but got "${wish}".`);
    }
    if (context.program.distribution === 'source' || context.program.distribution === 'npm') {
      throw new CommandError(
        'no-autostart',
        'Only an installed or unpacked Sequential can start when you log on.',
        'Install it with Setup or the Debian package.',
      );
    }
    if (process.platform === 'win32') await onWindows(context, wish);
    else if (process.platform === 'linux') onLinux(context, wish);
    else
      throw new CommandError('no-autostart', 'Starting at log-on is not supported on this system.');
    return 0;
  },
};

const sentences = {
  on: 'Sequential starts when you log on.\n',
  off: 'Sequential does not start by itself.\n',
} as const;

async function onWindows(
  { entry, print }: CommandContext,
  wish: 'on' | 'off' | undefined,
): Promise<void> {
  const reg = (words: readonly string[]) => run('reg', [...words], { windowsHide: true });
  const change = (words: readonly string[]) =>
    reg(words).catch((error: Error) => {
      throw new CommandError(
        'no-autostart',
        `Windows did not change what starts when you log on: ${error.message.trim()}`,
        'You can change it in Windows under Settings, Apps, Startup.',
      );
    });
  const name = ['/v', 'Sequential'];
  if (wish === 'on') {
    const line = `"${process.execPath}" "${entry}" open --background`;
    await change(['add', runKey, ...name, '/t', 'REG_SZ', '/d', line, '/f']);
  }
  const isOn = () =>
    reg(['query', runKey, ...name]).then(
      () => true,
      () => false,
    );
  if (wish === 'off' && (await isOn())) await change(['delete', runKey, ...name, '/f']);
  print(sentences[(await isOn()) ? 'on' : 'off']);
}

/** Desktop entries in this folder start with the session (freedesktop.org, Desktop Application Autostart). */
function onLinux({ entry, print }: CommandContext, wish: 'on' | 'off' | undefined): void {
  const config = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  const folder = join(config, 'autostart');
  const file = join(folder, 'sequential.desktop');
  try {
    if (wish === 'off') rmSync(file, { force: true });
    if (wish === 'on') {
      makeFolderNow(folder);
      const command = `${quoted(process.execPath)} ${quoted(entry)} open --background`;
      writeFileSync(file, desktopEntry(command));
    }
  } catch (error) {
    throw new CommandError(
      'no-autostart',
      `The system did not change what starts when you log on: ${(error as Error).message}.`,
      `The setting is the file ${file}.`,
    );
  }
  print(sentences[existsSync(file) ? 'on' : 'off']);
}

function desktopEntry(command: string): string {
  return `[Desktop Entry]
Type=Application
Name=Sequential
Exec=${command}
NoDisplay=true
`;
}

/** As the Desktop Entry Specification quotes an argument of `Exec`. */
function quoted(word: string): string {
  return `"${word.replace(/(["`$\\])/g, '\\\\$1').replaceAll('%', '%%')}"`;
}
