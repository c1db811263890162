/**
 * The fonts that themes may name: a family has one file for each of its weights. The build copies the files. Pure.
 * `name-fonts.ts` has further files for the letters of names.
 */

export interface FontFile {
  readonly family: string;
  readonly weight: number;
  /** Absent: upright. */
  readonly style?: 'italic';
  /** npm package of the `@fontsource` collection that holds the file and its licence. */
  readonly npm: string;
  /** File in the package's `files` folder, and in the built pages' `assets/fonts`. */
  readonly file: string;
  /** CSS `unicode-range` of the letters in the file; absent: those of English and of Western Europe. */
  readonly range?: string;
}

export interface FontFamily {
  readonly family: string;
  readonly weights: readonly number[];
  readonly italic?: boolean;
}

export const fontFamilies: readonly FontFamily[] = [
  { family: 'Rajdhani', weights: [500, 600, 700] },
  { family: 'Saira Condensed', weights: [600, 700] },
  { family: 'Jost', weights: [500, 600] },
  { family: 'Josefin Sans', weights: [600] },
  { family: 'Quantico', weights: [700] },
  { family: 'Barlow Condensed', weights: [600, 700] },
  { family: 'Barlow Condensed', weights: [700], italic: true },
  { family: 'Titillium Web', weights: [600, 700] },
  { family: 'Orbitron', weights: [700] },
  { family: 'Atkinson Hyperlegible', weights: [700] },
  { family: 'Kalam', weights: [700] },
];

/** @param subset of the family's letters, as the package names it @param range of these letters; absent: the usual ones */
export function filesOf(one: FontFamily, subset: string, range?: string): FontFile[] {
  const { family, italic = false } = one;
  // The packages are named after the families.
  const npm = family.toLowerCase().replace(' ', '-');
  return one.weights.map((weight) => ({
    family,
    weight,
    ...(italic ? { style: 'italic' as const } : {}),
    npm: `@fontsource/${npm}`,
    file: `${npm}-${subset}-${weight}-${italic ? 'italic' : 'normal'}.woff2`,
    ...(range === undefined ? {} : { range }),
  }));
}

/** The first file of each face: what every text but names is written with. */
export const fontFiles: readonly FontFile[] = fontFamilies.flatMap((one) => filesOf(one, 'latin'));
