/** Conversions between what the game gives and what people read. Pure. */

const mphPerKmh = 0.621371;
export const psiPerBar = 14.5038;

export function kmhToMph(kmh: number): number {
  return kmh * mphPerKmh;
}

export function fahrenheitOf(celsius: number): number {
  return celsius * 1.8 + 32;
}

/** A lap time in ms as people write it, `m:ss.mmm`, `h:mm:ss.mmm` from an hour on; `-:--.---` when there is none. */
export function lapTimeText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms) || ms < 0) return '-:--.---';
  const text = shortTimeText(ms);
  return text.includes(':') ? text : `0:${text.padStart(6, '0')}`;
}

/**
 * `31.402`, `1:31.402` from a minute on, `1:00:31.402` from an hour on.
 * @param ms not negative
 * @param decimals digits after the point; what lies behind them is rounded
 */
export function shortTimeText(ms: number, decimals: 1 | 2 | 3 = 3): string {
  const step = 10 ** (3 - decimals);
  const whole = Math.round(ms / step) * step;
  const parts = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60];
  const seconds = Math.floor(whole / 1000) % 60;
  const before = parts[0] === 0 ? parts.slice(parts[1] === 0 ? 2 : 1) : parts;
  const clock = [...before, seconds].map((one, i) => (i === 0 ? String(one) : twoDigits(one)));
  const fraction = String(whole % 1000).padStart(3, '0');
  return `${clock.join(':')}.${fraction.slice(0, decimals)}`;
}

/** With a leading zero, as minutes and seconds are written. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
