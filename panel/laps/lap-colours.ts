/**
 * Line styles of compared laps, and colours of the track. Laps differ by dash as well as by colour, and the colours
 * (tokens of the panel) are distinct with the common kinds of colour blindness. Pure.
 */

export interface LapStyle {
  /** CSS custom property with the colour. */
  readonly token: string;
  /** Lengths of line and gap in CSS pixels; empty: a line without gaps. */
  readonly dash: readonly number[];
  /** For screen readers. */
  readonly name: string;
}

/** By position of the lap in the comparison. */
export const lapStyles: readonly LapStyle[] = [
  { token: '--lap-1', dash: [], name: 'plain line' },
  { token: '--lap-2', dash: [8, 3], name: 'dashed line' },
  { token: '--lap-3', dash: [2, 2.5], name: 'dotted line' },
  { token: '--lap-4', dash: [10, 3, 2, 3], name: 'dash-dotted line' },
];

type Rgb = readonly [number, number, number];

/** Slow to fast: violet, green, yellow, with increasing lightness, so that it works in greyscale too. */
const speedStops: readonly Rgb[] = [
  [92, 56, 160],
  [52, 104, 176],
  [32, 148, 140],
  [120, 190, 72],
  [246, 214, 50],
];
/** Gain to loss: blue, grey, orange. */
const lossStops: readonly Rgb[] = [
  [30, 136, 255],
  [128, 140, 152],
  [255, 122, 10],
];

/** @param share 0 = slowest, 1 = fastest */
export function speedColour(share: number): string {
  return colourOn(speedStops, share);
}

/** @param share 0 = gains most, 0.5 = as fast, 1 = loses most */
export function lossColour(share: number): string {
  return colourOn(lossStops, share);
}

/** The same as a CSS gradient, for legends. */
export function gradientOf(colour: (share: number) => string): string {
  return `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(colour).join(', ')})`;
}

function colourOn(stops: readonly Rgb[], share: number): string {
  if (Number.isNaN(share)) return 'rgb(128 140 152)';
  const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(at), stops.length - 2);
  const [a, b] = [stops[i]!, stops[i + 1]!];
  const mixed = a.map((one, n) => Math.round(one + (b[n]! - one) * (at - i)));
  return `rgb(${mixed.join(' ')})`;
}
