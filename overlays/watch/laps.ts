/** The list of laps with their sectors. Pure. */

import type { TimingLap, TimingSummary } from '../../protocol/timing-summary.ts';
import { lapTimeText, shortTimeText } from '../../protocol/units.ts';
import { deltaText } from '../core/reading/time.ts';

export interface SectorCell {
  /** null: not known. */
  readonly time: string | null;
  readonly best: boolean;
}

export interface WatchLapRow {
  readonly lap: string;
  /** null: not known. */
  readonly time: string | null;
  /** Behind the best lap; empty for the best one and while there is none. */
  readonly delta: string;
  readonly sectors: readonly SectorCell[];
  readonly best: boolean;
  /** The lap is invalid. */
  readonly invalid: boolean;
  readonly pitted: boolean;
}

/** Newest lap first. All rows have the same number of sectors; zero if sectors are unknown. */
export function lapRows(board: TimingSummary): WatchLapRow[] {
  const count = Math.max(0, ...board.laps.map(({ sectorsMs }) => sectorsMs.length));
  return board.laps.map((lap) => rowOf(lap, board, count)).reverse();
}

function rowOf(lap: TimingLap, board: TimingSummary, sectors: number): WatchLapRow {
  const { sessionBestMs, sessionBestLap, bestSectorsMs } = board;
  const best = lap.lap === sessionBestLap;
  const deltaMs = lap.timeMs === null || sessionBestMs === null ? null : lap.timeMs - sessionBestMs;
  return {
    lap: String(lap.lap),
    time: lap.timeMs === null ? null : lapTimeText(lap.timeMs),
    delta: best || deltaMs === null ? '' : deltaText(deltaMs, 3),
    sectors: Array.from({ length: sectors }, (_, i) => {
      const ms = lap.sectorsMs[i] ?? null;
      const isBest = ms !== null && ms === bestSectorsMs[i] && lap.valid !== false;
      return { time: ms === null ? null : shortTimeText(ms), best: isBest };
    }),
    best,
    invalid: lap.valid === false,
    pitted: lap.pitted,
  };
}

/** Whose laps are listed: of a running or stored session, of none as nobody drives, or of an address without a session. */
export type ShownDrive = 'running' | 'stored' | 'nobody' | 'unknown';

/**
 * What stands above the list: laps of an earlier session carry its date.
 * @param storedAt when they were driven, ms since 1970; null: they are live
 * @param dateText the date in the viewer's own language
 */
export function lapsCaption(storedAt: number | null, dateText: (ms: number) => string): string {
  return storedAt === null ? 'Laps' : `Laps of ${dateText(storedAt)}`;
}

/** The sentence in place of an empty list. @param present number of the lap that the car is on; null: unknown */
export function noLapsText(drive: ShownDrive, present: number | null): string {
  switch (drive) {
    case 'stored':
      return 'No lap was completed.';
    case 'nobody':
      return 'No laps are stored yet.';
    case 'unknown':
      return 'Nothing is known of this session. Is the address complete?';
    case 'running':
      // A page that joins late must not say that nothing was driven.
      return present !== null && present > 1
        ? 'The laps before this one are not known here. The list begins with the next one.'
        : 'No lap is complete yet.';
  }
}

/** Sentence for screen readers after a lap; null: its time is unknown. */
export function lapSentence(lap: TimingLap, board: TimingSummary): string | null {
  if (lap.timeMs === null) return null;
  const best = lap.lap === board.sessionBestLap ? ', the best lap' : '';
  const invalid = lap.valid === false ? ', it does not count' : '';
  return `Lap ${lap.lap}: ${lapTimeText(lap.timeMs)}${best}${invalid}`;
}
