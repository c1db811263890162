/**
 * Installs our in-game app into Assetto Corsa, and removes it. It writes into the folders `apps/lua/Sequential` and
 * `apps/python/Sequential` of the game only, and deletes only the files that it brings.
 */
import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, realpath, rm, rmdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { GameAppAnswer, GameAppKind } from '../../protocol/program-answers.ts';
import { RelayError } from '../../relay/errors.ts';
import { makeFolder } from '../../relay/files/make-folder.ts';
import { isGameFolder } from './find-game.ts';

/** Files of each app, below `apps/` here and in the game. */
export const appFiles: Readonly<Record<GameAppKind, readonly string[]>> = {
  lua: ['lua/Sequential/manifest.ini', 'lua/Sequential/Sequential.lua'],
  python: ['python/Sequential/Sequential.py'],
};

const kinds = Object.keys(appFiles) as GameAppKind[];

/** Custom Shaders Patch lives in this folder of the game, and is loaded by this file. */
function hasPatch(game: string): boolean {
  return existsSync(join(game, 'extension')) && existsSync(join(game, 'dwrite.dll'));
}

function folderOf(game: string, kind: GameAppKind): string {
  return join(game, 'apps', dirname(appFiles[kind][0]!));
}

async function isSame(a: string, b: string): Promise<boolean> {
  try {
    return (await readFile(a)).equals(await readFile(b));
  } catch {
    return false;
  }
}

export interface GameAppFolders {
  /** Our `apps` folder. */
  readonly apps: string;
  /** The game's folder; null: not found. */
  readonly game: string | null;
}

/** What is installed now. */
export async function gameAppNow({ apps, game }: GameAppFolders): Promise<GameAppAnswer> {
  if (game === null) return { game: null, kind: null, state: 'absent' };
  const state = async (kind: GameAppKind): Promise<GameAppAnswer['state']> => {
    const files = appFiles[kind];
    if (!files.some((file) => existsSync(join(game, 'apps', file)))) return 'absent';
    const same = files.map((file) => isSame(join(apps, file), join(game, 'apps', file)));
    return (await Promise.all(same)).every(Boolean) ? 'current' : 'other-version';
  };
  const wanted: GameAppKind = hasPatch(game) ? 'lua' : 'python';
  return { game, kind: wanted, state: await state(wanted) };
}

/** @throws RelayError `game-app` when our folder lies elsewhere, behind a link */
async function checkInside(game: string, folder: string): Promise<void> {
  // The nearest part of the path that exists.
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const real = await realpath(existing);
  const home = await realpath(game);
  if (real === home || real.startsWith(home + sep)) return;
  throw new RelayError(
    'game-app',
    `${folder} is a link to another place, so nothing was changed.`,
    'Remove the link, then try again.',
  );
}

function gameOf({ game }: GameAppFolders): string {
  if (game !== null && isGameFolder(game)) return game;
  throw new RelayError(
    'game-app',
    game === null
      ? 'Assetto Corsa was not found on this PC.'
      : `There is no Assetto Corsa in ${game}.`,
    'Name its folder: sequential install-app --game FOLDER',
  );
}

function explained(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof RelayError || code === undefined) return error;
  return new RelayError(
    'game-app',
    `The app could not be written to ${folder} (${code}).`,
    'End the game, and check whether you may change files in its folder.',
  );
}

/** Installs the app that fits the game, and removes the other one. @throws RelayError `game-app` */
export async function installGameApp(folders: GameAppFolders): Promise<GameAppAnswer> {
  const game = gameOf(folders);
  const wanted: GameAppKind = hasPatch(game) ? 'lua' : 'python';
  const target = folderOf(game, wanted);
  try {
    await checkInside(game, target);
    await makeFolder(target);
    for (const file of appFiles[wanted]) {
      await copyFile(join(folders.apps, file), join(game, 'apps', file));
    }
  } catch (error) {
    throw explained(error, target);
  }
  for (const kind of kinds) if (kind !== wanted) await removeKind(game, kind);
  return gameAppNow(folders);
}

/** Removes both apps. @throws RelayError `game-app` */
export async function removeGameApp(folders: GameAppFolders): Promise<GameAppAnswer> {
  const game = gameOf(folders);
  for (const kind of kinds) await removeKind(game, kind);
  return gameAppNow(folders);
}

async function removeKind(game: string, kind: GameAppKind): Promise<void> {
  const folder = folderOf(game, kind);
  if (!existsSync(folder)) return;
  try {
    await checkInside(game, folder);
    for (const file of appFiles[kind]) await rm(join(game, 'apps', file), { force: true });
    // The game's Python leaves compiled files there. Whatever else is in the folder is the user's.
    await rm(join(folder, '__pycache__'), { recursive: true, force: true });
    if ((await readdir(folder)).length === 0) await rmdir(folder);
  } catch (error) {
    throw explained(error, folder);
  }
}
