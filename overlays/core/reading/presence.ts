/** Whether there is a car to show at all: overlays rest when there is none. Pure. */
import type { Sample } from '../sample.ts';

/** True while values of a car are known and belong to the present (driving, paused, in a replay). */
export function isPresent({ t, status }: Pick<Sample, 't' | 'status'>): boolean {
  return t !== null && (status === 'driving' || status === 'paused' || status === 'replay');
}
