/** The colour in which figures warn. */
import { expect, test } from 'vitest';
import { warningInk } from '../../../../overlays/core/draw/verdicts.ts';
import { readThemes } from '../../../../scripts/contact-sheet/themes.ts';

const themes = readThemes();

test('figures that warn differ from other figures in every theme', () => {
  for (const theme of themes) expect(warningInk(theme), theme.name).not.toBe(theme.palette.ink);
});

test('caution warns where it stands out, and red does where it would look like the panel or like ink', () => {
  const [theme] = themes;
  const { palette } = theme!;
  const inkOf = (caution: string) => warningInk({ ...theme!, palette: { ...palette, caution } });
  expect(inkOf('#ffd21f')).toBe('#ffd21f');
  expect(inkOf(palette.ink)).toBe(palette.redline);
  expect(inkOf(palette.panel)).toBe(palette.redline);
});
