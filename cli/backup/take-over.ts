/**
 * Takes laps, themes, layouts and settings over from an older folder, which is only read. What is here already stays:
 * laps are added, files and settings of the same name are kept.
 */
import { copyFile, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TakenOver } from '../../protocol/program-answers.ts';
import { RelayError } from '../../relay/errors.ts';
import { writeWhole } from '../../relay/files/atomic-file.ts';
import { makeFolder } from '../../relay/files/make-folder.ts';
import type { CommandContext } from '../command.ts';
import { type ConfigContent, ConfigFile } from '../settings/config-file.ts';
import { mergeSettings, valuesOfFile } from '../settings/settings-merge.ts';
import { placesOf } from './make-backup.ts';
import type { FoundFolder } from './older-folders.ts';
import { stagingFolder } from './restore-plan.ts';
import { configName, placeOf, type UserPlaces } from './user-files.ts';
import { filesOfUser } from './write-backup.ts';

/** To be called while nothing runs. @throws RelayError, StoreProblem; what was taken over until then stays */
export async function takeOver(context: CommandContext, older: FoundFolder): Promise<TakenOver> {
  const here = placesOf(context);
  const kept: string[] = [];
  let files = 0;
  for (const { name, path } of await filesOfUser(older.places)) {
    if (name === configName) {
      if (await takeSettings(path, context, kept)) files++;
      continue;
    }
    const taken = await takeFile(path, placeOf(name, here)!);
    if (taken === 'taken') files++;
    if (taken === 'kept') kept.push(name);
  }
  const sessions = await takeLaps(context, older.places);
  return { folder: older.folder, sessions, files, kept };
}

async function takeFile(from: string, to: string): Promise<'taken' | 'kept' | 'same'> {
  // As bytes: an editor may have saved it in another encoding.
  const bytes = await readFile(from);
  const before = await readFile(to).catch(() => null);
  if (before !== null) return before.equals(bytes) ? 'same' : 'kept';
  await writeWhole(to, bytes, { isSecret: to.endsWith('obs.json') });
  return 'taken';
}

/** @returns whether any was taken */
async function takeSettings(
  from: string,
  { configFile }: CommandContext,
  kept: string[],
): Promise<boolean> {
  const older = await new ConfigFile(from).read();
  let isTaken = false;
  await new ConfigFile(configFile).update((here) => {
    const taken = takenSettings(older, here);
    kept.push(...taken.kept);
    isTaken = taken.config !== null;
    return taken.config;
  });
  return isTaken;
}

interface TakenSettings {
  /** The config file afterwards; null: it stays as it is. */
  readonly config: Record<string, unknown> | null;
  /** What stays although the older file has another value. */
  readonly kept: readonly string[];
}

/** Adds settings that are not set here. A mistake in the older file takes none. Pure. */
function takenSettings(older: ConfigContent, here: ConfigContent): TakenSettings {
  // Where laps are kept is a matter of each folder.
  const { $schema: _, db: __, ...settings } = older.kind === 'good' ? older.config : {};
  try {
    mergeSettings([valuesOfFile(settings, 'the older file')]);
  } catch {
    return { config: null, kept: ['sequential.config.json'] };
  }
  if (here.kind === 'broken') return { config: null, kept: [] };
  const config = here.kind === 'good' ? here.config : {};
  const kept: string[] = [];
  const missing: [string, unknown][] = [];
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(config, name)) missing.push([name, value]);
    else if (JSON.stringify(config[name]) !== JSON.stringify(value)) {
      kept.push(`the setting ${name}`);
    }
  }
  return {
    config: missing.length === 0 ? null : { ...config, ...Object.fromEntries(missing) },
    kept,
  };
}

/** The config file once an older folder is taken over. */
export async function configAfterTakeOver(
  { configFile }: Pick<CommandContext, 'configFile'>,
  { places }: FoundFolder,
): Promise<ConfigContent> {
  const [here, older] = await Promise.all(
    [configFile, places.configFile].map((file) => new ConfigFile(file).read()),
  );
  const { config } = takenSettings(older!, here!);
  return config === null ? here! : { kind: 'good', config, text: '' };
}

async function takeLaps(context: CommandContext, { databaseFile }: UserPlaces): Promise<number> {
  if (databaseFile === null || context.settings.db === 'none') return 0;
  const copy = join(stagingFolder(context.folders.data), 'older.db');
  await makeFolder(dirname(copy));
  try {
    await copyDatabase(databaseFile, copy);
    const [{ withDatabase }, { addSessions }] = await Promise.all([
      import('../parts/database-part.ts'),
      import('./stored-sessions.ts'),
    ]);
    return await withDatabase(context, false, (store) => addSessions(copy, store));
  } finally {
    await rm(dirname(copy), { recursive: true, force: true });
  }
}

/** SQLite would write beside the old file to read it, so it reads a copy, with the log of an unclean end. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const stateOf = (): Promise<string[]> =>
    Promise.all(
      [from, `${from}-wal`].map((file) =>
        stat(file).then(
          ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
          () => '',
        ),
      ),
    );
  const before = await stateOf();
  await copyFile(from, to);
  if (before[1] !== '') await copyFile(`${from}-wal`, `${to}-wal`);
  if ((await stateOf()).join() === before.join()) return;
  throw new RelayError(
    'not-saved',
    'The older Sequential is writing laps, so they cannot be copied.',
    'End it first.',
  );
}
