/** Elapsed time in words. Pure. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** @param ms elapsed time; a negative one (clocks differ) counts as now */
export function agoText(ms: number): string {
  if (ms < 45_000) return 'just now';
  if (ms < 90 * minuteMs) return counted(Math.max(Math.round(ms / minuteMs), 1), 'minute');
  if (ms < 36 * hourMs) return counted(Math.round(ms / hourMs), 'hour');
  return counted(Math.round(ms / dayMs), 'day');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
