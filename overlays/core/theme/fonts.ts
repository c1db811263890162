/** Finds the fonts of a theme and loads them before the first text is drawn. */
import { type FontFile, fontFiles } from '../../../protocol/theme-fonts.ts';
import { fontFace } from './font-face.ts';

/**
 * The files of every font family that appears as a string anywhere in `theme`.
 * @param theme a checked theme or any part of one
 */
export function fontsNamedIn(theme: unknown): FontFile[] {
  const texts = new Set<string>();
  collectTexts(theme, texts);
  return fontFiles.filter((font) => texts.has(font.family));
}

function collectTexts(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collectTexts(inner, into);
  }
}

/**
 * Loads fonts and waits for them, so that no text is drawn in a fallback font.
 * @param folder address of the folder of the font files, ending in `/`
 * @returns one sentence for each font that could not be loaded; the browser's own font replaces it
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
