/**
 * The two sizes of lettering in an overlay besides its main figure, as heights of capitals in design pixels (pixels of a
 * canvas of 1080 lines). Most viewers see 480 lines, where 22 pixels are 10. Pure.
 */
import type { Density } from '../../about.ts';

export interface TextSizes {
  /** Names of figures and units. */
  readonly label: number;
  /** Figures, and words that matter. */
  readonly figure: number;
}

const sizes: Readonly<Record<Density, TextSizes>> = {
  normal: { label: 16, figure: 22 },
  /** For small sources and phones: fewer parts, and nothing below 22. */
  large: { label: 22, figure: 30 },
};

export function sizesOf(density: Density): TextSizes {
  return sizes[density];
}
