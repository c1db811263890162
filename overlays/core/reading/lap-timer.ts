/** What the lap timer shows, and for how long it holds a finished lap or sector. The times are the relay's. Pure. */

import { limits } from '../../../protocol/limits.ts';
import type { TimingLap, TimingSummary } from '../../../protocol/timing-summary.ts';
import { lapTimeText, shortTimeText } from '../../../protocol/units.ts';
import { NumberText } from '../draw/text/readout.ts';
import type { Sample } from '../sample.ts';
import { hasResults, isPresent } from './presence.ts';
import { deltaText } from './time.ts';

/** `best` of the session, faster (`gain`) or slower (`loss`) than the best lap; `plain`: no comparison. */
export type LapVerdict = 'best' | 'gain' | 'loss' | 'plain';

export interface SectorPicture {
  /** null: not completed, or unknown. */
  readonly time: string | null;
  /** Against the same sector of the session's best lap. */
  readonly delta: string;
  readonly verdict: LapVerdict;
}

/** A sector that was just completed: what the lap timer tells first. */
export interface CompletedSector extends SectorPicture {
  /** 0: the first one. */
  readonly sector: number;
}

export interface LapTimerPicture {
  /** Number of the lap that is shown; null: not known. */
  readonly lap: number | null;
  /** The running time, or the completed lap's while it is held. */
  readonly time: string | null;
  readonly verdict: LapVerdict;
  /** Delta of the completed lap to the best one before it, while it is held; else empty. */
  readonly delta: string;
  /** A completed lap is shown in place of the running time. */
  readonly held: boolean;
  readonly sectors: readonly SectorPicture[];
  /** While it is held; null: none, or a lap was completed too. */
  readonly completedSector: CompletedSector | null;
  /** Number of the lap that the sectors are compared with, if it is not the best one; else null. */
  readonly referenceLap: number | null;
  readonly last: string | null;
  readonly lastVerdict: LapVerdict;
  readonly best: string | null;
}

/** Number of sectors that fit. */
export const sectorsShown = 3;

const unknownSector: SectorPicture = { time: null, delta: '', verdict: 'plain' };

/** The best sectors of the timing include the last completed lap, so an equal time is a best one too. */
function sectorPicture(
  i: number,
  ms: number | null,
  board: TimingSummary,
  reference: TimingLap | undefined,
): SectorPicture {
  if (ms === null) return unknownSector;
  const best = board.bestSectorsMs[i] ?? null;
  const compared = reference?.sectorsMs[i] ?? null;
  const delta = compared === null || compared === ms ? '' : deltaText(ms - compared, 2);
  const time = shortTimeText(ms);
  if (best !== null && ms <= best) return { time, delta, verdict: 'best' };
  if (compared === null) return { time, delta, verdict: 'plain' };
  return { time, delta, verdict: ms < compared ? 'gain' : 'loss' } as const;
}

interface TimedLap {
  readonly lap: number;
  readonly timeMs: number;
}

/** The best of some laps, without the lap that is compared with it. */
function bestOf(
  laps: readonly TimingLap[],
  but: number | null,
): (TimingLap & TimedLap) | undefined {
  let best: (TimingLap & TimedLap) | undefined;
  for (const one of laps) {
    const { lap, timeMs, valid } = one;
    if (lap === but || timeMs === null || valid === false) continue;
    if (best === undefined || timeMs < best.timeMs) best = { ...one, timeMs };
  }
  return best;
}

/**
 * The best lap and the one that was best before it. The timing lists the newest laps only, so both may be missing there.
 */
class BestLaps {
  #best: TimedLap | null = null;
  #before: TimedLap | null = null;

  forget(): void {
    this.#best = null;
    this.#before = null;
  }

  update({ sessionBestLap: lap, sessionBestMs: timeMs }: TimingSummary): void {
    if (lap === this.#best?.lap && timeMs === this.#best.timeMs) return;
    if (lap === null || timeMs === null) {
      this.forget();
      return;
    }
    this.#before = this.#best === null || this.#best.lap === lap ? null : this.#best;
    this.#best = { lap, timeMs };
  }

  /** The best lap without one lap; null: none, or unknown. */
  but(lap: number | null, { laps }: TimingSummary): TimedLap | null {
    const best = this.#best;
    const before = this.#before;
    if (best === null || best.lap !== lap) return best ?? bestOf(laps, lap) ?? null;
    const listed = bestOf(laps, lap) ?? null;
    if (before !== null) return listed !== null && listed.timeMs < before.timeMs ? listed : before;
    return laps.length < limits.timingLapsMax ? listed : null;
  }
}

function known(ms: number | null | undefined): number | null {
  return ms === undefined || ms === null || ms <= 0 ? null : ms;
}

type ComparedSectors = Pick<LapTimerPicture, 'sectors' | 'referenceLap'>;

export class LapTimerModel {
  readonly #holdMs: number;
  #lap: number | null = null;
  #heldUntilMs = Number.NEGATIVE_INFINITY;
  readonly #sectors: SectorFollower;
  #compared: {
    readonly board: TimingSummary;
    readonly completed: TimingLap | undefined;
    readonly sectors: ComparedSectors;
  } | null = null;
  readonly #last = new NumberText(lapTimeText);
  readonly #best = new NumberText(lapTimeText);
  readonly #bests = new BestLaps();

  /** @param holdS seconds that a completed lap stays */
  constructor(holdS: number) {
    this.#holdMs = holdS * 1000;
    this.#sectors = new SectorFollower(this.#holdMs);
  }

  read(sample: Sample, nowMs: number): LapTimerPicture {
    const moment = this.#enter(sample, nowMs);
    if (moment === null) return hasResults(sample) ? results(sample) : resting;
    const { state, board } = sample;
    const { lap, last, held, lapBefore, compared } = moment;
    const best = known(state.bestLapTime) ?? board.sessionBestMs;
    const lastVerdict = verdictOf(last, best, lapBefore?.valid !== false);
    const before = held
      ? (this.#bests.but(lap === null ? null : lap - 1, board)?.timeMs ?? null)
      : null;
    const current = state.currentLapTime ?? null;
    const sector = this.#sectors.read(lap, board.currentSectorsMs, nowMs);
    return {
      lap: held && lap !== null ? lap - 1 : lap,
      time: held ? lapTimeText(last) : current === null ? null : lapTimeText(current),
      verdict: held ? lastVerdict : 'plain',
      delta: last !== null && before !== null ? deltaText(last - before, 3) : '',
      held,
      ...compared,
      completedSector: held || sector === null ? null : { sector, ...compared.sectors[sector]! },
      last: this.#last.of(last),
      lastVerdict,
      best: this.#best.of(best),
    };
  }

  /** The sectors alone, for an overlay without times. @returns the same object until one changes */
  readSectors(sample: Sample, nowMs: number): readonly SectorPicture[] {
    return (this.#enter(sample, nowMs)?.compared ?? resting).sectors;
  }

  /** @returns null: there is no car */
  #enter(sample: Sample, nowMs: number) {
    const { state, board, reset } = sample;
    const present = isPresent(sample);
    if (reset || !present) this.#forget();
    if (reset) {
      this.#bests.forget();
      this.#compared = null;
    }
    this.#bests.update(board);
    if (!present) return null;
    const lap = state.lap ?? null;
    this.#follow(lap, nowMs);
    const last = known(state.lastLapTime);
    const held = nowMs < this.#heldUntilMs && last !== null;
    const lapBefore = board.laps.find((one) => one.lap === (lap ?? 0) - 1);
    return {
      lap,
      last,
      held,
      lapBefore,
      compared: this.#compare(board, held ? lapBefore : undefined),
    };
  }

  /** Nothing to compare again until the relay's timing changes or another lap is shown. */
  #compare(board: TimingSummary, completed: TimingLap | undefined): ComparedSectors {
    const before = this.#compared;
    if (before?.board === board && before.completed === completed) return before.sectors;
    const sectors = this.#sectorsOf(board, completed);
    this.#compared = { board, completed, sectors };
    return sectors;
  }

  #sectorsOf(board: TimingSummary, completed: TimingLap | undefined): ComparedSectors {
    const times = completed ? completed.sectorsMs : board.currentSectorsMs;
    const best = this.#bests.but(completed?.lap ?? null, board);
    // If the best lap's sectors are unknown, the best lap with known sectors replaces it.
    const known = board.laps.filter(({ sectorsMs }) => sectorsMs.some((ms) => ms !== null));
    const own = known.find(({ lap }) => lap === best?.lap);
    const reference = own ?? bestOf(known, completed?.lap ?? null);
    return {
      sectors: Array.from({ length: sectorsShown }, (_, i) =>
        sectorPicture(i, times[i] ?? null, board, reference),
      ),
      referenceLap: own !== undefined || best === null ? null : (reference?.lap ?? null),
    };
  }

  /** The next lap number means that a lap was completed; any other jump means another drive. */
  #follow(lap: number | null, nowMs: number): void {
    if (lap !== null && this.#lap !== null && lap === this.#lap + 1) {
      this.#heldUntilMs = nowMs + this.#holdMs;
    } else if (lap !== this.#lap) this.#heldUntilMs = Number.NEGATIVE_INFINITY;
    this.#lap = lap;
  }

  #forget(): void {
    this.#lap = null;
    this.#heldUntilMs = Number.NEGATIVE_INFINITY;
    this.#sectors.forget();
  }
}

/** Finds the sector that was completed a moment ago. */
class SectorFollower {
  readonly #holdMs: number;
  #lap: number | null = null;
  /** Completed sectors of the lap. */
  #count = 0;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  /** @returns the sector while it is held, 0 the first; else null */
  read(lap: number | null, times: readonly (number | null)[], nowMs: number): number | null {
    let count = 0;
    for (let i = 0; i < sectorsShown; i++) if ((times[i] ?? null) !== null) count++;
    // A page that opens in the middle of a lap has seen no sector being completed.
    const isNext = lap === this.#lap && count === this.#count + 1;
    if (isNext) this.#untilMs = nowMs + this.#holdMs;
    else if (count !== this.#count) this.#untilMs = Number.NEGATIVE_INFINITY;
    this.#lap = lap;
    this.#count = count;
    return nowMs < this.#untilMs ? count - 1 : null;
  }

  forget(): void {
    this.#lap = null;
    this.#count = 0;
    this.#untilMs = Number.NEGATIVE_INFINITY;
  }
}

/** An invalid lap is never the best one. */
function verdictOf(last: number | null, best: number | null, counts: boolean): LapVerdict {
  if (last === null || best === null) return 'plain';
  if (last > best) return 'loss';
  return counts ? 'best' : 'plain';
}

/** After the drive: its last and its best lap. */
function results({ state, board }: Sample): LapTimerPicture {
  const newest = board.laps.at(-1);
  const last = newest?.timeMs ?? known(state.lastLapTime);
  const best = board.sessionBestMs ?? known(state.bestLapTime);
  return {
    ...resting,
    last: last === null ? null : lapTimeText(last),
    lastVerdict: verdictOf(last, best, newest?.valid !== false),
    best: best === null ? null : lapTimeText(best),
  };
}

const resting: LapTimerPicture = {
  lap: null,
  time: null,
  verdict: 'plain',
  delta: '',
  held: false,
  sectors: Array.from({ length: sectorsShown }, () => unknownSector),
  referenceLap: null,
  completedSector: null,
  last: null,
  lastVerdict: 'plain',
  best: null,
};
