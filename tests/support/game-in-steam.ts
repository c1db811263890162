/**
 * Runs on Windows: makes a Steam in a folder with umlauts, names it in the registry as Steam does, and finds the game in another
 * library. Prints where it was found, and what was installed. Usage: game-in-steam.mjs APPS
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGame } from '../../cli/game-app/find-game.ts';
import { installGameApp } from '../../cli/game-app/game-app.ts';

const apps = process.argv[2]!;
const home = mkdtempSync(join(tmpdir(), 'Größe & Łódź '));
const steam = join(home, 'Steam');
const library = join(home, 'Spiele');
const game = join(library, 'steamapps', 'common', 'assettocorsa');
const key = String.raw`HKCU\Software\Valve\Steam`;
try {
  mkdirSync(join(steam, 'steamapps'), { recursive: true });
  mkdirSync(join(game, 'extension'), { recursive: true });
  for (const name of ['acs.exe', 'dwrite.dll']) writeFileSync(join(game, name), '');
  const path = library.replaceAll('\\', '\\\\');
  const list = `"libraryfolders" { "1" { "path" "${path}" "apps" { "244210" "1" } } }`;
  writeFileSync(join(steam, 'steamapps', 'libraryfolders.vdf'), list);
  const value = steam.replaceAll('\\', '/').toLowerCase();
  const words = ['add', key, '/v', 'SteamPath', '/t', 'REG_SZ', '/d', value, '/f'];
  execFileSync('reg', words, { stdio: 'ignore' });
  const found = await findGame();
  const { state } = await installGameApp({ apps, game: found });
  const files = readdirSync(join(game, 'apps', 'lua', 'Sequential')).sort();
  console.log(
    JSON.stringify({ isFound: found?.toLowerCase() === game.toLowerCase(), state, files }),
  );
} finally {
  execFileSync('reg', ['delete', key, '/v', 'SteamPath', '/f'], { stdio: 'ignore' });
  rmSync(home, { recursive: true, force: true });
}
