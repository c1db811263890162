/**
 * The fonts that themes may name, and loading them before the first text is drawn. A family that is used by a
 * theme stands here once for each weight; the build copies the files and their licences, nothing comes from elsewhere.
 */
import { type FontFile, fontFace } from './font-face.ts';

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

/**
 * The files of every family that is named by any text inside `theme` (whatever the theme calls its fields).
 * @param theme a checked theme or any part of one
 */
export function fontsNamedIn(theme: unknown, files: readonly FontFile[] = fontFiles): FontFile[] {
  const texts = new Set<string>();
  collectTexts(theme, texts);
  return files.filter((font) => texts.has(font.family));
}

function collectTexts(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collectTexts(inner, into);
  }
}

/**
 * Loads fonts and waits for them, so that no text is ever drawn in a stand-in.
 * @param folder address of the folder of the font files, ending in `/`
 * @returns one sentence for each that could not be loaded; the browser's own font is drawn instead.
 */
export async function loadFonts(fonts: readonly FontFile[], folder: string): Promise<string[]> {
  const problems = await Promise.all(
    fonts.map(async (font) => {
      const { family, weight, file } = font;
      try {
        document.fonts.add(await fontFace(font, folder));
        return null;
      } catch (error) {
        return `The font ${family} ${weight} could not be loaded from ${folder}${file}: ${String(error)}`;
      }
    }),
  );
  return problems.filter((problem) => problem !== null);
}
