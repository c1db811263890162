/** Fonts for letters of names that the first file of a theme's family does not hold. Loaded only when a name has one. Pure. */
import { type FontFile, filesOf, fontFamilies, fontFiles } from './theme-fonts.ts';

/** Letters of names that the first file of a family does not hold. */
export type Script = 'latin-ext' | 'vietnamese' | 'cyrillic';

/** As `unicode.json` of the `@fontsource` packages has them. */
export const letterRanges: Readonly<Record<Script, string>> = {
  'latin-ext':
    'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,' +
    'U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
  vietnamese:
    'U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,' +
    'U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB',
  cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
};

/** Families whose package has a file with these letters. */
const holders: Readonly<Record<Script, readonly string[]>> = {
  'latin-ext': [
    'Rajdhani',
    'Saira Condensed',
    'Jost',
    'Josefin Sans',
    'Barlow Condensed',
    'Titillium Web',
    'Atkinson Hyperlegible',
    'Kalam',
  ],
  vietnamese: ['Saira Condensed', 'Josefin Sans', 'Barlow Condensed'],
  cyrillic: ['Jost'],
};

function scriptFiles(script: Script): FontFile[] {
  return fontFamilies.flatMap((one) =>
    holders[script].includes(one.family) ? filesOf(one, script, letterRanges[script]) : [],
  );
}

export const scriptFontFiles: Readonly<Record<Script, readonly FontFile[]>> = {
  'latin-ext': scriptFiles('latin-ext'),
  vietnamese: scriptFiles('vietnamese'),
  cyrillic: scriptFiles('cyrillic'),
};

/** All files that pages may ask for. */
export const allFontFiles: readonly FontFile[] = [
  ...fontFiles,
  ...Object.values(scriptFontFiles).flat(),
];
