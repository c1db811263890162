/** Texts for times, deltas, names and dates. Pure. */
import { prettyName, prettyTrack } from '../../protocol/readable-name.ts';
import { shortTimeText, twoDigits } from '../../protocol/units.ts';
import type { PlacedBy } from './lap-places.ts';

/** Shown for a value that is not known. */
export const unknown = '–';

/** `1:23.456`; below a minute `23.456`, from an hour on `1:01:23.456`. */
export function lapTime(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return unknown;
  return shortTimeText(ms);
}

/** `+0.123`, `−0.045`, `±0.000`: seconds with their sign. */
export function deltaText(ms: number | null | undefined, digits = 3): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return unknown;
  const seconds = Math.abs(ms / 1000).toFixed(digits);
  if (Number(seconds) === 0) return `±${seconds}`;
  return `${ms < 0 ? '−' : '+'}${seconds}`;
}

const placed: Readonly<Record<Exclude<PlacedBy, 'position'>, string>> = {
  coordinates: 'its coordinates',
  speed: 'its speed',
  time: 'its time',
};

/** Names the data that replaces missing track positions; empty: all laps have positions. */
export function placedByText(
  laps: readonly { readonly title: string; readonly grid: { readonly placedBy: PlacedBy } }[],
): string {
  return laps
    .flatMap(({ title, grid: { placedBy } }) =>
      placedBy === 'position'
        ? []
        : [` ${title} has no track positions, so its places come from ${placed[placedBy]}.`],
    )
    .join('');
}

export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return unknown;
  const text = value.toFixed(digits);
  return text.replace(/^-(?=.*[1-9])/, '−').replace(/^-/, '');
}

export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return unknown;
  return `${number(share * 100)} %`;
}

/** `R`, `N`, `1` … */
export function gearName(gear: number): string {
  if (Number.isNaN(gear)) return unknown;
  return gear < 0 ? 'R' : gear === 0 ? 'N' : String(gear);
}

/** `ks_nordschleife` → `Nordschleife`: the game's own id, made readable. */
export function readable(id: string | null | undefined): string {
  return id ? prettyName(id) : unknown;
}

/** `Nordschleife · Endurance`, or `Unknown track`: what a session is called everywhere. */
export function trackName(track: string | null, configuration: string | null): string {
  return track ? prettyTrack(track, configuration ?? '') : 'Unknown track';
}

/** Where the lap's end was not recorded, a lap has no time yet. */
export function timeOrState(lapMs: number | null, isOver: boolean): string {
  if (lapMs !== null) return lapTime(lapMs);
  return isOver ? 'no time' : 'not finished';
}

/**
 * `today 18:05`, `yesterday 18:05`, `12 May 18:05`, `12 May 2024`, in local time.
 * @param now decides what is today
 */
export function when(iso: string, now: Date): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return unknown;
  const clock = `${date.getHours()}:${twoDigits(date.getMinutes())}`;
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0) return `today ${clock}`;
  if (days === 1) return `yesterday ${clock}`;
  const day = `${date.getDate()} ${months[date.getMonth()]}`;
  return date.getFullYear() === now.getFullYear()
    ? `${day} ${clock}`
    : `${day} ${date.getFullYear()}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
