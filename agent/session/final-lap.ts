/**
 * Completes the last lap of a drive. The game counts a lap and writes its time and its best time within half a second,
 * in any order. Meanwhile the session may end, a menu or replay may open, or the game may close. Samples of that half
 * second are not frames of the drive, but their lap counters belong to it. Such counters become one more frame: the car
 * as it was driven last, with the lap counters of now. Pure.
 */
import { limits } from '../../protocol/limits.ts';
import { lapMs } from '../games/assetto-corsa/decode.ts';
import { at, createSample, type MemorySample } from '../sampling/snapshot.ts';

interface LapCounters {
  readonly completedLaps: number;
  readonly lastMs: number | null;
  readonly bestMs: number | null;
}

type State =
  /** Nothing was driven yet, or the drive and its last lap are over. */
  | { readonly kind: 'closed' }
  /** The car is driven or does not move. */
  | { readonly kind: 'open' }
  /** The drive ended at `sinceMs`; counters that change much later belong to something else. */
  | { readonly kind: 'leaving'; readonly sinceMs: number; readonly isComplete: boolean };

const closed: State = { kind: 'closed' };
const open: State = { kind: 'open' };

export class FinalLap {
  #state: State = closed;
  /** The newest published sample, with the counters as published. */
  readonly #frame = createSample();
  #published: LapCounters = { completedLaps: 0, lastMs: null, bestMs: null };
  /** When the newest lap was counted, ms. */
  #countedMs = Number.NEGATIVE_INFINITY;
  /** When the last lap's time changed, ms. */
  #timedMs = Number.NEGATIVE_INFINITY;

  /** The counters in memory may still be those of the drive. */
  get isOpen(): boolean {
    return this.#state.kind !== 'closed';
  }

  /** The last lap's counters are not complete yet. */
  get isPending(): boolean {
    return (
      this.#state.kind === 'open' || (this.#state.kind === 'leaving' && !this.#state.isComplete)
    );
  }

  /** A sample is published as a frame of the drive. */
  follow(sample: MemorySample): void {
    this.#remember(countersOf(sample), sample.atMs, this.#state.kind === 'closed');
    this.#frame.bytes.set(sample.bytes);
    this.#frame.atMs = sample.atMs;
    this.#state = open;
  }

  /** The session is over. */
  close(): void {
    this.#state = closed;
    this.#countedMs = Number.NEGATIVE_INFINITY;
    this.#timedMs = Number.NEGATIVE_INFINITY;
  }

  /** @param isFirst there are no earlier counters to compare with */
  #remember(counters: LapCounters, atMs: number, isFirst: boolean): void {
    if (!isFirst && counters.completedLaps > this.#published.completedLaps) this.#countedMs = atMs;
    if (!isFirst && counters.lastMs !== this.#published.lastMs) this.#timedMs = atMs;
    this.#published = counters;
  }

  /**
   * Reads the lap counters of a sample that is not a frame of the drive.
   * @param leaves the drive ends with it (another session, a menu, a replay); false: the car does not move
   * @returns the sample to publish instead, valid until the next call; null: no counter of the drive changed
   */
  read(sample: MemorySample, leaves: boolean): MemorySample | null {
    if (this.#state.kind === 'closed') return null;
    if (leaves && this.#state.kind === 'open') {
      this.#state = { kind: 'leaving', sinceMs: sample.atMs, isComplete: false };
    }
    const published = this.#published;
    const now = countersOf(sample);
    if (isOfAnotherDrive(now, published)) {
      this.#state = closed;
      return null;
    }
    const counts = now.completedLaps > published.completedLaps;
    const next = this.#ofThisDrive(now, counts, sample.atMs);
    const isChanged =
      counts || next.lastMs !== published.lastMs || next.bestMs !== published.bestMs;
    if (isChanged) this.#write(next, counts, sample);
    const isComplete = counts && next.lastMs !== published.lastMs && bestFits(next);
    if (this.#state.kind === 'leaving') {
      if (sample.atMs - this.#state.sinceMs >= limits.finalLapMs) this.#state = closed;
      else if (isComplete) this.#state = { ...this.#state, isComplete };
    }
    return isChanged ? this.#frame : null;
  }

  /** Accepts times only when a lap was counted just before and has no time yet. */
  #ofThisDrive(now: LapCounters, counts: boolean, atMs: number): LapCounters {
    const published = this.#published;
    // Twice the limit, because of cars that are sampled once a second.
    const isRecent = counts || atMs - this.#countedMs <= 2 * limits.finalLapMs;
    if (!isRecent) return published;
    const lacksTime = counts || this.#countedMs - this.#timedMs > limits.finalLapMs;
    const lastMs = lacksTime ? now.lastMs : published.lastMs;
    const bestMs = now.bestMs === lastMs ? now.bestMs : published.bestMs;
    return { completedLaps: now.completedLaps, lastMs, bestMs };
  }

  #write(next: LapCounters, counts: boolean, sample: MemorySample): void {
    const { view } = this.#frame;
    const sinceMs = sample.atMs - this.#frame.atMs;
    if (counts) {
      // The lap clock in memory may still be that of the completed lap.
      const clockMs = sample.view.getInt32(at.graphics.iCurrentTime, true);
      const isOfNewLap = clockMs >= 0 && clockMs <= sinceMs + limits.finalLapMs;
      view.setInt32(at.graphics.iCurrentTime, isOfNewLap ? clockMs : 0, true);
    }
    view.setInt32(at.graphics.completedLaps, next.completedLaps, true);
    view.setInt32(at.graphics.iLastTime, next.lastMs ?? 0, true);
    view.setInt32(at.graphics.iBestTime, next.bestMs ?? 0, true);
    // The game's own packet id may stand still or be a replay's; the next number is free.
    const packetId = view.getInt32(at.physics.packetId, true);
    view.setInt32(at.physics.packetId, packetId + 1, true);
    this.#frame.atMs = sample.atMs;
    this.#remember(next, sample.atMs, false);
  }
}

function countersOf({ view }: MemorySample): LapCounters {
  return {
    completedLaps: view.getInt32(at.graphics.completedLaps, true),
    lastMs: lapMs(view.getInt32(at.graphics.iLastTime, true)),
    bestMs: lapMs(view.getInt32(at.graphics.iBestTime, true)),
  };
}

/** Counters that fell are of the next session; counters that rose by more than one are of another car or moment. */
function isOfAnotherDrive(now: LapCounters, published: LapCounters): boolean {
  const laps = now.completedLaps - published.completedLaps;
  const isReset =
    (published.lastMs !== null && now.lastMs === null) ||
    (published.bestMs !== null && now.bestMs === null);
  return laps < 0 || laps > 1 || isReset;
}

/** The best time is this lap's or a faster one's: no counter has to change any more. */
function bestFits({ lastMs, bestMs }: LapCounters): boolean {
  return bestMs !== null && lastMs !== null && lastMs >= bestMs;
}
