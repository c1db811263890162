/** What an overlay writes stands out from what it is written on, in every theme: the ratio of WCAG for large text. */
import { describe, expect, test } from 'vitest';
import { mix } from '../../../../overlays/core/draw/colour.ts';
import { ownLight } from '../../../../overlays/core/draw/grid/table-look.ts';
import { warningInk } from '../../../../overlays/core/draw/verdicts.ts';
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { readThemes } from '../../../../scripts/contact-sheet/themes.ts';
import { contrast } from '../../../support/colour-vision.ts';

/** Figures and labels have these colours. */
const inks = ['ink', 'muted', 'gain', 'loss', 'best', 'redline'] as const;
/** Plates take these colours below their figures. */
const plates = ['plate', 'gain', 'loss', 'best', 'redline'] as const;
const leastRatio = 3;
/** A sky in a stream's picture. */
const bright = '#ebebeb';

/** The screen of an inlay is black, whatever the panel around it is. */
function groundOf({ palette, panel }: Theme): string {
  return panel.border === 'inlay' ? '#050608' : palette.panel.slice(0, 7);
}

describe.each(readThemes().map((theme) => [theme.name, theme] as const))('%s', (_, theme) => {
  const { palette, digits } = theme;

  test('has figures and labels that stand out from the panel', () => {
    const weak = inks.filter((ink) => contrast(palette[ink], groundOf(theme)) < leastRatio);
    expect(weak).toEqual([]);
  });

  test('has a warning that stands out from the panel', () => {
    expect(contrast(warningInk(theme), groundOf(theme))).toBeGreaterThanOrEqual(leastRatio);
  });

  test('has names that stand out from the light behind the own row, where there is no panel over a bright picture too', () => {
    const { form, scrim } = theme.panel;
    const ground = form === 'none' ? mix(bright, palette.panel, scrim) : groundOf(theme);
    const row = mix(ground, palette.accent.slice(0, 7), ownLight);
    expect(contrast(palette.ink, row)).toBeGreaterThanOrEqual(leastRatio);
  });

  test('has figures that stand out from plates, drums and paper', () => {
    const used = digits.housing === 'plate' ? plates : (['plate'] as const);
    const weak = used.filter((plate) => contrast(palette.plateInk, palette[plate]) < leastRatio);
    expect(weak).toEqual([]);
  });
});
