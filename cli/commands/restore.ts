/** `sequential restore`: puts a back-up in place of what is here. */
import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { isRunning, localAddress } from '../desktop/running-program.ts';

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Brings laps, themes, layouts and settings back from a file.',
  details:
    'Reads a file that "sequential backup" or the control panel wrote. Its files replace those of the same name, and its laps those that are here; what is replaced is kept in the folder before-restore. With --add the laps are added instead.',
  settings: ['host', 'port', 'db'],
  ownFlags: [{ flag: 'add', description: 'Add its laps to those that are here.' }],
  words: ['FILE'],
  async run(context) {
    const { rest, settings, own, print } = context;
    const word = rest[0];
    if (word === undefined) {
      throw new CommandError('bad-setting', 'restore needs a file: sequential restore FILE.');
    }
    const address = localAddress(settings);
    if (settings.port !== 0 && (await isRunning(address))) {
      throw new CommandError(
        'already-running',
        `Sequential is running: ${address}`,
        'Restore the back-up in its control panel, or end it first with "sequential stop".',
      );
    }
    const { Restore } = await import('../backup/restore.ts');
    const restore = new Restore(context);
    const { id, parts, sessions, laps } = await restore.openFile(resolve(word));
    const isAdding = own.add === true || !laps.includes('replace');
    const wish = {
      parts: parts.map(({ name }) => name),
      laps: isAdding ? 'add' : 'replace',
    } as const;
    await (await restore.restore(id, wish))();
    const files = parts.reduce((sum, one) => sum + (one.name === 'laps' ? 0 : one.files), 0);
    print(`Restored: ${sessions ?? 0} sessions, ${files} other files.\n`);
    return 0;
  },
};
