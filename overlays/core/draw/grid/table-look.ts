/** Colours and forms of tables of cars in each theme. Only computes. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { RowInk } from '../../reading/grid/table-row.ts';
import { contrast, distanceOf, fade, mix } from '../colour.ts';
import { inkOnPlate } from '../text/tag.ts';

/** Cut corners of a high panel, at most. */
const tallCut = 14;

/** The theme for high panels: slanted sides would lean by the width of a column, and large cuts would cost a row. */
export function tallTheme(theme: Theme): Theme {
  const { panel } = theme;
  if (panel.form === 'slanted') {
    return { ...theme, panel: { ...panel, form: 'rounded', corner: 0 } };
  }
  if (panel.form === 'cut') {
    return { ...theme, panel: { ...panel, corner: Math.min(panel.corner, tallCut) } };
  }
  return theme;
}

export function rowInks({ palette }: Theme): Readonly<Record<RowInk, string>> {
  const { ink, muted, best, gain, loss, clutch, panel } = palette;
  // Blue of the blue flag, lightened on dark panels until it can be read.
  let blue = clutch;
  for (let i = 0; i < 8 && contrast(blue, panel) < 4.5; i++) blue = mix(blue, ink, 0.2);
  return { ink, muted, best, gain, loss, blue };
}

export interface PlateColours {
  readonly plate: string;
  readonly ink: string;
}

/** The plate of a place in the order. */
export function placePlate(theme: Theme, isOwn: boolean): PlateColours {
  const { palette, digits, panel } = theme;
  if (isOwn) return { plate: palette.accent, ink: inkOnPlate(theme, palette.accent) };
  if (digits.housing === 'plate') return { plate: palette.plate, ink: palette.plateInk };
  if (panel.form === 'none') return { plate: fade(palette.panel, 0.86), ink: palette.ink };
  return { plate: fade(palette.ink, 0.12), ink: palette.ink };
}

/** Opacity of the light behind the row of the own car. Names stand on it, in themes without panels over any picture. */
export const ownLight = 0.26;

/** Light behind the row of the own car. */
export function ownGround({ palette }: Theme): string {
  return fade(palette.accent, ownLight);
}

/** Colours of bars and plates that are nearer to each other look the same. */
export const alike = 100;

const coloursOfPalettes = new WeakMap<Theme['palette'], readonly string[]>();

/** One colour for each class of cars, unlike those before it. Called for each car in each picture. */
export function classColour({ palette }: Theme, index: number): string {
  let colours = coloursOfPalettes.get(palette);
  if (colours === undefined) {
    colours = classColours(palette);
    coloursOfPalettes.set(palette, colours);
  }
  return colours[index % colours.length]!;
}

function classColours({
  accent,
  caution,
  clutch,
  gain,
  best,
  redline,
}: Theme['palette']): readonly string[] {
  const colours: string[] = [];
  for (const one of [accent, caution, clutch, gain, best, redline]) {
    if (colours.every((other) => distanceOf(one, other) >= alike)) colours.push(one);
  }
  return colours;
}
