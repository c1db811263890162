/** Colours of themes: reading, mixing and fading `#rrggbb` and `#rrggbbaa`. Pure; never touches a canvas. */

export interface Rgba {
  /** 0…255 */
  readonly r: number;
  readonly g: number;
  readonly b: number;
  /** 0…1 */
  readonly a: number;
}

/** @param hex `#rrggbb` or `#rrggbbaa`, as the theme check allows */
export function readColour(hex: string): Rgba {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return { r: part(1), g: part(3), b: part(5), a: hex.length > 7 ? part(7) / 255 : 1 };
}

/** The colour with its opacity multiplied, as CSS. */
export function fade(hex: string, opacity: number): string {
  const { r, g, b, a } = readColour(hex);
  return `rgba(${r}, ${g}, ${b}, ${Number((a * opacity).toFixed(4))})`;
}

/** How different two colours are: the sum over red, green and blue, 0…765. */
export function distanceOf(one: string, other: string): number {
  const [a, b] = [readColour(one), readColour(other)];
  return Math.abs(a.r - b.r) + Math.abs(a.g - b.g) + Math.abs(a.b - b.b);
}

/** @param share 0: `from`, 1: `to`; mixed as sRGB values, not in linear light */
export function mix(from: string, to: string, share: number): string {
  const a = readColour(from);
  const b = readColour(to);
  const blend = (x: number, y: number) =>
    Math.round(x + (y - x) * share)
      .toString(16)
      .padStart(2, '0');
  const alpha = a.a + (b.a - a.a) * share;
  const end = alpha >= 1 ? '' : blend(a.a * 255, b.a * 255);
  return `#${blend(a.r, b.r)}${blend(a.g, b.g)}${blend(a.b, b.b)}${end}`;
}

export function lighten(hex: string, share: number): string {
  return mix(hex, '#ffffff', share);
}

export function darken(hex: string, share: number): string {
  return mix(hex, '#000000', share);
}

/** The colour at a position of an even gradient. @param at 0…1 */
export function colourAlong(colours: readonly string[], at: number): string {
  if (colours.length === 1) return colours[0]!;
  const place = Math.min(Math.max(at, 0), 1) * (colours.length - 1);
  const index = Math.min(Math.floor(place), colours.length - 2);
  return mix(colours[index]!, colours[index + 1]!, place - index);
}

/** Like `colourAlong` without mixing: each colour covers an equal part (for lamps). */
export function colourStep(colours: readonly string[], at: number): string {
  return colours[Math.min(Math.floor(at * colours.length), colours.length - 1)]!;
}

/** Relative luminance of WCAG 2.2, 0…1. */
export function luminance(hex: string): number {
  const { r, g, b } = readColour(hex);
  const linear = (byte: number) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Ratio of WCAG 2.2, 1…21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}
