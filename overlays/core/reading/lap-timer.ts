/** From samples to what the lap timer shows. Pure: time comes with the call, nothing is drawn. */
import type { Board, BoardLap } from '../../../protocol/board.ts';
import type { Sample } from '../sample.ts';
import { isPresent } from './presence.ts';
import { gapText, lapTimeText, sectorTimeText } from './time.ts';

/** `best` of the session, faster or slower than the best lap, or nothing to compare with. */
export type Verdict = 'best' | 'gain' | 'loss' | 'plain';

export interface SectorPicture {
  /** null: not done yet, or not known. */
  readonly time: string | null;
  /** Against the same sector of the session's best lap. */
  readonly gap: string;
  readonly verdict: Verdict;
}

export interface LapTimerPicture {
  /** Number of the lap that is shown; null: not known. */
  readonly lap: number | null;
  /** The running time, or the completed lap's while it is held. */
  readonly time: string | null;
  readonly verdict: Verdict;
  /** Of the completed lap to the best one before it, while it is held; else empty. */
  readonly gap: string;
  /** A completed lap stands still for a moment. */
  readonly held: boolean;
  readonly sectors: readonly SectorPicture[];
  readonly last: string | null;
  readonly lastVerdict: Verdict;
  readonly best: string | null;
}

/** Most sectors that have room. */
export const sectorsShown = 3;

const unknownSector: SectorPicture = { time: null, gap: '', verdict: 'plain' };

type Reference = Pick<BoardLap, 'sectorsMs'> | undefined;

/** Best sectors of the session are known up to the lap before; on that lap itself the two are equal. */
function sectorPicture(i: number, ms: number | null, board: Board, reference: Reference) {
  if (ms === null) return unknownSector;
  const best = board.bestSectorsMs[i] ?? null;
  const compared = reference?.sectorsMs[i] ?? null;
  const gap = compared === null || compared === ms ? '' : gapText(ms - compared, 2);
  const time = sectorTimeText(ms);
  if (best !== null && ms <= best) return { time, gap, verdict: 'best' } as const;
  if (compared === null) return { time, gap, verdict: 'plain' } as const;
  return { time, gap, verdict: ms < compared ? 'gain' : 'loss' } as const;
}

/** The session's best lap, but for one lap that is to be compared with it. */
function bestLapBut(board: Board, lap: number | null): BoardLap | undefined {
  const timed = board.laps.filter(
    (one) => one.lap !== lap && one.timeMs !== null && one.valid !== false,
  );
  return timed.reduce<BoardLap | undefined>(
    (best, one) => (best === undefined || one.timeMs! < best.timeMs! ? one : best),
    undefined,
  );
}

function known(ms: number | null | undefined): number | null {
  return ms === undefined || ms === null || ms <= 0 ? null : ms;
}

export class LapTimerModel {
  private readonly holdMs: number;
  private lap: number | null = null;
  private heldUntilMs = Number.NEGATIVE_INFINITY;

  /** @param holdS seconds that a completed lap stays */
  constructor(holdS: number) {
    this.holdMs = holdS * 1000;
  }

  read(sample: Sample, nowMs: number): LapTimerPicture {
    if (sample.reset || !isPresent(sample)) this.forget();
    if (!isPresent(sample)) return resting;
    const { state, board } = sample;
    const lap = state.lap ?? null;
    this.follow(lap, nowMs);
    const last = known(state.lastLapTime);
    const best = known(state.bestLapTime) ?? board.sessionBestMs;
    const held = nowMs < this.heldUntilMs && last !== null;
    const lapBefore = board.laps.find((one) => one.lap === (lap ?? 0) - 1);
    const completed = held ? lapBefore : undefined;
    const lastVerdict = verdictOf(last, best, lapBefore?.valid !== false);
    const before = bestLapBut(board, lap === null ? null : lap - 1)?.timeMs ?? null;
    const current = state.currentLapTime ?? null;
    return {
      lap: held && lap !== null ? lap - 1 : lap,
      time: held ? lapTimeText(last) : current === null ? null : lapTimeText(current),
      verdict: held ? lastVerdict : 'plain',
      gap: held && before !== null ? gapText(last - before, 3) : '',
      held,
      sectors: this.sectorsOf(board, completed),
      last: last === null ? null : lapTimeText(last),
      lastVerdict,
      best: best === null ? null : lapTimeText(best),
    };
  }

  private sectorsOf(board: Board, completed: BoardLap | undefined): SectorPicture[] {
    const times = completed ? completed.sectorsMs : board.currentSectorsMs;
    const reference = bestLapBut(board, completed?.lap ?? null);
    return Array.from({ length: sectorsShown }, (_, i) =>
      sectorPicture(i, times[i] ?? null, board, reference),
    );
  }

  /** A lap that follows the one before it was completed; any other jump is another drive. */
  private follow(lap: number | null, nowMs: number): void {
    if (lap !== null && this.lap !== null && lap === this.lap + 1) {
      this.heldUntilMs = nowMs + this.holdMs;
    } else if (lap !== this.lap) this.heldUntilMs = Number.NEGATIVE_INFINITY;
    this.lap = lap;
  }

  private forget(): void {
    this.lap = null;
    this.heldUntilMs = Number.NEGATIVE_INFINITY;
  }
}

/** A lap that does not count is not praised, however fast it was. */
function verdictOf(last: number | null, best: number | null, counts: boolean): Verdict {
  if (last === null || best === null) return 'plain';
  if (last > best) return 'loss';
  return counts ? 'best' : 'plain';
}

const resting: LapTimerPicture = {
  lap: null,
  time: null,
  verdict: 'plain',
  gap: '',
  held: false,
  sectors: Array.from({ length: sectorsShown }, () => unknownSector),
  last: null,
  lastVerdict: 'plain',
  best: null,
};
