/** Finds folders of an older Sequential on this machine. It only looks at names, sizes and times, and opens `package.json`. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import type { OlderFolder } from '../../protocol/program-answers.ts';
import { readSmallFile } from '../../relay/files/small-file.ts';
import { defaultConfigFile } from '../settings/read-config-file.ts';
import { contentsOf } from './folder-contents.ts';
import { mayHoldOne, type OlderLayout, type OlderPlaces, olderLayout } from './older-places.ts';
import type { UserPlaces } from './user-files.ts';

/** The database of every Sequential that was not told another one. */
const databaseFile = 'sequential.db';

export interface FoundFolder extends OlderFolder {
  readonly places: UserPlaces;
}

/** @param own folders of this Sequential, which are left out */
export async function findOlder(
  { folders, parents }: OlderPlaces,
  own: readonly string[],
): Promise<FoundFolder[]> {
  const candidates = [...folders];
  for (const parent of parents) {
    for (const name of await foldersIn(parent)) {
      const folder = join(parent, name);
      candidates.push(folder);
      if (!mayHoldOne(name)) continue;
      candidates.push(...(await foldersIn(folder)).map((inner) => join(folder, inner)));
    }
  }
  const ownFolders = new Set(own.map((folder) => resolve(folder)));
  const found = new Map<string, FoundFolder>();
  for (const folder of new Set(candidates.map((one) => resolve(one)))) {
    const layout = await layoutOf(folder);
    if (layout === null || ownFolders.has(layout.data) || found.has(layout.data)) continue;
    const older = await described(folder, layout);
    if (older !== null) found.set(layout.data, older);
  }
  return [...found.values()].toSorted((a, b) => b.usedAt - a.usedAt);
}

async function foldersIn(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .slice(0, limits.olderFoldersMax);
}

const telling = [
  'app',
  'data',
  'package.json',
  'cli',
  'relay',
  'panel-token',
  databaseFile,
  defaultConfigFile,
];

async function layoutOf(folder: string): Promise<OlderLayout | null> {
  const there = await Promise.all(
    telling.map((name) =>
      stat(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return olderLayout(folder, new Set(telling.filter((_, index) => there[index])));
}

/** @returns null: nothing of a user is in it, or it belongs to another program */
async function described(folder: string, layout: OlderLayout): Promise<FoundFolder | null> {
  const version = await versionOf(layout);
  if (version === undefined) return null;
  const database = join(layout.data, databaseFile);
  const isThere = (await stat(database).catch(() => null))?.isFile() === true;
  const places: UserPlaces = {
    user: layout.user,
    configFile: join(layout.data, defaultConfigFile),
    databaseFile: isThere ? database : null,
  };
  const contents = (await contentsOf(places)).filter(({ files }) => files > 0);
  if (contents.length === 0) return null;
  return {
    id: createHash('sha256').update(layout.data).digest('hex').slice(0, 16),
    folder,
    version,
    usedAt: Math.round(Math.max(...contents.map(({ newestAt }) => newestAt))),
    parts: contents.map(({ name, files, bytes }) => ({ name, files, bytes })),
    places,
  };
}

/** @returns null: it tells none; undefined: it is another program */
async function versionOf({ packageFile }: OlderLayout): Promise<string | null | undefined> {
  if (packageFile === null) return null;
  const found = await readSmallFile(packageFile, {
    bytesMax: limits.configBytesMax,
    links: 'refuse',
  });
  const json = found.kind === 'text' ? readJson(found.text) : null;
  const { name, version } = (json?.ok ? json.value : {}) as { name?: unknown; version?: unknown };
  if (typeof name !== 'string' || !/^sequential/.test(name)) return undefined;
  return typeof version === 'string' ? version : null;
}
