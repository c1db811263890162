/**
 * The fonts that themes may name: a family has one file for each of its weights, and further files for the letters of
 * names. The build copies the files. Pure.
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

/** Letters of names that the first file of a family does not hold. */
export type Script = 'latin-ext' | 'vietnamese' | 'cyrillic';

/** As `unicode.json` of the `@fontsource` packages has them. */
const ranges: Readonly<Record<Script, string>> = {
  'latin-ext':
    'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,' +
    'U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
  vietnamese:
    'U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,' +
    'U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB',
  cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
};

interface FamilyFiles {
  readonly family: string;
  readonly npm: string;
  readonly weights: readonly number[];
  readonly italic?: boolean;
  readonly scripts?: readonly Script[];
}

const families: readonly FamilyFiles[] = [
  { family: 'Rajdhani', npm: 'rajdhani', weights: [500, 600, 700], scripts: ['latin-ext'] },
  {
    family: 'Saira Condensed',
    npm: 'saira-condensed',
    weights: [600, 700],
    scripts: ['latin-ext', 'vietnamese'],
  },
  { family: 'Jost', npm: 'jost', weights: [500, 600], scripts: ['latin-ext', 'cyrillic'] },
  {
    family: 'Josefin Sans',
    npm: 'josefin-sans',
    weights: [600],
    scripts: ['latin-ext', 'vietnamese'],
  },
  { family: 'Quantico', npm: 'quantico', weights: [700] },
  {
    family: 'Barlow Condensed',
    npm: 'barlow-condensed',
    weights: [600],
    scripts: ['latin-ext', 'vietnamese'],
  },
  {
    family: 'Barlow Condensed',
    npm: 'barlow-condensed',
    weights: [700],
    italic: true,
    scripts: ['latin-ext', 'vietnamese'],
  },
  { family: 'Titillium Web', npm: 'titillium-web', weights: [600, 700], scripts: ['latin-ext'] },
  { family: 'Orbitron', npm: 'orbitron', weights: [700] },
  {
    family: 'Atkinson Hyperlegible',
    npm: 'atkinson-hyperlegible',
    weights: [700],
    scripts: ['latin-ext'],
  },
  { family: 'Kalam', npm: 'kalam', weights: [700], scripts: ['latin-ext'] },
];

function filesOf(one: FamilyFiles, subset: 'latin' | Script): FontFile[] {
  const { family, npm, italic = false } = one;
  return one.weights.map((weight) => ({
    family,
    weight,
    ...(italic ? { style: 'italic' as const } : {}),
    npm: `@fontsource/${npm}`,
    file: `${npm}-${subset}-${weight}-${italic ? 'italic' : 'normal'}.woff2`,
    ...(subset === 'latin' ? {} : { range: ranges[subset] }),
  }));
}

/** The first file of each face: what every text but names is written with. */
export const fontFiles: readonly FontFile[] = families.flatMap((one) => filesOf(one, 'latin'));

/** Files of further letters, loaded when a name has one of them. */
export const scriptFontFiles: Readonly<Record<Script, readonly FontFile[]>> = {
  'latin-ext': scriptFiles('latin-ext'),
  vietnamese: scriptFiles('vietnamese'),
  cyrillic: scriptFiles('cyrillic'),
};

function scriptFiles(script: Script): FontFile[] {
  return families.flatMap((one) => (one.scripts?.includes(script) ? filesOf(one, script) : []));
}

/** All files that pages may ask for. */
export const allFontFiles: readonly FontFile[] = [
  ...fontFiles,
  ...Object.values(scriptFontFiles).flat(),
];
