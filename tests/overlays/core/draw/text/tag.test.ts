/** The colour of letters on a coloured plate. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inkOn, inkOnPlate } from '../../../../../overlays/core/draw/text/tag.ts';
import { readThemes } from '../../../../../scripts/contact-sheet/themes.ts';

test('a light plate has dark letters, a dark one light letters', () => {
  expect(inkOn('#ffd21f')).toBe('#07090c');
  expect(inkOn('#f4f6f8')).toBe('#07090c');
  expect(inkOn('#0b0c0e')).toBe('#ffffff');
  expect(inkOn('#1f3fbf')).toBe('#ffffff');
});

/** Contrast of WCAG 2.2, written down here once more so that the plate’s own arithmetic is checked. */
function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue! + 0.05;
  };
  return Math.max(light(a), light(b)) / Math.min(light(a), light(b));
}

test('letters have a contrast of 4 at least on any colour', () => {
  const colour = fc
    .integer({ min: 0, max: 0xffffff })
    .map((n) => `#${n.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(colour, (plate) => {
      expect(contrast(plate, inkOn(plate))).toBeGreaterThan(4);
    }),
  );
});

test('a display has no white: letters on its plates are as dark as its segments or as light as its ground', () => {
  const displays = readThemes().filter(({ panel }) => panel.material === 'lcd');
  expect(displays).not.toEqual([]);
  for (const theme of displays) {
    const { ink, panel, best, loss, accent } = theme.palette;
    // The last one is a team's colour, which may be light.
    for (const plate of [best, loss, accent, '#ffd21f']) {
      const letters = inkOnPlate(theme, plate);
      expect([ink, panel]).toContain(letters);
      expect(contrast(plate, letters)).toBeGreaterThan(4);
    }
  }
});
