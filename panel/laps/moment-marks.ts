/** Places the marked moments of the compared laps on the track. Pure. */
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import type { GridLap } from './lap-grid.ts';
import { placeAt } from './playback.ts';

/** A marked moment on one of the compared laps. */
export interface MomentMark {
  /** 0…1 from line to line. */
  readonly place: number;
  /** Which of the compared laps. */
  readonly lap: number;
  readonly note: string;
}

/** Moments by the id of their session. */
export type SessionMoments = Readonly<Record<string, readonly MarkedMoment[]>>;

/**
 * By the time since the line, as the places of the laps are; else by the game's own place, which not every track counts
 * from the line.
 */
export function momentMarks(
  laps: readonly { readonly sessionID: string; readonly lap: number; readonly grid: GridLap }[],
  moments: SessionMoments,
): MomentMark[] {
  return laps.flatMap(({ sessionID, lap, grid }, index) =>
    (moments[sessionID] ?? [])
      .filter((moment) => moment.lap === lap)
      .flatMap(({ lapMs, place, note }) => {
        const at = (lapMs === null ? null : placeAt(grid, lapMs)) ?? place;
        return at === null ? [] : [{ place: at, lap: index, note }];
      }),
  );
}
