/** Numbers of the Settings room in words. Pure. */
import type { UserPart } from '../../protocol/program-answers.ts';

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

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1.4 MB`: in steps of a thousand, as file managers count. */
export function bytesText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** @param ms since 1970 */
export function dayText(ms: number): string {
  return new Date(ms).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** Said when the panel is about to open at another address. */
export function movingSentence(address: string): string {
  return `Sequential moves to ${address}, and this page follows in a moment. Overlays in OBS need the new address too.`;
}

/** @param address where a restarted program should be by now; null: where it was */
export function lateSentence(address: string | null): string {
  return address === null
    ? 'Sequential is not back yet. If it stays away, start it again: its log says why.'
    : `Sequential does not answer at ${address} yet. If it stays away, start it again: its log says why.`;
}

/** The parts of what belongs to the user. */
export const partTitles = {
  laps: 'Laps',
  themes: 'Themes of your own',
  layouts: 'Layouts of your own',
  maps: 'Track maps',
  settings: 'Settings',
  log: 'Log',
  'before-restore': 'Replaced by the last restore',
} as const;

/** What an older folder has of one part: `laps`, `3 themes`. */
export function olderPartText({
  name,
  files,
}: {
  readonly name: UserPart;
  readonly files: number;
}): string {
  if (name === 'laps' || name === 'settings') return name;
  return plural(files, name === 'maps' ? 'track map' : name.slice(0, -1));
}
