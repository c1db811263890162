/**
 * Lettering on painted pictures. Sizes are heights of capitals, so that all fonts look equally large. Text that informs
 * stays readable on a 720p stream. Never called per frame.
 */
import type { Face, Theme } from '../../../../protocol/theme-schema.ts';
import { fade } from '../colour.ts';

/**
 * Minimum height of capitals, design pixels (= pixels at 1080p). At 720p it is 8 pixels, about the limit that video
 * compression leaves readable.
 */
export const smallestCap = 12;

export interface Lettering {
  readonly face: Face;
  /** Height of capitals in design pixels. */
  readonly cap: number;
  readonly colour: string;
  readonly align?: 'left' | 'center' | 'right';
  /** Maximum width; a longer text is drawn smaller, but not below `smallestCap`. */
  readonly width?: number;
  /** Decoration, not information: may be smaller than `smallestCap`. */
  readonly ornament?: boolean;
  /** CSS families for letters that the face lacks. */
  readonly more?: string;
  /** Replaces the theme's glow, 0…1. */
  readonly glow?: number;
}

const capRatios = new Map<string, number>();
let scratch: CanvasRenderingContext2D | null = null;

function scratchContext(): CanvasRenderingContext2D {
  scratch ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  return scratch;
}

/** CSS for a canvas. @param size em in pixels @param more families for letters that the face lacks */
export function fontOf(face: Face, size: number, more = 'sans-serif'): string {
  return `${face.italic ? 'italic ' : ''}${face.weight} ${size}px "${face.family}", ${more}`;
}

/** Size in em that gives capitals this height. */
export function sizeForCap(face: Face, cap: number): number {
  const key = fontOf(face, 200);
  let ratio = capRatios.get(key);
  if (ratio === undefined) {
    const ctx = scratchContext();
    ctx.font = key;
    ratio = ctx.measureText('H').actualBoundingBoxAscent / 200;
    capRatios.set(key, ratio);
  }
  return cap / ratio;
}

/** Width in design pixels, without the space after the last letter. @param more families for letters that the face lacks */
export function textWidth(text: string, face: Face, cap: number, more?: string): number {
  const ctx = scratchContext();
  const size = sizeForCap(face, cap);
  ctx.font = fontOf(face, size, more);
  ctx.letterSpacing = '0px';
  return ctx.measureText(text).width + face.spacing * size * Math.max(text.length - 1, 0);
}

/** Height of capitals at which the text fits into `width`. */
function fittingCap(text: string, face: Face, cap: number, width: number): number {
  const wide = textWidth(text, face, cap);
  return wide <= width ? cap : cap * (width / wide);
}

/** The theme with lettering that has neither edge nor glow, for text on a plate: those would blur its letters there. */
export function bare(theme: Theme): Theme {
  const { outline, glow } = theme.text;
  return outline === 0 && glow === 0
    ? theme
    : { ...theme, text: { ...theme.text, outline: 0, glow: 0 } };
}

/** Units keep their case in labels. */
const units = new Set(['km/h', 'mph', 'l', 'psi', 'bar', 'rpm', 'rpm × 1000', 'g']);

/** Labels in the theme's case: all in capitals, or with a capital letter first. */
export function labelText(theme: Theme, text: string): string {
  if (theme.text.upperCase) return text.toUpperCase();
  return units.has(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Draws one line; `y` is the middle of the capitals. */
export function paintText(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  x: number,
  y: number,
  lettering: Lettering,
): void {
  const { face, colour, align = 'center', ornament = false, more } = lettering;
  const wanted = ornament ? lettering.cap : Math.max(lettering.cap, smallestCap);
  const fitting = lettering.width ? fittingCap(text, face, wanted, lettering.width) : wanted;
  const cap = ornament ? fitting : Math.max(fitting, smallestCap);
  const size = sizeForCap(face, cap);
  // Measuring a text takes about as long as drawing it.
  const before = align === 'left' ? 0 : align === 'right' ? 1 : 0.5;
  const left = before === 0 ? x : x - before * textWidth(text, face, cap, more);
  ctx.save();
  ctx.font = fontOf(face, size, more);
  ctx.letterSpacing = `${face.spacing * size}px`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.lineJoin = 'round';
  const draw = { ctx, text, x: left, y: y + cap / 2 };
  outlineText(draw, theme, cap);
  glowText(draw, colour, cap, lettering.glow ?? theme.text.glow);
  ctx.fillStyle = colour;
  ctx.fillText(text, draw.x, draw.y);
  ctx.restore();
}

/** Draws a label: in the theme's case, its face for labels and its muted colour unless another is given. */
export function paintLabel(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  x: number,
  y: number,
  lettering: Omit<Lettering, 'face' | 'colour'> & { readonly colour?: string },
): void {
  const style = { face: theme.fonts.labels, colour: theme.palette.muted, ...lettering };
  paintText(ctx, theme, labelText(theme, text), x, y, style);
}

/** Width of a label in design pixels, as `paintLabel` draws it. */
export function labelWidth(theme: Theme, text: string, cap: number): number {
  return textWidth(labelText(theme, text), theme.fonts.labels, cap);
}

/** The first word that fits as a label, or the last one if none fits. */
export function fittingLabel(
  theme: Theme,
  words: readonly string[],
  cap: number,
  width: number,
): string {
  return words.find((one) => labelWidth(theme, one, cap) <= width) ?? words.at(-1)!;
}

interface Draw {
  readonly ctx: CanvasRenderingContext2D;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

function outlineText({ ctx, text, x, y }: Draw, theme: Theme, cap: number): void {
  const width = Math.min(theme.text.outline, cap * 0.16 + 1);
  if (width <= 0) return;
  ctx.strokeStyle = fade(theme.palette.outline, 0.28);
  ctx.lineWidth = width * 3.2;
  ctx.strokeText(text, x, y);
  ctx.strokeStyle = fade(theme.palette.outline, 0.92);
  ctx.lineWidth = width * 2;
  ctx.strokeText(text, x, y);
}

/** Adds a glow to the next fill, like that of a lit display; `ctx.restore()` ends it. */
export function shine(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  colour: string,
  cap: number,
): void {
  if (theme.text.glow <= 0) return;
  ctx.shadowColor = fade(colour, 0.9 * theme.text.glow);
  ctx.shadowBlur = Math.min(cap * 0.4, 18) * ctx.getTransform().a;
}

function glowText({ ctx, text, x, y }: Draw, colour: string, cap: number, glow: number): void {
  if (glow <= 0) return;
  ctx.save();
  ctx.shadowColor = fade(colour, 0.9 * glow);
  // A shadow's blur is in device pixels and ignores the transform.
  ctx.shadowBlur = Math.min(cap * 0.55, 22) * ctx.getTransform().a;
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
  ctx.restore();
}

/** Room for outline and glow around a text, design pixels. */
export function textBleed(theme: Theme, cap: number): number {
  return Math.ceil(
    theme.text.outline * 1.7 + (theme.text.glow > 0 ? Math.min(cap * 0.5, 20) : 0) + 2,
  );
}
