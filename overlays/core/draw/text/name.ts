/** Names of drivers, cars and tracks: written in one face each, shortened where they are too long. */
import type { Face, Theme } from '../../../../protocol/theme-schema.ts';
import {
  composed,
  faceFor,
  inItsDirection,
  isBundled,
  lettersOf,
  systemFonts,
} from '../../theme/name-faces.ts';
import { fontOf, type Lettering, paintText, textWidth } from './lettering.ts';
import { fittingForm, narrowestLast } from './name-form.ts';

function familiesFor(text: string): string {
  return isBundled(text) ? 'sans-serif' : `${systemFonts(text)}, sans-serif`;
}

/** Writes a name; a longer one ends in an ellipsis. */
function paintName(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  name: string,
  x: number,
  y: number,
  lettering: Omit<Lettering, 'face' | 'more'> & { readonly width: number },
): void {
  const text = composed(name);
  const own = faceFor(theme.fonts.labels, text);
  // Spaced letters would tear Arabic and Indic words apart.
  const face = isBundled(text) ? own : { ...own, spacing: 0 };
  const more = familiesFor(text);
  const { cap, width, ...style } = lettering;
  const shown = shortened(text, (one) => textWidth(one, face, cap, more) <= width);
  paintText(ctx, theme, inItsDirection(shown), x, y, { ...style, cap, face, more });
}

/**
 * The first form of a name that fits a width; the last one where none does. A name that is too long in every form gets
 * lower, besides narrower, before it is cut.
 * @param leastShare of its usual height
 */
export function fittedName(
  theme: Theme,
  forms: readonly string[],
  cap: number,
  width: number,
  leastShare: number,
): { readonly text: string; readonly cap: number } {
  const text = fittingName(theme, forms, cap, width);
  return { text, cap: fittingNameCap(theme, text, cap, width, leastShare) };
}

/** The first form of a name that fits a width; the last one where none does, which is then cut. */
export function fittingName(
  theme: Theme,
  forms: readonly string[],
  cap: number,
  width: number,
): string {
  return forms.find((form) => nameWidth(theme, form, cap) <= width) ?? forms.at(-1) ?? '';
}

/** Lines of label size are not made narrower than this: they would be too thin to read on a phone. */
export const narrowestLabel = 0.92;

/**
 * Writes the first of these forms that fits, a little narrower if need be; the last one ends in an ellipsis.
 * @param leastShare of its usual width that the last form may have
 */
export function paintFittingName(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  forms: readonly string[],
  x: number,
  y: number,
  lettering: Omit<Lettering, 'face' | 'more' | 'align'> & { readonly width: number },
  leastShare: number = narrowestLast,
): void {
  const { width, cap } = lettering;
  const fit = fittingForm(forms, width, (form) => nameWidth(theme, form, cap), leastShare);
  if (fit !== null) {
    ctx.save();
    ctx.translate(x, 0);
    ctx.scale(fit.share, 1);
    const wide = width / fit.share + 1;
    paintName(ctx, theme, fit.form, 0, y, { ...lettering, align: 'left', width: wide });
    ctx.restore();
    return;
  }
  paintName(ctx, theme, forms.at(-1) ?? '', x, y, { ...lettering, align: 'left' });
}

/** Height of a name that `paintFittingName` writes whole, where that is not below a share of the usual one. */
export function fittingNameCap(
  theme: Theme,
  name: string,
  cap: number,
  width: number,
  leastShare: number,
): number {
  const wide = nameWidth(theme, name, cap) * narrowestLast;
  return cap * Math.max(Math.min(1, width / wide), leastShare);
}

/** Width of a name in design pixels, as `paintName` writes it. */
export function nameWidth(theme: Theme, name: string, cap: number): number {
  const text = composed(name);
  const own = faceFor(theme.fonts.labels, text);
  const face = isBundled(text) ? own : { ...own, spacing: 0 };
  return textWidth(text, face, cap, familiesFor(text));
}

function shortened(text: string, fits: (one: string) => boolean): string {
  if (fits(text)) return text;
  const letters = lettersOf(text);
  const ended = (count: number) => `${letters.slice(0, count).join('').trimEnd()}…`;
  let count = letters.length - 1;
  while (count > 1 && !fits(ended(count))) count -= 1;
  return ended(count);
}

/** False: this computer has no font with one of the letters, and a text would have holes. */
export function canWrite(name: string, face: Face): boolean {
  const text = composed(name);
  if (isBundled(text)) return true;
  const missing = inkOf('\u{10fffe}', face);
  return [...text].every(
    (letter) => letter.trim() === '' || isBundled(letter) || inkOf(letter, face) !== missing,
  );
}

/** The pixels of one letter as a text to compare. */
function inkOf(letter: string, face: Face): string {
  const canvas = document.createElement('canvas');
  canvas.width = 32;
  canvas.height = 32;
  const ctx = canvas.getContext('2d', { willReadFrequently: true })!;
  ctx.font = fontOf(face, 20, familiesFor(letter));
  ctx.fillText(letter, 4, 24);
  return ctx.getImageData(0, 0, 32, 32).data.join();
}
