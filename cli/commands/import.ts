/** `sequential import`: reads a session from a file into the database. */
import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { withDatabase } from '../parts/database-part.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Reads a session from a file into the database.',
  details:
    'Reads a file that "sequential export" wrote. Frames that the database already has are not stored twice, so it is safe to repeat. The relay may run meanwhile.',
  settings: ['db'],
  words: ['FILE'],
  async run(context) {
    const word = context.rest[0];
    if (word === undefined) {
      throw new CommandError('bad-setting', 'import needs a file: sequential import FILE.');
    }
    const { importSession } = await import('../../relay/storage/export-import.ts');
    const { sessionID, frames, stored } = await withDatabase(context, false, (store) =>
      importSession(store, resolve(word)),
    );
    const rest = stored === frames ? '' : `, ${frames - stored} were there already`;
    context.print(`${stored} frames stored in ${sessionID}${rest}.\n`);
    return 0;
  },
};
