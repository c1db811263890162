/**
 * Decides where an older Sequential may lie: a clone, an unpacked release, the folder of an installed one. It reads nothing:
 * what it needs of the machine comes in.
 */
import { dirname, join, resolve } from 'node:path';
import { type DataPlace, systemFolder } from '../data-folder.ts';

export interface OlderPlaces {
  /** Folders that may hold data themselves. */
  readonly folders: readonly string[];
  /** Folders among whose folders one may be. */
  readonly parents: readonly string[];
}

export function olderPlaces(place: DataPlace): OlderPlaces {
  const { distribution, programFolder, home, env } = place;
  const oneDrive = env.OneDrive ?? '';
  const ofUser = [home, ...(oneDrive === '' ? [] : [oneDrive])].flatMap((folder) =>
    ['Desktop', 'Documents', 'Downloads'].map((name) => join(folder, name)),
  );
  // A release is unpacked into a folder of its own, which holds `app`; a clone lies in a folder of the user's.
  const unpacked = distribution === 'portable' ? dirname(programFolder) : programFolder;
  const isSystems = distribution === 'installed' || distribution === 'debian';
  const beside = isSystems ? [] : [dirname(unpacked)];
  return {
    folders: [systemFolder(place)],
    parents: [...new Set([...beside, home, ...ofUser].map((folder) => resolve(folder)))],
  };
}

/** A folder of Sequential, by the names in it. */
export interface OlderLayout {
  /** Config file and database. */
  readonly data: string;
  /** Themes, layouts, maps and small settings. */
  readonly user: string;
  /** Its `package.json`; null: it has none. */
  readonly packageFile: string | null;
}

/**
 * @param names of the files and folders in it
 * @returns null: no Sequential keeps its data there
 */
export function olderLayout(folder: string, names: ReadonlySet<string>): OlderLayout | null {
  if (names.has('app') && names.has('data')) {
    const data = join(folder, 'data');
    return { data, user: data, packageFile: join(folder, 'app', 'package.json') };
  }
  if (names.has('package.json') && names.has('cli') && names.has('relay')) {
    return { data: folder, user: join(folder, 'user'), packageFile: join(folder, 'package.json') };
  }
  const isData = names.has('sequential.db') || names.has('sequential.config.json');
  return isData || names.has('panel-token')
    ? { data: folder, user: folder, packageFile: null }
    : null;
}

/** A folder whose own folders are looked at too: archives are often unpacked into one more folder. */
export function mayHoldOne(name: string): boolean {
  return /sequential/i.test(name);
}
