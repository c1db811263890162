/** Samples as the core passes them to overlays, for tests of models: a made-up car, or none. */
import { emptySample, type Sample } from '../../overlays/core/sample.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { TimingLap } from '../../protocol/timing-summary.ts';

export const nobody = emptySample;

/** A driven car with this `state` and the other given values. */
export function driving(state: Partial<Frame>, more: Partial<Sample> = {}): Sample {
  return { ...nobody, state, status: 'driving', t: 0, sessionInfo: { maxRpm: 8500 }, ...more };
}

/** A lap as timing lists it; valid unless `more` sets it otherwise. */
export function timingLap(
  lap: number,
  timeMs: number | null,
  more: Partial<TimingLap> = {},
): TimingLap {
  return { lap, timeMs, valid: true, sectorsMs: [], fuelL: null, pitted: false, ...more };
}
