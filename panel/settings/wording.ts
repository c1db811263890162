/** Numbers of the Settings room in words. Pure. */

const minuteMs = 60_000;

/** @param ms since the start */
export function runningFor(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  if (minutes < 1) return 'less than a minute';
  const hours = Math.floor(minutes / 60);
  return hours < 1 ? plural(minutes, 'minute') : `${hours} h ${minutes % 60} min`;
}

/** `1 lap`, `2 laps`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
