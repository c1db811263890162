/** Times as people of racing write them. Pure; rounds only where fewer than three decimals are asked for. */

/** Longest that is written, ms: what comes after it is shown as this. */
const longestMs = 99 * 60_000 + 59_999;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `1:52.347`, minutes always. @param ms not negative */
export function lapTimeText(ms: number): string {
  const whole = Math.min(Math.max(Math.round(ms), 0), longestMs);
  const minutes = Math.floor(whole / 60_000);
  const seconds = Math.floor(whole / 1000) % 60;
  return `${minutes}:${two(seconds)}.${String(whole % 1000).padStart(3, '0')}`;
}

/** `31.402`, or `1:31.402` from a minute on. */
export function sectorTimeText(ms: number): string {
  const text = lapTimeText(ms);
  return text.startsWith('0:') ? String(Number(text.slice(2, 4))) + text.slice(4) : text;
}

/**
 * `+0.41`, `-12.04`, `+1:02.41` from a minute on; a gap that rounds to nothing has no sign.
 * @param decimals digits after the point
 */
export function gapText(ms: number, decimals: 1 | 2 | 3): string {
  const step = 10 ** (3 - decimals);
  const rounded = Math.min(Math.round(Math.abs(ms) / step) * step, longestMs - (longestMs % step));
  const text = sectorTimeText(rounded).slice(0, decimals === 3 ? undefined : decimals - 3);
  if (rounded === 0) return text;
  return `${ms < 0 ? '-' : '+'}${text}`;
}

/** `1:24:31`, or `24:31` below an hour: what is left of a session, whole seconds begun. */
export function clockText(ms: number): string {
  const seconds = Math.max(Math.ceil(ms / 1000), 0);
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
