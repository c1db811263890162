/** The in-game app finds its way into Assetto Corsa and out of it, and nothing else in the game changes. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import { beforeEach, expect, test } from 'vitest';
import { findGame, steamFoldersIn, steamPathOf } from '../../../cli/game-app/find-game.ts';
import { gameAppNow, installGameApp, removeGameApp } from '../../../cli/game-app/game-app.ts';
import { gameAppRoutes } from '../../../cli/game-app/game-app-routes.ts';
import { root } from '../../../scripts/root.ts';
import { temporaryFolder, withTest } from '../../support/clean-up.ts';

const apps = join(root, 'apps');
let home: string;
let steam: string;
let library: string;
let game: string;

/** A file with its folders. */
function put(path: string, text = 'x'): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

beforeEach(() => {
  home = temporaryFolder();
  steam = join(home, '.local/share/Steam');
  library = join(home, 'Spiele & Größe "neu"');
  game = join(library, 'steamapps/common/assettocorsa');
  const path = library.replace(/[\\"]/g, '\\$&');
  put(
    join(steam, 'steamapps/libraryfolders.vdf'),
    `"libraryfolders" { "0" { "path" "${steam}" } "1" { "path" "${path}" "apps" { "244210" "1" } } }`,
  );
  put(
    join(library, 'steamapps/appmanifest_244210.acf'),
    '"AppState" { "installdir" "assettocorsa" }',
  );
  put(join(game, 'acs.exe'));
  put(join(game, 'apps/python/Other/Other.py'), 'of somebody else');
});

function patch(): void {
  put(join(game, 'extension/config/data.ini'));
  put(join(game, 'dwrite.dll'));
}

/** Every file of the game. */
function files(): string[] {
  const all = readdirSync(game, { recursive: true, withFileTypes: true });
  return all
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(game.length + 1))
    .sort();
}

test('the game is found in another library than Steam itself', async () => {
  expect(await findGame(steamFoldersIn(home))).toBe(game);
});

test('a game that was moved is found where its file is, whatever the list says', async () => {
  put(
    join(steam, 'steamapps/libraryfolders.vdf'),
    `"libraryfolders" { "0" { "path" "${steam}" "apps" { "244210" "1" } } "1" { "path" "${library.replace(/[\\"]/g, '\\$&')}" } }`,
  );
  // Steam leaves the folder of a game that was moved.
  mkdirSync(join(steam, 'steamapps/common/assettocorsa/content'), { recursive: true });
  expect(await findGame(steamFoldersIn(home))).toBe(game);
});

test('without Steam, without its list or without the game nothing is found', async () => {
  expect(await findGame([join(home, 'nowhere')])).toBeNull();
  expect(await findGame([temporaryFolder()])).toBeNull();
  put(join(steam, 'steamapps/libraryfolders.vdf'), 'rubbish');
  expect(await findGame([steam])).toBeNull();
});

test('the registry names the folder of Steam', () => {
  const file = (value: string) =>
    `\ufeffWindows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\Valve\\Steam]\r\n"Language"="german"\r\n"SteamPath"="${value}"\r\n"SteamExe"="c:/x.exe"\r\n`;
  expect(steamPathOf(file('d:/spiele (größe)/steam'))).toBe('d:/spiele (größe)/steam');
  expect(steamPathOf(file('D:\\\\Łódź\\\\Steam'))).toBe('D:\\Łódź\\Steam');
  expect(steamPathOf(file(''))).toBeNull();
  expect(steamPathOf('')).toBeNull();
});

test('with Custom Shaders Patch the game gets the app in Lua', async () => {
  patch();
  const before = files();
  expect(await installGameApp({ apps, game })).toEqual({ game, kind: 'lua', state: 'current' });
  const added = ['apps/lua/Sequential/Sequential.lua', 'apps/lua/Sequential/manifest.ini'];
  expect(files().filter((one) => !before.includes(one))).toEqual(added);
  for (const file of added) {
    expect(readFileSync(join(game, file))).toEqual(readFileSync(join(root, file)));
  }
});

test('without it the game gets the app in Python, which goes when the patch comes', async () => {
  const python = join(game, 'apps/python/Sequential/Sequential.py');
  expect(await installGameApp({ apps, game })).toMatchObject({ kind: 'python', state: 'current' });
  expect(existsSync(python)).toBe(true);
  put(join(game, 'apps/python/Sequential/__pycache__/Sequential.cpython-33.pyc'));
  patch();
  expect(await gameAppNow({ apps, game })).toMatchObject({ kind: 'lua', state: 'absent' });
  await installGameApp({ apps, game });
  expect(existsSync(join(python, '..'))).toBe(false);
});

test('removing it leaves the game as it was', async () => {
  patch();
  const before = files();
  await installGameApp({ apps, game });
  expect(await removeGameApp({ apps, game })).toEqual({ game, kind: 'lua', state: 'absent' });
  expect(files()).toEqual(before);
  expect(existsSync(join(game, 'apps/lua/Sequential'))).toBe(false);
  // Once more does no harm.
  await removeGameApp({ apps, game });
});

test('files of the user in the folder stay', async () => {
  patch();
  await installGameApp({ apps, game });
  put(join(game, 'apps/lua/Sequential/my-notes.txt'));
  await removeGameApp({ apps, game });
  expect(readdirSync(join(game, 'apps/lua/Sequential'))).toEqual(['my-notes.txt']);
});

test('a changed or older app is noticed and written again', async () => {
  patch();
  await installGameApp({ apps, game });
  writeFileSync(join(game, 'apps/lua/Sequential/Sequential.lua'), '-- older');
  expect(await gameAppNow({ apps, game })).toMatchObject({ state: 'other-version' });
  expect(await installGameApp({ apps, game })).toMatchObject({ state: 'current' });
});

test('nothing is written through a link', async () => {
  patch();
  const elsewhere = temporaryFolder();
  mkdirSync(join(game, 'apps/lua'), { recursive: true });
  // Windows allows everybody to make a junction.
  symlinkSync(elsewhere, join(game, 'apps/lua/Sequential'), 'junction');
  await expect(installGameApp({ apps, game })).rejects.toMatchObject({ code: 'game-app' });
  await expect(removeGameApp({ apps, game })).rejects.toMatchObject({ code: 'game-app' });
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('without the game there is a sentence, and nothing is written', async () => {
  expect(await gameAppNow({ apps, game: null })).toEqual({
    game: null,
    kind: null,
    state: 'absent',
  });
  await expect(installGameApp({ apps, game: null })).rejects.toThrow('was not found on this PC');
  await expect(installGameApp({ apps, game: home })).rejects.toThrow('There is no Assetto Corsa');
});

test('the panel asks, installs and removes by one address', async () => {
  patch();
  const app = express().use(
    '/api',
    gameAppRoutes(apps, async () => game),
  );
  const server = app.listen(0, '127.0.0.1');
  withTest(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const ask = async (method: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/game-app`, { method });
    return (await answer.json()) as { state: string };
  };
  expect((await ask('GET')).state).toBe('absent');
  expect((await ask('POST')).state).toBe('current');
  expect((await ask('GET')).state).toBe('current');
  expect((await ask('DELETE')).state).toBe('absent');
});
