import { expect, test } from 'vitest';
import { fontFiles, fontsNamedIn } from '../../../overlays/core/fonts.ts';

test('a theme needs the files of each family it names, wherever it names it', () => {
  const theme = { name: 'x', fonts: { numbers: { family: 'Rajdhani' } }, list: ['Jost', 'Jost'] };
  const families = new Set(fontsNamedIn(theme).map((font) => font.family));
  expect(families).toEqual(new Set(['Rajdhani', 'Jost']));
  expect(fontsNamedIn({ family: 'Comic Sans' })).toEqual([]);
});

test('no file stands in the list twice', () => {
  expect(new Set(fontFiles.map((font) => font.file)).size).toBe(fontFiles.length);
});
