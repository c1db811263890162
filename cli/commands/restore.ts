/** `sequential restore`: puts a back-up in place of what is here. */
import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { countText } from '../console/count-text.ts';
import { CommandError } from '../console/errors.ts';
import { runningAddress } from '../desktop/running-file.ts';

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Brings laps, themes, layouts and settings back from a file.',
  details:
    'Reads a file that "sequential backup" or the control panel wrote. Its files replace those of the same name, and its laps those that are here; what is replaced is kept in the folder before-restore. With --add the laps are added instead.',
  settings: ['host', 'port', 'db'],
  ownFlags: [{ flag: 'add', description: 'Add its laps to those that are here.' }],
  words: ['FILE'],
  async run(context) {
    const { rest, own, print } = context;
    const word = rest[0];
    if (word === undefined) {
      throw new CommandError('bad-setting', 'restore needs a file: sequential restore FILE.');
    }
    const address = await runningAddress(context);
    if (address !== null) {
      throw new CommandError(
        'already-running',
        `Sequential is running: ${address}`,
        'Restore the back-up in its control panel, or end it first with "sequential stop".',
      );
    }
    const { Restore } = await import('../backup/restore.ts');
    const restore = new Restore(context);
    const { id, parts, sessions, laps, configProblem } = await restore.openFile(resolve(word));
    const isAdding = own.add === true || !laps.includes('replace');
    const wish = {
      parts: parts.map(({ name }) => name),
      laps: isAdding ? 'add' : 'replace',
    } as const;
    await (await restore.restore(id, wish))();
    const files = parts.reduce((sum, one) => sum + (one.name === 'laps' ? 0 : one.files), 0);
    print(`Restored: ${countText(sessions ?? 0, 'session')}, ${countText(files, 'other file')}.\n`);
    if (configProblem !== null) print(`Its config file stayed out. ${configProblem}\n`);
    return 0;
  },
};
