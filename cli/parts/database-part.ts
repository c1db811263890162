/** Opens the database of the settings for a command, and closes it afterwards. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Store } from '../../relay/storage/store.ts';
import type { CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';

/** @param mustExist a missing database file is an error and is not created */
export async function withDatabase<T>(
  { settings, isDatabaseFound }: CommandContext,
  mustExist: boolean,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { db } = settings;
  if (db === 'none') {
    throw new CommandError(
      'bad-setting',
      'There is no database: db is "none".',
      'Name one with --db.',
    );
  }
  const file = /^sqlite:(.+)$/s.exec(db)?.[1];
  if (mustExist && file !== undefined && !existsSync(file)) {
    throw new CommandError(
      'no-database-file',
      `There is no database ${resolve(file)}.`,
      'Name its folder with --data FOLDER, or the database with --db sqlite:FILE.',
    );
  }
  const { openStore } = await import('../../relay/storage/open-database.ts');
  const store = await openStore(db, isDatabaseFound);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
