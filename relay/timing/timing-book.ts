/**
 * The timing of one run: its laps with times, validity, sectors and fuel, the best laps, and the delta to them. A
 * reducer: frames come in order of their packets and each once. Pure: it reads no clock and no store.
 *
 * `lap-boundaries.ts` decides where laps begin and end, `lap-validity.ts` whether they are valid, `lap-delta.ts` computes the
 * delta. This file gives each lap its values.
 */

import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { TimingLap, TimingSummary } from '../../protocol/timing-summary.ts';
import {
  type BookState,
  emptyBook,
  type LapBeginning,
  type LapResult,
  type Moment,
  type PendingLap,
} from './book-state.ts';
import { burn, burntL, keepBurnt, meanBurntL } from './fuel-use.ts';
import {
  beginLaps,
  type CountedLap,
  distanceBetween,
  finishLine,
  followLine,
  holeMax,
  momentOf,
  stepMsFrom,
  windowMs,
} from './lap-boundaries.ts';
import { lapTimeOf } from './lap-time.ts';
import type { LapTrace } from './lap-trace.ts';
import { countsForBests, lapValidity } from './lap-validity.ts';
import { type Deltas, type Reference, ReferenceLaps } from './reference-laps.ts';
import { changedSince, nextReported, valueBefore } from './reported-value.ts';
import { addSector, sectorsOfLap, updateBestSectors } from './sector-times.ts';
import type { LearntMap } from './track-map-learning.ts';

/** What a frame changed. */
export interface BookStep {
  /** null: the lap has no clock, so there is no delta. */
  readonly deltas: Deltas | null;
  /** Laps that are complete with this frame, oldest first. */
  readonly completed: readonly LapResult[];
}

export interface BookInfo {
  /** Sectors of the track; undefined: not known. */
  sectorCount?: number | undefined;
  /** Capacity of the tank, L. */
  maxFuel?: number | undefined;
}

const nothing: readonly LapResult[] = [];

export class TimingBook {
  #state: BookState;
  readonly #laps: LapResult[] = [];
  #info: BookInfo = {};
  /** null: neither deltas nor a map are needed. */
  readonly #references: ReferenceLaps | null;
  #personalMs: number | null = null;
  #trackMap: string | null = null;
  #isDirty = true;

  /** @param tracing false: only laps are needed, neither deltas nor a map */
  constructor(tracing = true) {
    this.#state = emptyBook();
    this.#references = tracing ? new ReferenceLaps() : null;
  }

  /**
   * Continues a saved book.
   * @param laps complete laps before, oldest first
   * @param traces of earlier laps that can be references, by number
   */
  static restore(
    state: BookState,
    laps: readonly LapResult[],
    traces: ReadonlyMap<number, LapTrace> = new Map(),
    tracing = true,
  ): TimingBook {
    const book = new TimingBook(tracing);
    book.#state = structuredClone(state);
    book.#laps.push(...laps.slice(-limits.timingLapsMax));
    book.#references?.recoverLaps(laps, traces);
    if (state.sessionBest !== null) book.#updatePersonalBest(state.sessionBest.timeMs);
    return book;
  }

  /**
   * Rebuilds the trace of the current attempt after `restore`, because only frames contain it.
   * @param frames up to the next one, in order; of those before the attempt only the last is needed
   */
  recover(frames: readonly Frame[]): void {
    const { attempt, moment } = this.#state;
    if (attempt === null || moment === null) return;
    let before: Frame | null = null;
    for (const frame of frames) {
      const { currentLapTime: clockMs, packetId } = frame;
      if (packetId > moment.packetId || typeof clockMs !== 'number') continue;
      const stepMs = before === null ? 0 : stepMsFrom(before, frame);
      this.#references?.recover(attempt, frame, clockMs, stepMs);
      before = frame;
    }
  }

  /** A copy of the state, as plain data. */
  save(): BookState {
    return structuredClone(this.#state);
  }

  /** Packet of the newest frame; -1 before the first. */
  get packetId(): number {
    return this.#state.moment?.packetId ?? -1;
  }

  /** The current lap, by the counter; null: no frame came. */
  get lap(): number | null {
    return this.#state.lap;
  }

  /** How the beginning of the current attempt was seen; null: no frame came. */
  get beginning(): LapBeginning | null {
    return this.#state.attempt?.beginning ?? null;
  }

  /** Packet of the first frame of the current attempt; null: no frame came. */
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

  /** Complete laps, oldest first, at most `limits.timingLapsMax`. */
  get laps(): readonly LapResult[] {
    return this.#laps;
  }

  /** The map of the track, from the first whole lap; null until then. */
  get learntMap(): LearntMap | null {
    return this.#references?.learntMap ?? null;
  }

  /** The last completed lap that has a trace; null: there is none. */
  get newestTrace(): Reference | null {
    return this.#references?.newest ?? null;
  }

  /** Whether anything changed since the last call. */
  consumeChange(): boolean {
    const changed = this.#isDirty;
    this.#isDirty = false;
    return changed;
  }

  setInfo({ sectorCount, maxFuel }: BookInfo): void {
    this.#info = { sectorCount, maxFuel };
  }

  setTrackMap(path: string | null): void {
    if (this.#trackMap === path) return;
    this.#trackMap = path;
    this.#isDirty = true;
  }

  /**
   * The driver's best lap of all stored sessions.
   * @param trace of the best lap that has one; null: there is none
   */
  setPersonalBest(timeMs: number, trace: LapTrace | null): void {
    this.#updatePersonalBest(timeMs);
    if (trace !== null) this.#references?.updatePersonal(trace);
    this.#isDirty = true;
  }

  #updatePersonalBest(timeMs: number): void {
    if (this.#personalMs === null || timeMs < this.#personalMs) this.#personalMs = timeMs;
  }

  summary(): TimingSummary {
    const { sessionBest, bestSectorsMs, attempt, burntL: burnt, bestLap } = this.#state;
    const best = bestLap?.value ?? null;
    // The game may know a better lap from before the relay started.
    const isOwn = sessionBest !== null && (best === null || sessionBest.timeMs <= best);
    return {
      laps: this.#laps.map(timingLap),
      sessionBestMs: isOwn ? sessionBest.timeMs : best,
      sessionBestLap: isOwn ? sessionBest.lap : null,
      deltaLap: this.#references?.best?.lap ?? null,
      deltaLapMs: this.#references?.best?.trace.lapMs ?? null,
      personalBestMs: this.#personalMs,
      deltaPersonalLapMs: this.#references?.personal?.lapMs ?? null,
      bestSectorsMs: [...bestSectorsMs],
      currentSectorsMs: [...(attempt?.sectors.timesMs ?? [])],
      fuelPerLapL: meanBurntL(burnt),
      trackMap: this.#trackMap,
    };
  }

  /**
   * Adds the next frame.
   * @param lap the current lap, by the counter
   */
  addFrame(frame: Frame, lap: number): BookStep {
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
   * Completes laps whose line was crossed, with what is known of them. Called when no frame follows for now: the
   * session ends, or the game shows its menu.
   */
  finish(): readonly LapResult[] {
    const completed: LapResult[] = [];
    this.#flushInto(completed);
    this.#pend(finishLine(this.#state), completed);
    this.#flushInto(completed);
    return completed;
  }

  /** The counter fell back: the session was restarted. What was learnt about track and car stays. */
  #restart(frame: Frame, moment: Moment, lap: number): void {
    const state = this.#state;
    this.#laps.length = 0;
    state.sessionBest = null;
    state.lastLap = null;
    state.bestLap = null;
    state.bestSectorsMs = [];
    this.#references?.restart();
    this.#isDirty = true;
    beginLaps(state, frame, moment, lap);
  }

  #follow(frame: Frame, moment: Moment, before: Moment, lap: number, completed: LapResult[]): void {
    const { counted, clock } = followLine(this.#state, frame, moment, before, lap);
    if (clock !== null) {
      const { ended, next, beganMs, stepMs, lapMs, isSeen } = clock;
      if (isSeen) this.#references?.line(ended, next, frame, beganMs, stepMs, lapMs);
      this.#references?.beginAttempt();
      this.#isDirty = true;
    }
    this.#pend(counted, completed);
  }

  /** Laps are over. The values that the game reports for the newest one may still change. */
  #pend(counted: readonly CountedLap[], completed: LapResult[]): void {
    for (const lap of counted) {
      this.#flushInto(completed);
      this.#state.pending = lap;
      this.#isDirty = true;
    }
  }

  /** Adds the frame to the current attempt. */
  #drive(frame: Frame, moment: Moment, before: Moment | null): Deltas | null {
    const state = this.#state;
    const attempt = state.attempt!;
    const step = frame.packetId - attempt.lastPacket;
    if (attempt.frames > 0) attempt.gapMax = Math.max(attempt.gapMax, step);
    attempt.frames++;
    attempt.lastPacket = frame.packetId;
    attempt.way += distanceBetween(before, moment);
    burn(attempt.fuel, frame.fuel, this.#info.maxFuel);
    if (frame.inPitLane === true || frame.inPit === true) attempt.pitted = true;
    if (frame.tyresOut !== undefined) {
      attempt.tyresOutMax = Math.max(attempt.tyresOutMax ?? 0, frame.tyresOut);
    }
    const { at } = moment;
    const isFirst = before === null;
    state.lastLap = nextReported(state.lastLap, frame.lastLapTime, at, isFirst);
    state.bestLap = nextReported(state.bestLap, frame.bestLapTime, at, isFirst);
    state.lastSector = nextReported(state.lastSector, frame.lastSectorTime, at, isFirst);
    this.#addSector(frame, moment);
    const { clockMs } = moment;
    return this.#references?.addFrame(attempt, frame, clockMs ?? null) ?? null;
  }

  #addSector(frame: Frame, moment: Moment): void {
    const state = this.#state;
    const { sectors } = state.attempt!;
    const before = sectors.sector;
    const { sector } = frame;
    if (addSector(sectors, sector, state.lastSector, moment.at, windowMs)) this.#isDirty = true;
    if (sector === undefined) return;
    state.sectorMax = Math.max(state.sectorMax, sector);
    if (before !== null && sector === before + 1) {
      this.#references?.beginSector(state.attempt!);
    }
  }

  /** The game has reported all values of the lap, or `windowMs` has passed. @param before the sample before this one */
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

  /** Completes the pending lap with the values reported so far. */
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
    const count = this.#info.sectorCount ?? (whole ? state.sectorMax + 1 : null);
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
    if (valid !== false) updateBestSectors(state.bestSectorsMs, result.sectorsMs);
    if (counts) this.#updateBests(lap, timeMs!);
    if (attempt !== null) this.#references?.complete(result, attempt, counts);
    this.#laps.push(result);
    if (this.#laps.length > limits.timingLapsMax) this.#laps.shift();
    this.#isDirty = true;
    completed.push(result);
  }

  #updateBests(lap: number, timeMs: number): void {
    const state = this.#state;
    if (state.sessionBest === null || timeMs < state.sessionBest.timeMs) {
      state.sessionBest = { lap, timeMs };
    }
    this.#updatePersonalBest(timeMs);
  }
}

function timingLap({ lap, timeMs, valid, sectorsMs, fuelL, pitted }: LapResult): TimingLap {
  return { lap, timeMs, valid, sectorsMs: [...sectorsMs], fuelL, pitted };
}
