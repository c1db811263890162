/**
 * The first and smallest script of a page: begins to load the fonts of the theme that the address names while Pixi and
 * all else are still read. The page's own script waits for the same fonts, and is the one to say what is wrong.
 */
import { fontFace } from './font-face.ts';

const wanted = new URLSearchParams(location.search).get('theme') ?? THEME_FONTS.standard;
for (const font of THEME_FONTS.fonts[wanted] ?? []) {
  fontFace(font, '/assets/fonts/').catch(() => {});
}
