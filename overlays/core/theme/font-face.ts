/**
 * The fonts of a page that are loaded or on their way. A page has several scripts that want them, and each file is
 * asked for once. Says nothing of what cannot be had: who waits for it is told.
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
  const { family, weight, style = 'normal' } = font;
  const face = new FontFace(family, `url("${address}")`, { weight: String(weight), style }).load();
  fonts.set(address, face);
  // Not kept, so that it is tried again; whoever waits for it is told.
  face.catch(() => fonts.delete(address));
  return face;
}
