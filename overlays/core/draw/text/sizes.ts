/**
 * The two sizes of lettering in an overlay besides its main figure, as heights of capitals in design pixels (pixels of a
 * canvas of 1080 lines). Most viewers see 480 lines, where 22 pixels are 10. Pure.
 */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { Density } from '../../about.ts';

/** Where one line of text stands. */
export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly cap: number;
  readonly width: number;
}

/** Where a figure stands below its label. */
export interface FieldPlace {
  /** Middle of both, and their room. */
  readonly x: number;
  readonly width: number;
  readonly labelY: number;
  readonly valueY: number;
}

export interface TextSizes {
  /** Names of figures and units. */
  readonly label: number;
  /** Figures, and words that matter. */
  readonly figure: number;
  /** For small sources and phones: fewer parts, and nothing below 22. */
  readonly isLarge: boolean;
}

/** One more than the least, because browsers round the height of letters down. */
const sizes: Readonly<Record<Density, TextSizes>> = {
  normal: { label: 17, figure: 23, isLarge: false },
  large: { label: 23, figure: 31, isLarge: true },
};

/** The thin strokes of seven segments need larger figures than print. */
const segmentsAbovePrint = 3;

export function sizesOf(density: Density, { digits }: Pick<Theme, 'digits'>): TextSizes {
  const usual = sizes[density];
  if (digits.kind !== 'seven-segment') return usual;
  return { ...usual, figure: usual.figure + segmentsAbovePrint };
}
