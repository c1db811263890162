/** The fonts that themes may name: a family has one file for each of its weights. The build copies the files. Pure. */

export interface FontFile {
  readonly family: string;
  readonly weight: number;
  /** Absent: upright. */
  readonly style?: 'italic';
  /** npm package of the `@fontsource` collection that holds the file and its licence. */
  readonly npm: string;
  /** File in the package's `files` folder, and in the built pages' `assets/fonts`. */
  readonly file: string;
}

function latin(family: string, npm: string, weights: readonly number[]): FontFile[] {
  const id = npm.slice(npm.indexOf('/') + 1);
  return weights.map((weight) => ({
    family,
    weight,
    npm,
    file: `${id}-latin-${weight}-normal.woff2`,
  }));
}

function latinItalic(family: string, npm: string, weights: readonly number[]): FontFile[] {
  return latin(family, npm, weights).map((font) => ({
    ...font,
    style: 'italic',
    file: font.file.replace('-normal.', '-italic.'),
  }));
}

export const fontFiles: readonly FontFile[] = [
  ...latin('Rajdhani', '@fontsource/rajdhani', [500, 600, 700]),
  ...latin('Saira Condensed', '@fontsource/saira-condensed', [600, 700]),
  ...latin('Jost', '@fontsource/jost', [500, 600]),
  ...latin('Josefin Sans', '@fontsource/josefin-sans', [600]),
  ...latin('Quantico', '@fontsource/quantico', [700]),
  ...latin('Barlow Condensed', '@fontsource/barlow-condensed', [600]),
  ...latinItalic('Barlow Condensed', '@fontsource/barlow-condensed', [700]),
  ...latin('Titillium Web', '@fontsource/titillium-web', [600, 700]),
  ...latin('Orbitron', '@fontsource/orbitron', [700]),
  ...latin('Atkinson Hyperlegible', '@fontsource/atkinson-hyperlegible', [700]),
  ...latin('Kalam', '@fontsource/kalam', [700]),
];
