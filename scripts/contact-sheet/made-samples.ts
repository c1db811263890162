/** The samples of the made-up drive, as the core gives them to overlays. Pure. */
import { emptySample, type Sample } from '../../overlays/core/sample.ts';
import type { DriveMoment } from './drive.ts';
import { eventsBetween, gridAt } from './made-race.ts';
import { raceOf } from './races.ts';

/** Steps of the counted clock: 60 a second. */
export const stepMs = 1000 / 60;

/** @param t of the drive, ms @param previous time of the sample before; null: it is the first */
export function sampleAt(t: number, previous: number | null, moment: DriveMoment): Sample {
  const { board, sessionInfo, at } = raceOf(moment);
  const frame = at(t);
  let grid: Sample['grid'] | undefined;
  let events: Sample['events'] | undefined;
  return {
    ...emptySample,
    state: frame,
    passed: previous === null ? [] : [frame],
    sessionInfo,
    board: board(t),
    // Made for those that read them, because measured updates must not pay for the other cars.
    get grid() {
      grid ??= gridAt(moment, t);
      return grid;
    },
    status: 'driving',
    t,
    get events() {
      events ??= previous === null ? [] : eventsBetween(moment, previous, t);
      return events;
    },
  };
}
