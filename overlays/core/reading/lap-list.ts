/** What the lap list shows. Pure. */

import type { TimingLap, TimingSummary } from '../../../protocol/timing-summary.ts';
import { lapTimeText } from '../../../protocol/units.ts';
import type { Sample } from '../sample.ts';
import { hasResults } from './presence.ts';
import { deltaText } from './time.ts';

/** The mark beside a lap. A lap has one; `best` takes precedence over `pit`. */
export type LapMark = 'best' | 'pit' | 'invalid' | 'none';

export interface LapRow {
  readonly lap: string;
  /** null: not known. */
  readonly time: string | null;
  /** Behind the best lap; empty for the best one, and while there is none. */
  readonly delta: string;
  readonly mark: LapMark;
  /** The lap is invalid: its time is struck through. */
  readonly invalid: boolean;
}

const noRows: readonly LapRow[] = [];

export class LapListModel {
  readonly #count: number;
  #board: TimingSummary | null = null;
  #rows: readonly LapRow[] = noRows;

  constructor(count: number) {
    this.#count = count;
  }

  /** @returns the latest laps, newest first; the same array while nothing changes */
  read(sample: Sample): readonly LapRow[] {
    if (!hasResults(sample)) {
      this.#board = null;
      this.#rows = noRows;
    } else if (sample.board !== this.#board) {
      this.#board = sample.board;
      const rows = rowsOf(sample.board, this.#count);
      // The timing also changes with each sector; the laps seldom do.
      if (!areEqual(rows, this.#rows)) this.#rows = rows;
    }
    return this.#rows;
  }
}

function areEqual(some: readonly LapRow[], others: readonly LapRow[]): boolean {
  const isEqual = (a: LapRow, b: LapRow) =>
    a.lap === b.lap &&
    a.time === b.time &&
    a.delta === b.delta &&
    a.mark === b.mark &&
    a.invalid === b.invalid;
  return some.length === others.length && some.every((row, i) => isEqual(row, others[i]!));
}

function rowsOf(board: TimingSummary, count: number): LapRow[] {
  const newest = board.laps.slice(-count).reverse();
  return newest.map((lap) => rowOf(lap, board));
}

function rowOf(lap: TimingLap, { sessionBestMs, sessionBestLap }: TimingSummary): LapRow {
  const isBest = lap.lap === sessionBestLap;
  const invalid = lap.valid === false;
  return {
    lap: String(lap.lap),
    time: lap.timeMs === null ? null : lapTimeText(lap.timeMs),
    delta: isBest ? '' : deltaOf(lap.timeMs, sessionBestMs),
    mark: isBest ? 'best' : lap.pitted ? 'pit' : invalid ? 'invalid' : 'none',
    invalid,
  };
}

function deltaOf(timeMs: number | null, bestMs: number | null): string {
  if (timeMs === null || bestMs === null) return '';
  return deltaText(timeMs - bestMs, 3);
}
