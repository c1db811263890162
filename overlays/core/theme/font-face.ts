/**
 * The loaded and loading fonts of a page. Several scripts of a page use them, and each file is requested once. Errors
 * reject the promise and are not reported here.
 */
import type { FontFile } from '../../../protocol/theme-fonts.ts';

declare global {
  /** By address. */
  var sequentialFonts: Map<string, Promise<FontFace>> | undefined;
}

/** @param folder address of the folder of the font files, ending in `/` */
export function fontFace(font: FontFile, folder: string): Promise<FontFace> {
  globalThis.sequentialFonts ??= new Map();
  const fonts = globalThis.sequentialFonts;
  const address = `${folder}${font.file}`;
  const begun = fonts.get(address);
  if (begun !== undefined) return begun;
  const { family, weight, style = 'normal', range } = font;
  const face = new FontFace(family, `url("${address}")`, {
    weight: String(weight),
    style,
    ...(range === undefined ? {} : { unicodeRange: range }),
  }).load();
  fonts.set(address, face);
  // A failed font is forgotten, so that the next call requests it again.
  face.catch(() => fonts.delete(address));
  return face;
}
