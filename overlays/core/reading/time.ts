/** Deltas and clocks as text. Pure. Deltas are rounded only to fewer than three decimals. */
import { shortTimeText, twoDigits } from '../../../protocol/units.ts';

/**
 * `+0.41`, `-12.04`, `+1:02.41` from a minute on; a delta that rounds to zero has no sign.
 * @param decimals digits after the point
 */
export function deltaText(ms: number, decimals: 1 | 2 | 3): string {
  const text = shortTimeText(Math.abs(ms), decimals);
  if (!/[1-9]/.test(text)) return text;
  return `${ms < 0 ? '-' : '+'}${text}`;
}

/** `1:24:31`, or `24:31` below an hour: the time left, in begun seconds. */
export function clockText(ms: number): string {
  const seconds = Math.max(Math.ceil(ms / 1000), 0);
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  const rest = twoDigits(seconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}
