/** Whether there is a car to show at all, and whether there are results: overlays rest when there is neither. Pure. */
import type { Sample } from '../sample.ts';

/** True while values of a car are known and belong to the present (driving, paused, in a replay). */
export function isPresent({ t, status }: Pick<Sample, 't' | 'status'>): boolean {
  return t !== null && (status === 'driving' || status === 'paused' || status === 'replay');
}

/** What was driven stays to be seen after the drive, until the next session begins. */
export function hasResults({ status }: Pick<Sample, 'status'>): boolean {
  return status !== 'no-session';
}
