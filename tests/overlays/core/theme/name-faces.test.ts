/** Names of all countries: one face a word, and only the files that its letters need. */
import { describe, expect, test } from 'vitest';
import {
  composed,
  faceFor,
  filesFor,
  inItsDirection,
  isBundled,
  lettersOf,
  nameFiles,
  systemFonts,
} from '../../../../overlays/core/theme/name-faces.ts';
import { readThemes } from '../../../../scripts/contact-sheet/themes.ts';

const themes = readThemes();
const labels = (name: string) => themes.find((theme) => theme.name === name)!.fonts.labels;
const filesOf = (name: string, text: string) =>
  filesFor(labels(name), text).map(({ file }) => file);

describe('a name', () => {
  test.each(themes.map((theme) => [theme.name, theme] as const))(
    '%s writes Polish, Czech and Turkish names in one face',
    (_, theme) => {
      for (const name of ['Łukasz Żółkiewski', 'Jiří Dvořák', 'Oğuz Şahin']) {
        const face = faceFor(theme.fonts.labels, name);
        const files = filesFor(theme.fonts.labels, name);
        expect(files.some(({ file }) => file.includes('latin-ext'))).toBe(true);
        for (const { family, weight } of files) {
          expect({ family, weight }).toEqual({ family: face.family, weight: face.weight });
        }
      }
    },
  );

  test('of Western letters needs no further file', () => {
    for (const { fonts } of themes) {
      expect(filesFor(fonts.labels, 'Jörg Müller-Nuñez Ø’Brien')).toEqual([]);
      expect(faceFor(fonts.labels, 'Jörg')).toBe(fonts.labels);
    }
  });

  test('stays in the theme’s face where that has the letters, else another one takes all of it', () => {
    expect(filesOf('apex', 'Ł')).toEqual(['saira-condensed-latin-ext-600-normal.woff2']);
    expect(filesOf('neon-night', 'Ł')).toEqual([
      'rajdhani-latin-700-normal.woff2',
      'rajdhani-latin-ext-700-normal.woff2',
    ]);
    expect(filesOf('apex', 'Nguyễn')).toContain('saira-condensed-vietnamese-600-normal.woff2');
    expect(filesOf('apex', 'Даниил')).toContain('jost-cyrillic-600-normal.woff2');
  });

  test('that no bundled font can write gets fonts of every system, its own country’s first', () => {
    expect(isBundled('周冠宇')).toBe(false);
    expect(isBundled('Łukasz – Даниил №')).toBe(true);
    for (const platform of ['Microsoft YaHei UI', 'PingFang SC', 'Noto Sans CJK SC']) {
      expect(systemFonts('周冠宇')).toContain(platform);
    }
    expect(systemFonts('角田 ゆうき').indexOf('Yu Gothic UI')).toBeLessThan(
      systemFonts('角田 ゆうき').indexOf('Microsoft YaHei UI'),
    );
    expect(systemFonts('김').indexOf('Malgun Gothic')).toBeLessThan(
      systemFonts('김').indexOf('Microsoft YaHei UI'),
    );
  });

  test('brings the files for driver, car and track, and none for a session without names', () => {
    const [theme] = themes;
    const files = nameFiles(theme!, { driverName: 'Łukasz', track: 'spa', maxRpm: 8000 });
    expect(files.map(({ file }) => file)).toEqual(['saira-condensed-latin-ext-600-normal.woff2']);
    expect(nameFiles(theme!, {})).toEqual([]);
  });

  test('is cut between what a reader sees as letters, not inside an emoji or between a letter and its mark', () => {
    expect(lettersOf('a🏁🇩🇪👨‍👩‍👧z')).toEqual(['a', '🏁', '🇩🇪', '👨‍👩‍👧', 'z']);
    expect(lettersOf('กิตติ์')).toEqual(['กิ', 'ต', 'ติ์']);
    expect(lettersOf('Z\u0301')).toHaveLength(1);
  });

  test('whose letters come apart from their marks is written as one word in one face', () => {
    const apart = 'Z\u0307o\u0301łkiewski';
    expect(composed(apart)).toBe('Żółkiewski');
    expect(isBundled(composed(apart))).toBe(true);
    const files = nameFiles(themes[0]!, { driverName: apart });
    expect(files.map(({ file }) => file)).toEqual(['saira-condensed-latin-ext-600-normal.woff2']);
  });

  test('that is read from the right is marked so, and another one is not', () => {
    expect(inItsDirection('محمد…')).toBe('\u2068محمد…\u2069');
    expect(inItsDirection('דוד-12')).toContain('\u2068');
    for (const name of ['Łukasz', '周冠宇', 'กิตติ์', '🏁']) expect(inItsDirection(name)).toBe(name);
  });
});
