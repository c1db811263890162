/** The accent colour that a streamer chooses instead of the one of each theme. Pure. */
import type { Theme } from '../../../protocol/theme-schema.ts';
import { contrast, mix } from '../draw/colour.ts';

/** Contrast of graphics on their ground that WCAG 2.2 asks for. */
const leastContrast = 3;

/** The colour, or the nearest mixture with the theme's ink that can be seen on its panels. */
function visible({ palette: { panel, ink } }: Theme, colour: string): string {
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = mix(colour, ink, share);
    if (contrast(mixed, panel) >= leastContrast) return mixed;
  }
  return ink;
}

/**
 * The theme with another accent, on its scale of engine speed too where that has the accent. Colours with a meaning stay:
 * pedals, gain and loss, the red line.
 * @param accent `#rrggbb`
 */
export function withAccent(theme: Theme, accent: string): Theme {
  const { palette } = theme;
  const colour = visible(theme, accent);
  const gauge = palette.gauge.map((one) => (one === palette.accent ? colour : one));
  return { ...theme, palette: { ...palette, accent: colour, gauge } };
}
