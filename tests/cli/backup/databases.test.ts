/** Back-ups go from one kind of database to the other. */
import { expect, test } from 'vitest';
import { Restore } from '../../../cli/backup/restore.ts';
import type { CommandContext } from '../../../cli/command.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';
import { need } from '../../support/need.ts';
import { suitePostgres } from '../../support/postgres.ts';
import { backupOf, storeSession, userFolder } from '../../support/user-folder.ts';

need('postgres')('between PostgreSQL and SQLite', () => {
  const on = suitePostgres();

  const published = async (db: string): Promise<string[]> => {
    const store = await openStore(db);
    const { sessions } = await store.sessions(10, null);
    await store.close();
    return sessions.map((one) => one.publishedID).toSorted();
  };

  async function onPostgres(id: string): Promise<CommandContext> {
    const db = await on.server.database();
    await storeSession(db, id);
    const context = commandContext(temporaryFolder());
    return { ...context, settings: { ...context.settings, db } };
  }

  test('laps go in session files into the one, and are added', async () => {
    const context = await userFolder('b');
    const restore = new Restore(context);
    const preview = await restore.openFile(await backupOf(await onPostgres('a')));
    expect(preview).toMatchObject({ sessions: 1, laps: ['add'] });
    await (await restore.restore(preview.id, { parts: ['laps'], laps: 'replace' }))();
    expect(await published(context.settings.db)).toEqual(['a', 'b']);
  });

  test('laps of a SQLite file are added to the other', async () => {
    const context = await onPostgres('b');
    const restore = new Restore(context);
    const { id } = await restore.openFile(await backupOf(await userFolder('a')));
    await (await restore.restore(id, { parts: ['laps'], laps: 'add' }))();
    expect(await published(context.settings.db)).toEqual(['a', 'b']);
  });
});
