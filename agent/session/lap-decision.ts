/**
 * The last word about a lap when its driving ends. The game counts a lap, writes its time and its best time within half
 * a second, in any order; meanwhile the flag may fall, the next session begin, a menu or replay come up, or the game
 * be closed. Such samples are no frames of the drive, but what they say about its last lap is. Here it is decided which
 * of them says something, and a frame is made of it: the car as it was driven last, the counters as they are now.
 * Pure: no clock, nothing sent.
 */
import { limits } from '../../protocol/limits.ts';
import { lapMs } from '../games/assetto-corsa/decode.ts';
import { at, createSample, type MemorySample } from '../sampling/snapshot.ts';

/** What the game says about laps. */
interface Counters {
  readonly completedLaps: number;
  readonly lastMs: number | null;
  readonly bestMs: number | null;
}

type State =
  /** Nothing was driven, or all that belongs to the drive is told. */
  | { readonly kind: 'closed' }
  /** The car drives or stands; the next sample of another kind may decide its lap. */
  | { readonly kind: 'open' }
  /** The drive is over since then, ms; a little later whatever comes belongs to something else. */
  | { readonly kind: 'leaving'; readonly sinceMs: number; readonly isDecided: boolean };

const closed: State = { kind: 'closed' };
const open: State = { kind: 'open' };

export class LapDecision {
  #state: State = closed;
  /** The newest sample that was published, with the counters as they were told. */
  readonly #frame = createSample();
  #told: Counters = { completedLaps: 0, lastMs: null, bestMs: null };
  /** When the newest lap was counted, and when the last time changed, ms. */
  #countedMs = Number.NEGATIVE_INFINITY;
  #timedMs = Number.NEGATIVE_INFINITY;

  /** A lap may still be decided by samples that are no frames, or they still show the laps of the drive. */
  get isOpen(): boolean {
    return this.#state.kind !== 'closed';
  }

  /** Nothing that came says yet how the last lap ended. */
  get isUndecided(): boolean {
    return (
      this.#state.kind === 'open' || (this.#state.kind === 'leaving' && !this.#state.isDecided)
    );
  }

  /** A sample is published as a frame of the drive. */
  follow(sample: MemorySample): void {
    this.#hear(countersOf(sample), sample.atMs, this.#state.kind === 'closed');
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

  /** @param isFirst there is nothing to compare with */
  #hear(counters: Counters, atMs: number, isFirst: boolean): void {
    if (!isFirst && counters.completedLaps > this.#told.completedLaps) this.#countedMs = atMs;
    if (!isFirst && counters.lastMs !== this.#told.lastMs) this.#timedMs = atMs;
    this.#told = counters;
  }

  /**
   * A sample that is no frame of the drive.
   * @param leaves the drive is over with it (another session, a menu, a replay), and not just standing still
   * @returns the sample to publish in its place, valid until the next call; null: it says nothing about the drive
   */
  look(sample: MemorySample, leaves: boolean): MemorySample | null {
    if (this.#state.kind === 'closed') return null;
    if (leaves && this.#state.kind === 'open') {
      this.#state = { kind: 'leaving', sinceMs: sample.atMs, isDecided: false };
    }
    const told = this.#told;
    const now = countersOf(sample);
    if (isOfAnother(now, told)) {
      this.#state = closed;
      return null;
    }
    const counts = now.completedLaps > told.completedLaps;
    const next = this.#believed(now, counts, sample.atMs);
    const isNews = counts || next.lastMs !== told.lastMs || next.bestMs !== told.bestMs;
    if (isNews) this.#tell(next, counts, sample);
    const isAll = counts && next.lastMs !== told.lastMs && bestFits(next);
    if (this.#state.kind === 'leaving') this.#leave(this.#state, isAll, sample.atMs);
    return isNews ? this.#frame : null;
  }

  #leave(state: State & { kind: 'leaving' }, isAll: boolean, atMs: number): void {
    if (atMs - state.sinceMs >= limits.lapDecisionMs) this.#state = closed;
    else if (isAll) this.#state = { ...state, isDecided: true };
  }

  /** Times are those of a lap only when one was counted just before and has none yet; until then they wait. */
  #believed(now: Counters, counts: boolean, atMs: number): Counters {
    const told = this.#told;
    // Twice the time, for a car that is looked at once a second.
    const isNew = counts || atMs - this.#countedMs <= 2 * limits.lapDecisionMs;
    if (!isNew) return told;
    const wantsTime = counts || this.#countedMs - this.#timedMs > limits.lapDecisionMs;
    const lastMs = wantsTime ? now.lastMs : told.lastMs;
    const bestMs = now.bestMs === lastMs ? now.bestMs : told.bestMs;
    return { completedLaps: now.completedLaps, lastMs, bestMs };
  }

  #tell(next: Counters, counts: boolean, sample: MemorySample): void {
    const { view } = this.#frame;
    const sinceMs = sample.atMs - this.#frame.atMs;
    if (counts) {
      // The clock of the lap that begins: it may not have been set back yet.
      const clockMs = sample.view.getInt32(at.graphics.iCurrentTime, true);
      const isOfNewLap = clockMs >= 0 && clockMs <= sinceMs + limits.lapDecisionMs;
      view.setInt32(at.graphics.iCurrentTime, isOfNewLap ? clockMs : 0, true);
    }
    view.setInt32(at.graphics.completedLaps, next.completedLaps, true);
    view.setInt32(at.graphics.iLastTime, next.lastMs ?? 0, true);
    view.setInt32(at.graphics.iBestTime, next.bestMs ?? 0, true);
    // The steps may stand still, and those of a replay count otherwise: the next number is free.
    const packetId = view.getInt32(at.physics.packetId, true);
    view.setInt32(at.physics.packetId, packetId + 1, true);
    this.#frame.atMs = sample.atMs;
    this.#hear(next, sample.atMs, false);
  }
}

function countersOf({ view }: MemorySample): Counters {
  return {
    completedLaps: view.getInt32(at.graphics.completedLaps, true),
    lastMs: lapMs(view.getInt32(at.graphics.iLastTime, true)),
    bestMs: lapMs(view.getInt32(at.graphics.iBestTime, true)),
  };
}

/** Counters that fell are those of the next session; such that rose by more are of another moment or car (a replay's). */
function isOfAnother(now: Counters, told: Counters): boolean {
  const laps = now.completedLaps - told.completedLaps;
  const isReset =
    (told.lastMs !== null && now.lastMs === null) || (told.bestMs !== null && now.bestMs === null);
  return laps < 0 || laps > 1 || isReset;
}

/** The best time is the one of this lap, or this lap was slower: nothing more has to come. */
function bestFits({ lastMs, bestMs }: Counters): boolean {
  return bestMs !== null && lastMs !== null && lastMs >= bestMs;
}
