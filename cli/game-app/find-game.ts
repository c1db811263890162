/** Finds where Assetto Corsa is installed, through the files in which Steam lists its libraries. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gameAppId, installFolderName, steamLibraries } from './steam-libraries.ts';

const run = promisify(execFile);

const usualFolderName = 'assettocorsa';

/** @param exported a .reg file: `"SteamPath"="c:/program files (x86)/steam"` */
export function steamPathOf(exported: string): string | null {
  const value = /^"SteamPath"="((?:[^"\\]|\\.)*)"/m.exec(exported)?.[1];
  return value === undefined || value === '' ? null : value.replace(/\\(.)/g, '$1');
}

/** What Steam wrote into the registry; empty: there is no Steam. */
async function steamRegistry(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sequential-steam-'));
  try {
    const file = join(folder, 'steam.reg');
    // `reg query` prints in the code page of the console, which has no place for every letter; this file is Unicode.
    const words = ['export', String.raw`HKCU\Software\Valve\Steam`, file, '/y'];
    await run('reg', words, { windowsHide: true });
    return await readFile(file, 'utf16le');
  } catch {
    return '';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Folders in which Steam itself may be. */
async function steamFolders(): Promise<string[]> {
  if (process.platform !== 'win32') return steamFoldersIn(homedir());
  const { 'ProgramFiles(x86)': x86, ProgramFiles } = process.env;
  const usual = [x86, ProgramFiles].flatMap((one) => (one ? [join(one, 'Steam')] : []));
  const registered = steamPathOf(await steamRegistry());
  return registered === null ? usual : [registered, ...usual];
}

/** Of Linux: from packages, from the installer of Steam, and from Flatpak. */
export function steamFoldersIn(home: string): string[] {
  return [
    '.steam/steam',
    '.local/share/Steam',
    '.steam/debian-installation',
    '.var/app/com.valvesoftware.Steam/.local/share/Steam',
    'snap/steam/common/.local/share/Steam',
  ].map((path) => join(home, path));
}

/** Both places in which Steam keeps the list. */
const listFiles = [
  join('steamapps', 'libraryfolders.vdf'),
  join('config', 'libraryfolders.vdf'),
] as const;

async function textOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

/** Whether a folder is one of Assetto Corsa, and not what is left after it was removed. */
export function isGameFolder(folder: string): boolean {
  return ['acs.exe', 'AssettoCorsa.exe'].some((name) => existsSync(join(folder, name)));
}

async function gameIn(library: string): Promise<string | null> {
  const apps = join(library, 'steamapps');
  const manifest = await textOf(join(apps, `appmanifest_${gameAppId}.acf`));
  const named = manifest === null ? null : installFolderName(manifest);
  for (const name of new Set([named ?? usualFolderName, usualFolderName])) {
    const folder = join(apps, 'common', name);
    if (isGameFolder(folder)) return folder;
  }
  return null;
}

/** @param folders in which Steam may be. @returns the game's folder; null: it was not found */
export async function findGame(folders?: readonly string[]): Promise<string | null> {
  for (const steam of folders ?? (await steamFolders())) {
    const libraries = [steam];
    for (const file of listFiles) {
      const text = await textOf(join(steam, file));
      if (text !== null) libraries.unshift(...steamLibraries(text).map(({ path }) => path));
    }
    for (const library of new Set(libraries)) {
      const game = await gameIn(library);
      if (game !== null) return game;
    }
  }
  return null;
}
