/**
 * Whether there is a car to show, and whether there are results. `playout/feed.ts` sets the status that is read here, also when
 * nothing comes from the relay any more; `page/show-rule.ts` hides overlays by it. Pure.
 */
import type { Sample } from '../sample.ts';

/** True while the values of a car are current: driving, paused or in a replay. */
export function isPresent({ t, status }: Pick<Sample, 't' | 'status'>): boolean {
  return t !== null && (status === 'driving' || status === 'paused' || status === 'replay');
}

/** True until the next session begins: results stay visible after the drive. */
export function hasResults({ status }: Pick<Sample, 'status'>): boolean {
  return status !== 'no-session';
}
