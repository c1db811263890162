/**
 * What belongs to the user, part by part: in the folders of a running Sequential, and by its name in a back-up. A name that
 * is not described here is in no back-up. It reads nothing.
 */
import { join } from 'node:path';
import { isDeviceName, isOwnName } from '../../protocol/file-name.ts';
import { limits } from '../../protocol/limits.ts';
import type { UserPart } from '../../protocol/program-answers.ts';

/** Where the parts are. Absolute paths. */
export interface UserPlaces {
  readonly user: string;
  readonly configFile: string;
  /** Null: laps are kept in another database, or not at all. */
  readonly databaseFile: string | null;
}

/** One file of the settings: its name in a back-up, and in the user's folder. */
export const settingsFiles = [
  'sequential.config.json',
  'settings.json',
  'stream-delay.json',
  'entries.json',
  'obs.json',
  'keys.json',
  'logo.png',
] as const;

interface FolderPart {
  readonly part: UserPart;
  /** In the user's folder and in a back-up. */
  readonly folder: string;
  readonly bytesMax: number;
  readonly isName: (name: string) => boolean;
}

const withoutEnding = (name: string): string => name.slice(0, -'.json'.length);

export const folderParts: readonly FolderPart[] = [
  {
    part: 'themes',
    folder: 'themes',
    bytesMax: limits.themeBytesMax,
    isName: (name) => isOwnName(withoutEnding(name)),
  },
  {
    part: 'layouts',
    folder: 'layouts',
    bytesMax: limits.layoutBytesMax,
    isName: (name) => isOwnName(withoutEnding(name)),
  },
  {
    part: 'maps',
    folder: 'tracks',
    bytesMax: limits.mapBytesMax,
    // As `fileOfTrack` makes them: everything but letters and digits is encoded.
    isName: (name) => /^[A-Za-z0-9~%_-]{1,250}\.json$/.test(name) && !isDeviceName(name),
  },
];

/** The config file in a back-up, whatever its name on this machine. */
export const configName = 'settings/sequential.config.json';
export const databaseName = 'laps/sequential.db';
const sessionName = /^laps\/\d{6}\.jsonl\.gz$/;

/** A file of a back-up that this program knows. */
export interface KnownFile {
  readonly part: UserPart;
  readonly bytesMax: number;
  readonly kind: 'file' | 'database' | 'session';
}

/** @param name in the back-up @returns null: no back-up of ours has such a file */
export function knownFile(name: string): KnownFile | null {
  if (name === databaseName) {
    return { part: 'laps', bytesMax: limits.backupBytesMax, kind: 'database' };
  }
  if (sessionName.test(name)) {
    return { part: 'laps', bytesMax: limits.backupBytesMax, kind: 'session' };
  }
  const [folder, file, ...rest] = name.split('/') as [string, string | undefined, ...string[]];
  if (file === undefined || rest.length > 0) return null;
  if (folder === 'settings') {
    const isKnown = (settingsFiles as readonly string[]).includes(file);
    const bytesMax = file.endsWith('.png') ? limits.logoBytesMax : limits.configBytesMax;
    return isKnown ? { part: 'settings', bytesMax, kind: 'file' } : null;
  }
  if (!file.endsWith('.json')) return null;
  const found = folderParts.find((one) => one.folder === folder && one.isName(file));
  return found === undefined ? null : { part: found.part, bytesMax: found.bytesMax, kind: 'file' };
}

/** Where a known file of a back-up belongs; null: it is not a file of its own, but a session. */
export function placeOf(
  name: string,
  { user, configFile, databaseFile }: UserPlaces,
): string | null {
  if (name === databaseName) return databaseFile;
  if (sessionName.test(name)) return null;
  const [folder = '', file = ''] = name.split('/');
  if (folder !== 'settings') return join(user, folder, file);
  return file === 'sequential.config.json' ? configFile : join(user, file);
}

/** Name in a back-up and path of each settings file, whether it exists or not. */
export function settingsPlaces(places: UserPlaces): { name: string; path: string }[] {
  return settingsFiles.map((file) => {
    const name = `settings/${file}`;
    return { name, path: placeOf(name, places)! };
  });
}
