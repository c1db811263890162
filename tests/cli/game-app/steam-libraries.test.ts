/** Steam's lists of libraries, old and new, with what people have in their paths. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  installFolderName,
  readKeyValues,
  steamLibraries,
} from '../../../cli/game-app/steam-libraries.ts';

const today = String.raw`"libraryfolders"
{
	"0"
	{
		"path"		"C:\\Program Files (x86)\\Steam"
		"label"		""
		"contentid"		"5312345678901234567"
		"totalsize"		"0"
		"apps"
		{
			"228980"		"465123456"
		}
	}
	"1"
	{
		"path"		"D:\\Spiele\\Größe \"neu\""
		"apps"
		{
			"244210"		"23456789012"
			"805550"		"123"
		}
	}
}
`;

test('the library with the game comes first', () => {
  expect(steamLibraries(today)).toEqual([
    { path: 'D:\\Spiele\\Größe "neu"', hasGame: true },
    { path: 'C:\\Program Files (x86)\\Steam', hasGame: false },
  ]);
});

test('before 2021 a library was a text, and the file had other numbers', () => {
  const old = String.raw`"LibraryFolders"
{
	"TimeNextStatsReport"		"1600000000"
	"ContentStatsID"		"-123456789"
	"1"		"E:\\SteamLibrary"
	"2"		"F:\\"
}`;
  expect(steamLibraries(old).map(({ path }) => path)).toEqual(['E:\\SteamLibrary', 'F:\\']);
});

test('comments, line ends of Windows, a byte order mark and names without quotes are read', () => {
  const text =
    '\ufefflibraryfolders // mine\r\n{\r\n0 { path /mnt/games\r\n"apps" { "244210" "1" } }\r\n}';
  expect(steamLibraries(text)).toEqual([{ path: '/mnt/games', hasGame: true }]);
});

test('what is broken gives what can be read of it', () => {
  expect(steamLibraries('')).toEqual([]);
  expect(steamLibraries('{}')).toEqual([]);
  expect(steamLibraries('"libraryfolders" "none"')).toEqual([]);
  expect(steamLibraries(today.slice(0, -30))).toHaveLength(2);
  expect(steamLibraries('"libraryfolders" { "0" { "path" { "a" "b" } } "1" { } }')).toEqual([]);
  expect(steamLibraries(`"libraryfolders" ${'{ "0" '.repeat(50_000)}`)).toEqual([]);
});

test('names such as __proto__ are names', () => {
  expect(readKeyValues('"__proto__" "x" "a" { "constructor" "y" }')).toEqual(
    Object.assign(Object.create(null), JSON.parse('{"__proto__":"x","a":{"constructor":"y"}}')),
  );
});

test('whatever the file is, it is read', () => {
  const unit = fc.constantFrom('"', '{', '}', '\\', '/', '0', 'path', ' ', '\n', 'libraryfolders');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      for (const { path } of steamLibraries(text)) expect(path).not.toBe('');
    }),
  );
});

test('the folder of the game is as its manifest names it, and never leads elsewhere', () => {
  const manifest = (name: string) => `"AppState"\n{\n"appid" "244210"\n"installdir" "${name}"\n}`;
  expect(installFolderName(manifest('assettocorsa'))).toBe('assettocorsa');
  expect(installFolderName(manifest('..'))).toBeNull();
  expect(installFolderName(manifest('a/b'))).toBeNull();
  expect(installFolderName(manifest('a\\\\b'))).toBeNull();
  expect(installFolderName('"AppState" "x"')).toBeNull();
});
