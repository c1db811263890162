/** Gives the frames of a made drive to a book of laps, and measures its deltas. */
import type { LapResult } from '../../../relay/timing/book-state.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import type { MadeFrame } from '../../support/made-drive.ts';

export interface FrameDelta {
  readonly at: MadeFrame;
  readonly best: number | null | undefined;
}

/** Gives every frame to a book of laps. @returns the results, and the delta to the session's best lap at each frame */
export function booked(frames: readonly MadeFrame[], book = new TimingBook()) {
  book.setInfo({ sectorCount: 3, maxFuel: 110 });
  const results: LapResult[] = [];
  const deltasByFrame: FrameDelta[] = [];
  for (const at of frames) {
    const { deltas, completed } = book.addFrame(at.frame, at.lap);
    results.push(...completed);
    deltasByFrame.push({ at, best: deltas?.deltaBestMs });
  }
  return { book, results, deltasByFrame };
}

export const times = (results: readonly LapResult[]) =>
  results.map(({ lap, timeMs }) => [lap, timeMs]);
/** Slower from lap to lap, so that the first is the best. */
export const slower = (lap: number) => 90_000 + lap * 100;

/** Largest error of the deltas in a lap, ms; NaN for fewer than 500 deltas. @param reference the lap that they compare with */
export function deltaError(
  deltasByFrame: readonly FrameDelta[],
  lap: number,
  lapMs: (lap: number) => number,
  reference: number,
): number {
  let worst = 0;
  let count = 0;
  for (const { at, best } of deltasByFrame) {
    if (at.real !== lap || at.realMs < 1_000 || typeof best !== 'number') continue;
    const real = at.realMs - (at.realMs / lapMs(lap)) * lapMs(reference);
    worst = Math.max(worst, Math.abs(best - real));
    count++;
  }
  return count < 500 ? Number.NaN : worst;
}
