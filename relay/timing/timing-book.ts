/**
 * The book of laps of one run: which laps were driven, their times, validity, sectors and fuel, the bests, and the
 * gap to them. A reducer: frames come in order of their packets and each once. Pure: it reads no clock and no store.
 *
 * `lap-line.ts` tells where laps begin and end; here is decided what they are worth.
 */
import type { Board, BoardLap } from '../../protocol/board.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type BookState,
  emptyBook,
  type LapBeginning,
  type LapResult,
  type Moment,
  type PendingLap,
} from './book-state.ts';
import { burn, burntL, keepBurnt, meanBurntL } from './fuel-use.ts';
import { type Deltas, LapCourses, type Reference } from './lap-courses.ts';
import {
  beginLaps,
  type CountedLap,
  finishLine,
  followLine,
  holeMax,
  momentOf,
  stepMsFrom,
  wayBetween,
  windowMs,
} from './lap-line.ts';
import { lapTimeOf } from './lap-time.ts';
import type { LapTrace } from './lap-trace.ts';
import { countsForBests, lapValidity } from './lap-validity.ts';
import { holdSectors, sectorsOfLap, takeSector } from './sector-times.ts';
import { changedSince, nextTold, valueBefore } from './told-value.ts';
import type { LearntMap } from './track-map.ts';

/** What a frame changed. */
export interface BookStep {
  /** null: no gap is known at all, as the lap has no clock. */
  readonly deltas: Deltas | null;
  /** Laps that are complete with this frame, oldest first. */
  readonly completed: readonly LapResult[];
}

export interface BookFacts {
  /** Sectors of the track; undefined: not known. */
  sectorCount?: number | undefined;
  /** Capacity of the tank, L. */
  maxFuel?: number | undefined;
}

const nothing: readonly LapResult[] = [];

export class TimingBook {
  #state: BookState;
  readonly #laps: LapResult[] = [];
  #facts: BookFacts = {};
  /** null: neither gaps nor a map are wanted. */
  readonly #courses: LapCourses | null;
  #personalMs: number | null = null;
  #trackMap: string | null = null;
  #changed = true;

  /** @param tracing false: only laps are wanted, no gaps and no map */
  constructor(tracing = true) {
    this.#state = emptyBook();
    this.#courses = tracing ? new LapCourses() : null;
  }

  /**
   * A book that goes on where it was saved.
   * @param laps complete ones before, oldest first
   * @param traces courses of earlier laps that gaps may be held against, by number
   */
  static restore(
    state: BookState,
    laps: readonly LapResult[],
    traces: ReadonlyMap<number, LapTrace> = new Map(),
    tracing = true,
  ): TimingBook {
    const book = new TimingBook(tracing);
    book.#state = structuredClone(state);
    book.#laps.push(...laps.slice(-limits.boardLapsMax));
    book.#courses?.recallLaps(laps, traces);
    if (state.sessionBest !== null) book.#holdPersonal(state.sessionBest.timeMs);
    return book;
  }

  /**
   * Reads again, after the book was read back, what only the frames hold: the course of the attempt that is driven.
   * @param frames before the one that comes next, in order; those before the attempt but the last are not needed
   */
  recall(frames: readonly Frame[]): void {
    const { attempt, moment } = this.#state;
    if (attempt === null || moment === null) return;
    let before: Frame | null = null;
    for (const frame of frames) {
      const { currentLapTime: clockMs, packetId } = frame;
      if (packetId > moment.packetId || typeof clockMs !== 'number') continue;
      const stepMs = before === null ? 0 : stepMsFrom(before, frame);
      this.#courses?.recall(attempt, frame, clockMs, stepMs);
      before = frame;
    }
  }

  /** All that is known, as plain data; a copy. */
  save(): BookState {
    return structuredClone(this.#state);
  }

  /** Packet of the newest frame; -1 before the first. */
  get packetId(): number {
    return this.#state.moment?.packetId ?? -1;
  }

  /** The lap that is driven, by the counter; null: no frame came. */
  get lap(): number | null {
    return this.#state.lap;
  }

  /** How the beginning of the attempt that is driven was seen; null: no frame came. */
  get beginning(): LapBeginning | null {
    return this.#state.attempt?.beginning ?? null;
  }

  /** Packet of the first frame of the attempt that is driven; null: no frame came. */
  get startPacket(): number | null {
    return this.#state.attempt?.startPacket ?? null;
  }

  /** Laps that would be complete if no frame followed. Changes nothing. */
  peek(): readonly LapResult[] {
    const { line, pending, lastLap, moment } = this.#state;
    const isQuiet =
      line.kind === 'none' &&
      pending === null &&
      !changedSince(lastLap, (moment?.at ?? 0) - windowMs);
    return isQuiet ? nothing : TimingBook.restore(this.#state, [], new Map(), false).finish();
  }

  /** Complete laps, oldest first, at most `limits.boardLapsMax`. */
  get laps(): readonly LapResult[] {
    return this.#laps;
  }

  /** The map of the track, from the first whole lap; null until then. */
  get learntMap(): LearntMap | null {
    return this.#courses?.learntMap ?? null;
  }

  /** The lap that was completed last with a course that is known; null: there is none. */
  get newestCourse(): Reference | null {
    return this.#courses?.newest ?? null;
  }

  /** Something changed since this was asked last. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  setFacts(facts: BookFacts): void {
    this.#facts = { sectorCount: facts.sectorCount, maxFuel: facts.maxFuel };
  }

  setTrackMap(path: string | null): void {
    if (this.#trackMap === path) return;
    this.#trackMap = path;
    this.#changed = true;
  }

  /**
   * The driver's best lap of all stored sessions.
   * @param trace of the best one whose course is known; null: there is none
   */
  setPersonalBest(timeMs: number, trace: LapTrace | null): void {
    this.#holdPersonal(timeMs);
    if (trace !== null) this.#courses?.holdPersonal(trace);
    this.#changed = true;
  }

  #holdPersonal(timeMs: number): void {
    if (this.#personalMs === null || timeMs < this.#personalMs) this.#personalMs = timeMs;
  }

  board(): Board {
    const { sessionBest, bestSectorsMs, attempt, burntL: burnt, bestLap } = this.#state;
    const best = bestLap?.value ?? null;
    // The game may know a better lap than was seen here: the relay came later.
    const isOwn = sessionBest !== null && (best === null || sessionBest.timeMs <= best);
    return {
      laps: this.#laps.map(boardLap),
      sessionBestMs: isOwn ? sessionBest.timeMs : best,
      sessionBestLap: isOwn ? sessionBest.lap : null,
      deltaLap: this.#courses?.best?.lap ?? null,
      deltaLapMs: this.#courses?.best?.trace.lapMs ?? null,
      personalBestMs: this.#personalMs,
      deltaPersonalLapMs: this.#courses?.personal?.lapMs ?? null,
      bestSectorsMs: [...bestSectorsMs],
      currentSectorsMs: [...(attempt?.sectors.timesMs ?? [])],
      fuelPerLapL: meanBurntL(burnt),
      trackMap: this.#trackMap,
    };
  }

  /**
   * Takes the next frame.
   * @param lap the lap being driven, by the counter
   */
  take(frame: Frame, lap: number): BookStep {
    const state = this.#state;
    const before = state.moment;
    if (before !== null && frame.packetId <= before.packetId) {
      return { deltas: null, completed: nothing };
    }
    const moment = momentOf(frame, before);
    const completed: LapResult[] = [];
    if (state.lap === null || before === null) {
      beginLaps(state, frame, moment, lap);
    } else if (lap < state.lap) {
      this.#flushInto(completed);
      this.#restart(frame, moment, lap);
    } else {
      this.#follow(frame, moment, before, lap, completed);
    }
    state.moment = moment;
    const deltas = this.#drive(frame, moment, before);
    if (state.pending !== null && this.#isDecided(state.pending, before)) {
      this.#flushInto(completed);
    }
    return { deltas, completed: completed.length === 0 ? nothing : completed };
  }

  /**
   * No frame follows for now: the session ends, or the game shows its menu. A lap whose line was crossed is complete
   * with what is known of it.
   */
  finish(): readonly LapResult[] {
    const completed: LapResult[] = [];
    this.#flushInto(completed);
    this.#pend(finishLine(this.#state), completed);
    this.#flushInto(completed);
    return completed;
  }

  /** The counter fell back: the session was begun anew. What was learnt of track and car stays. */
  #restart(frame: Frame, moment: Moment, lap: number): void {
    const state = this.#state;
    this.#laps.length = 0;
    state.sessionBest = null;
    state.lastLap = null;
    state.bestLap = null;
    state.bestSectorsMs = [];
    this.#courses?.restart();
    this.#changed = true;
    beginLaps(state, frame, moment, lap);
  }

  #follow(frame: Frame, moment: Moment, before: Moment, lap: number, completed: LapResult[]): void {
    const { counted, clock } = followLine(this.#state, frame, moment, before, lap);
    if (clock !== null) {
      const { ended, next, beganMs, stepMs, lapMs, isSeen } = clock;
      if (isSeen) this.#courses?.line(ended, next, frame, beganMs, stepMs, lapMs);
      this.#courses?.beginAttempt();
      this.#changed = true;
    }
    this.#pend(counted, completed);
  }

  /** Laps are over; what the game tells of the newest one may still change. */
  #pend(counted: readonly CountedLap[], completed: LapResult[]): void {
    for (const lap of counted) {
      this.#flushInto(completed);
      this.#state.pending = lap;
      this.#changed = true;
    }
  }

  /** Adds the frame to the attempt that is driven. */
  #drive(frame: Frame, moment: Moment, before: Moment | null): Deltas | null {
    const state = this.#state;
    const attempt = state.attempt!;
    const step = frame.packetId - attempt.lastPacket;
    if (attempt.frames > 0) attempt.gapMax = Math.max(attempt.gapMax, step);
    attempt.frames++;
    attempt.lastPacket = frame.packetId;
    attempt.way += wayBetween(before, moment);
    burn(attempt.fuel, frame.fuel, this.#facts.maxFuel);
    if (frame.inPitLane === true || frame.inPit === true) attempt.pitted = true;
    if (frame.tyresOut !== undefined) {
      attempt.tyresOutMax = Math.max(attempt.tyresOutMax ?? 0, frame.tyresOut);
    }
    const { at } = moment;
    const isFirst = before === null;
    state.lastLap = nextTold(state.lastLap, frame.lastLapTime, at, isFirst);
    state.bestLap = nextTold(state.bestLap, frame.bestLapTime, at, isFirst);
    state.lastSector = nextTold(state.lastSector, frame.lastSectorTime, at, isFirst);
    this.#takeSector(frame, moment);
    const { clockMs } = moment;
    return this.#courses?.take(attempt, frame, clockMs ?? null) ?? null;
  }

  #takeSector(frame: Frame, moment: Moment): void {
    const state = this.#state;
    const { sectors } = state.attempt!;
    const before = sectors.sector;
    const { sector } = frame;
    if (takeSector(sectors, sector, state.lastSector, moment.at, windowMs)) this.#changed = true;
    if (sector === undefined) return;
    state.sectorMax = Math.max(state.sectorMax, sector);
    if (before !== null && sector === before + 1) {
      this.#courses?.beginSector(state.attempt!);
    }
  }

  /** All that will be told of the lap is told, or half a second has passed. @param before the sample before this one */
  #isDecided({ evidence }: PendingLap, before: Moment | null): boolean {
    const { lastLap, bestLap } = this.#state;
    if (lastLap === null && bestLap === null) return true;
    if (before !== null && before.at - evidence.at > windowMs) return true;
    const from = evidence.beforeAt - windowMs;
    if (lastLap === null) return changedSince(bestLap, from);
    if (!changedSince(lastLap, from) || lastLap.value === null) return false;
    if (bestLap === null || changedSince(bestLap, from)) return true;
    return bestLap.value !== null && lastLap.value >= bestLap.value;
  }

  /** The lap that waits for its times has those that are told by now. */
  #flushInto(completed: LapResult[]): void {
    const state = this.#state;
    if (state.pending === null) return;
    const { lap, evidence, ended, isTold } = state.pending;
    state.pending = null;
    const attempt = ended?.attempt ?? null;
    const clockMs = ended?.clockMs ?? null;
    const time = isTold ? lapTimeOf(state, evidence, clockMs) : null;
    const timeMs = time?.ms ?? null;
    const from = evidence.beforeAt - windowMs;
    const fromLine = attempt !== null && attempt.beginning !== 'joined';
    const whole = fromLine && attempt.gapMax <= holeMax(attempt);
    const bestBefore = valueBefore(state.bestLap, from);
    const valid = lapValidity({
      lapMs: timeMs,
      toleranceMs: time?.toleranceMs ?? 0,
      bestBefore,
      bestAfter: state.bestLap?.value,
      tyresOutMax: attempt?.tyresOutMax ?? null,
      whole,
    });
    const ownMs = state.sessionBest?.timeMs ?? null;
    const bestMs = bestBefore === undefined ? ownMs : bestBefore;
    const counts = countsForBests({ timeMs, valid, fromLine });
    const endL = ended?.endL ?? null;
    const fuelL = fromLine && endL !== null ? burntL(attempt.fuel, endL) : null;
    const count = this.#facts.sectorCount ?? (whole ? state.sectorMax + 1 : null);
    const result: LapResult = {
      lap,
      timeMs,
      valid,
      sectorsMs:
        attempt === null ? [] : sectorsOfLap(attempt.sectors, state.lastSector, timeMs, count),
      fuelL,
      pitted: attempt?.pitted ?? false,
      fromLine,
      whole,
      startPacket: attempt?.startPacket ?? null,
      linePacket: ended?.linePacket ?? null,
      bestMs,
      isSessionBest: counts && (bestMs === null || timeMs! < bestMs),
    };
    if (whole && !result.pitted && fuelL !== null) keepBurnt(state.burntL, fuelL);
    if (valid !== false) holdSectors(state.bestSectorsMs, result.sectorsMs);
    if (counts) this.#holdAgainstBests(lap, timeMs!);
    if (attempt !== null) this.#courses?.complete(result, attempt, counts);
    this.#laps.push(result);
    if (this.#laps.length > limits.boardLapsMax) this.#laps.shift();
    this.#changed = true;
    completed.push(result);
  }

  #holdAgainstBests(lap: number, timeMs: number): void {
    const state = this.#state;
    if (state.sessionBest === null || timeMs < state.sessionBest.timeMs) {
      state.sessionBest = { lap, timeMs };
    }
    this.#holdPersonal(timeMs);
  }
}

function boardLap({ lap, timeMs, valid, sectorsMs, fuelL, pitted }: LapResult): BoardLap {
  return { lap, timeMs, valid, sectorsMs: [...sectorsMs], fuelL, pitted };
}
