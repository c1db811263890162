/** Makes a back-up of everything that belongs to the user, while the relay runs. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { CommandContext } from '../command.ts';
import { databaseName, type UserPlaces } from './user-files.ts';
import { type BackupSource, backupStream, filesOfUser } from './write-backup.ts';

export interface MadeBackup {
  /** For instance `sequential-2026-11-29.zip`. */
  readonly name: string;
  /** Sessions in it; null: there is no database. */
  readonly sessions: number | null;
  readonly bytes: Readable;
  /** Removes the temporary copy of the laps. May be called twice. */
  discard(): Promise<void>;
}

export function placesOf({ folders, configFile, settings }: CommandContext): UserPlaces {
  const file = /^sqlite:(.+)$/s.exec(settings.db)?.[1];
  const databaseFile =
    file === undefined || file === ':memory:' ? null : isAbsolute(file) ? file : resolve(file);
  return { user: folders.user, configFile, databaseFile };
}

/** @param createdAt ms since 1970 */
export function backupName(createdAt: number): string {
  return `sequential-${new Date(createdAt).toISOString().slice(0, 10)}.zip`;
}

/** @param isRunning this process has the database open @throws StoreProblem when the laps cannot be read */
export async function makeBackup(context: CommandContext, isRunning: boolean): Promise<MadeBackup> {
  const { folders, program } = context;
  const folder = await placeForCopy(folders.data);
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const laps = await lapsOf(context, folder, isRunning);
    const sources = [...(await filesOfUser(placesOf(context))), ...laps.sources];
    const createdAt = Date.now();
    const about = { program: program.version, createdAt, sessions: laps.sessions };
    const bytes = backupStream(sources, about);
    bytes.once('close', () => void discard());
    return { name: backupName(createdAt), sessions: laps.sessions, bytes, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Beside the data, where there is room for as much again; where nothing can be written there, among the temporary files. */
async function placeForCopy(data: string): Promise<string> {
  const folder = join(data, `backup-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(folder);
    return folder;
  } catch {
    return mkdtemp(join(tmpdir(), 'sequential-backup-'));
  }
}

interface LapSources {
  readonly sources: BackupSource[];
  readonly sessions: number | null;
}

async function lapsOf(
  context: CommandContext,
  folder: string,
  isRunning: boolean,
): Promise<LapSources> {
  const { db } = context.settings;
  if (db === 'none') return { sources: [], sessions: null };
  const { databaseFile } = placesOf(context);
  if (databaseFile === null) return sessionFiles(context, folder);
  const [{ copySqlite }, { sessionsIn }] = await Promise.all([
    import('../../relay/storage/sqlite-copy.ts'),
    import('./stored-sessions.ts'),
  ]);
  const path = join(folder, 'sequential.db');
  if (!(await copySqlite(databaseFile, path, isRunning))) return { sources: [], sessions: null };
  return { sources: [{ name: databaseName, path }], sessions: await sessionsIn(path) };
}

/** Other databases have programs of their own for copies, so the sessions are written to files that any database reads. */
async function sessionFiles(context: CommandContext, folder: string): Promise<LapSources> {
  const [{ withDatabase }, { exportSession, sessionIDs }] = await Promise.all([
    import('../parts/database-part.ts'),
    import('../../relay/storage/export-import.ts'),
  ]);
  return withDatabase(context, false, async (store) => {
    const sources: BackupSource[] = [];
    for await (const sessionID of sessionIDs(store)) {
      const file = `${String(sources.length + 1).padStart(6, '0')}.jsonl.gz`;
      const path = join(folder, file);
      await exportSession(store, sessionID, path);
      sources.push({ name: `laps/${file}`, path });
    }
    return { sources, sessions: sources.length };
  });
}
