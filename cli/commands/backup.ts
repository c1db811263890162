/** `sequential backup`: writes everything that belongs to the user to one file. */
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { notSaved, replace } from '../../relay/files/atomic-file.ts';
import type { Command } from '../command.ts';
import { countText } from '../console/count-text.ts';
import { checkTarget } from '../console/target-file.ts';

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Writes laps, themes, layouts and settings to one file.',
  details:
    'Writes your laps, themes, layouts, track maps and settings to one file that "sequential restore" and the control panel read. It holds your passwords and keys. The relay may run meanwhile.',
  settings: ['db'],
  ownFlags: [{ flag: 'force', description: 'Overwrite an existing file.' }],
  words: ['[FILE]'],
  async run(context) {
    const { backupName, makeBackup } = await import('../backup/make-backup.ts');
    const word = resolve(context.rest[0] ?? '.');
    const isFolder = (await stat(word).catch(() => null))?.isDirectory() === true;
    const file = isFolder ? join(word, backupName(Date.now())) : word;
    checkTarget(file, context.own.force === true);
    const made = await makeBackup(context, false);
    const part = `${file}.part`;
    try {
      await pipeline(made.bytes, createWriteStream(part, { mode: 0o600, flush: true }));
      await replace(part, file);
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      throw explained(file, error);
    } finally {
      made.bytes.destroy();
      await made.discard();
    }
    const laps =
      made.sessions === null ? 'no laps' : `the laps of ${countText(made.sessions, 'session')}`;
    context.print(`The back-up is in ${file}: ${laps}, your themes, layouts and settings.\n`);
    return 0;
  },
};

/** Errors of the file system name the system call; others explain themselves or are mistakes. */
function explained(file: string, error: unknown): unknown {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : notSaved(file, error);
}
