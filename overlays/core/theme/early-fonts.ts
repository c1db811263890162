/**
 * The first and smallest script of a page: starts to load the theme's fonts while Pixi and the page's script are still
 * loading. The page's script waits for the same fonts and reports their errors.
 */
import { fontFace } from './font-face.ts';

const wanted = new URLSearchParams(location.search).get('theme') ?? THEME_FONTS.standard;
for (const font of THEME_FONTS.fonts[wanted] ?? []) {
  fontFace(font, '/assets/fonts/').catch(() => {});
}
