/** Folders of a user with laps, themes and settings, and back-ups of them, for tests. */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeBackup } from '../../cli/backup/make-backup.ts';
import type { CommandContext } from '../../cli/command.ts';
import { openStore } from '../../relay/storage/open-database.ts';
import { temporaryFolder } from './clean-up.ts';
import { commandContext } from './command-context.ts';
import { frames } from './frames.ts';

export function putFile(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

export async function storeSession(db: string, id: string): Promise<void> {
  const store = await openStore(db);
  const run = await store.open({
    key: { sessionID: id, run: id },
    origin: id,
    first: null,
    at: 1,
  });
  await store.write(run.sessionID, [{ lap: 1, frames: frames(1, 30) }], 2);
  await store.close();
}

/** A folder of a user with one session of this id. */
export async function userFolder(id: string, config: object = { hz: 30 }): Promise<CommandContext> {
  const folder = temporaryFolder();
  const db = `sqlite:${join(folder, 'sequential.db')}`;
  await storeSession(db, id);
  putFile(folder, 'test.json', JSON.stringify({ ...config }));
  putFile(folder, 'settings.json', `{"of":"${id}"}`);
  putFile(folder, 'obs.json', '{"obs":null}');
  putFile(folder, 'panel-token', 'never');
  putFile(folder, `themes/of-${id}.json`, '{}');
  putFile(folder, 'themes/both.json', `{"of":"${id}"}`);
  putFile(folder, 'themes/both.json.last-good', '{}');
  putFile(folder, 'layouts/mine.json', '{}');
  putFile(folder, 'tracks/monza~gp~5793.json', '{}');
  const context = commandContext(folder, config);
  return { ...context, settings: { ...context.settings, db } };
}

export async function saved(bytes: Readable): Promise<string> {
  const file = join(temporaryFolder(), 'backup.zip');
  await pipeline(bytes, createWriteStream(file));
  return file;
}

export async function backupOf(context: CommandContext): Promise<string> {
  const made = await makeBackup(context, false);
  return saved(made.bytes);
}
