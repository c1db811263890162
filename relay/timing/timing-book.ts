/**
 * The book of laps of one run: which laps were driven, their times, validity, sectors and fuel, the bests, and the
 * gap to them. A reducer: frames come in order of their packets and each once. Pure: it reads no clock and no store.
 *
 * The counter of laps decides that a lap is complete. The lap's clock decides where it begins and ends. Assetto
 * Corsa changes counter, clock, last time and best time in different samples and in any order, up to 100 ms apart in
 * recorded drives; other publishers take longer, so all that changes within half a second belongs to one line.
 */
import type { Board, BoardLap } from '../../protocol/board.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type Attempt,
  type BookState,
  type CountedLine,
  type EndedAttempt,
  emptyBook,
  type LapBeginning,
  type LapResult,
  type LineEvidence,
  type Moment,
  type PendingLap,
} from './book-state.ts';
import { burn, burntL, fuelAtLine, keepBurnt, meanBurntL } from './fuel-use.ts';
import { type Deltas, LapCourses } from './lap-courses.ts';
import type { LapTrace } from './lap-trace.ts';
import { countsForBests, lapValidity } from './lap-validity.ts';
import { holdSectors, noSectors, sectorsOfLap, takeSector } from './sector-times.ts';
import { changedSince, nextTold, valueBefore } from './told-value.ts';
import type { LearntMap } from './track-map.ts';

/** ms of one physics step: the game counts packets at 333.33 Hz. */
export const packetMs = 3;
/** What belongs to one line changes at most so far apart, ms. */
const windowMs = 500;
/** A counter and a clock that are further apart than that are still of one line up to here, ms. */
const pairMs = 1_000;
/** A clock that stands at 0 for longer than this has not started, ms. */
const clockHeldMs = 250;
/** The clock falls back by more than this when it starts anew, ms. */
const clockFallMs = 1_000;
/** A time by the clock and the game's own differ by this at most, and by a sample, ms. */
const clockToleranceMs = 30;

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
    return book;
  }

  /**
   * Reads again, after the book was read back, what only the frames hold: the course of the attempt that is driven.
   * @param frames before the one that comes next, in order; those before the attempt but the last are not needed
   */
  recall(frames: readonly Frame[]): void {
    const { attempt, moment } = this.#state;
    if (attempt === null || moment === null) return;
    let at: number | null = null;
    for (const frame of frames) {
      const { currentLapTime: clockMs, packetId } = frame;
      if (packetId > moment.packetId || typeof clockMs !== 'number') continue;
      const now = frame.t ?? packetId * packetMs;
      this.#courses?.recall(attempt, frame, clockMs, at === null ? 0 : now - at);
      at = now;
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

  /** Packet of the first frame of the attempt that is driven; null: no frame came. */
  get startPacket(): number | null {
    return this.#state.attempt?.startPacket ?? null;
  }

  /** Complete laps, oldest first, at most `limits.boardLapsMax`. */
  get laps(): readonly LapResult[] {
    return this.#laps;
  }

  /** The map of the track, from the first whole lap; null until then. */
  get learntMap(): LearntMap | null {
    return this.#courses?.learntMap ?? null;
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

  /** @param trace of the driver's best stored lap whose course is known; null: there is none */
  setPersonalBest(timeMs: number | null, trace: LapTrace | null): void {
    if (this.#personalMs !== null && (timeMs === null || timeMs >= this.#personalMs)) return;
    this.#personalMs = timeMs;
    this.#courses?.setPersonal(trace);
    this.#changed = true;
  }

  board(): Board {
    const { sessionBest, bestSectorsMs, attempt, burntL: burnt, bestLap } = this.#state;
    const told = bestLap?.value ?? null;
    // The game may know a better lap than was seen here: the relay came later.
    const isOwn = sessionBest !== null && (told === null || sessionBest.timeMs <= told);
    return {
      laps: this.#laps.map(boardLap),
      sessionBestMs: isOwn ? sessionBest.timeMs : told,
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
    if (state.lap === null || before === null || state.attempt === null) {
      this.#begin(frame, moment, lap);
    } else if (lap < state.lap) {
      this.#flushInto(completed);
      this.#restart(frame, moment, lap);
    } else {
      this.#follow(frame, moment, lap, before, completed);
    }
    state.moment = moment;
    const deltas = this.#drive(frame, moment);
    if (state.pending !== null && this.#isDecided(state.pending, before)) {
      this.#decideInto(completed);
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
    const { line, lap, moment, attempt, completedThrough } = this.#state;
    if (lap === null || moment === null || attempt === null) return completed;
    if (line.kind !== 'counted' && completedThrough !== null && completedThrough >= lap) {
      return completed;
    }
    if (line.kind === 'counted') {
      this.#endAtCount(line, null, completed);
    } else if (line.kind === 'fallen' && this.#isLapByItself(line.ended, line.evidence)) {
      this.#complete(lap, line.evidence, line.ended, lap + 1, completed);
      this.#state.line = { kind: 'none' };
    } else if (line.kind === 'none' && this.#isTimeTold(moment)) {
      const evidence = { at: moment.at, beforeAt: moment.at };
      const { packetId: linePacket, fuelL: endL, clockMs = null } = moment;
      const ended = { attempt, linePacket: linePacket + 1, endL, clockMs };
      this.#complete(lap, evidence, ended, lap + 1, completed);
    }
    this.#flushInto(completed);
    return completed;
  }

  /** The counter has not followed: the time is told, or the car came round to where it began. */
  #isLapByItself(ended: EndedAttempt, evidence: LineEvidence): boolean {
    const { lastLap } = this.#state;
    if (changedSince(lastLap, evidence.beforeAt - windowMs) && lastLap!.value !== null) return true;
    return ended.attempt.beginning === 'line' && this.#courses?.cameRound(ended.attempt) === true;
  }

  /** Only the new last time shows that the lap is over. */
  #isTimeTold({ at, clockMs }: Moment): boolean {
    const { lastLap } = this.#state;
    if (!changedSince(lastLap, at - windowMs) || typeof clockMs !== 'number') return false;
    return lastLap!.value !== null && Math.abs(lastLap!.value - clockMs) <= windowMs;
  }

  #begin(frame: Frame, moment: Moment, lap: number): void {
    this.#state.lap = lap;
    this.#state.attempt = newAttempt(frame, moment, beginningOf(moment, lap));
  }

  /** The counter fell back: the session was begun anew. What was learnt of track and car stays. */
  #restart(frame: Frame, moment: Moment, lap: number): void {
    const state = this.#state;
    this.#laps.length = 0;
    state.line = { kind: 'none' };
    state.sessionBest = null;
    state.lastLap = null;
    state.bestLap = null;
    state.completedThrough = null;
    state.bestSectorsMs = [];
    this.#courses?.restart();
    this.#changed = true;
    this.#begin(frame, moment, lap);
  }

  /** Line, counter and clock. */
  #follow(frame: Frame, moment: Moment, lap: number, before: Moment, completed: LapResult[]): void {
    const state = this.#state;
    this.#closeWindow(frame, moment, before, completed);
    const evidence: LineEvidence = { at: moment.at, beforeAt: before.at };
    if (this.#clockRestarted(before, moment)) {
      const ended = this.#endAttempt(frame, moment, before);
      const { line } = state;
      if (line.kind === 'counted') {
        state.line = { kind: 'none' };
        this.#complete(line.from, line.evidence, ended, line.to, completed);
      } else if (line.kind === 'none') {
        state.line = { kind: 'fallen', evidence, ended };
      }
    }
    if (lap === state.lap) return;
    this.#count(frame, moment, lap, evidence, completed);
  }

  /** The clock started anew, or began to run. */
  #clockRestarted({ clockMs: before }: Moment, { clockMs: now, at }: Moment): boolean {
    if (before === undefined || now === undefined || before === now) return false;
    if (before === null || now === null) return true;
    const isHeld = before === 0 && at - this.#state.attempt!.startAt - now > clockHeldMs;
    return isHeld || now < before - clockFallMs;
  }

  #count(
    frame: Frame,
    moment: Moment,
    lap: number,
    evidence: LineEvidence,
    completed: LapResult[],
  ): void {
    const state = this.#state;
    const { line } = state;
    const from = state.lap!;
    this.#flushInto(completed);
    state.lap = lap;
    this.#changed = true;
    if (line.kind === 'fallen') {
      state.line = { kind: 'none' };
      this.#complete(from, line.evidence, line.ended, lap, completed);
    } else if (line.kind === 'counted') {
      this.#endAtCount(line, { frame, moment }, completed);
      this.#complete(from, evidence, null, lap, completed);
    } else if (typeof moment.clockMs !== 'number') {
      // Without a clock the counter is all that tells the line.
      const attempt = state.attempt!;
      state.attempt = newAttempt(frame, moment, 'line');
      const { packetId: linePacket, fuelL: endL } = moment;
      const ended = { attempt, linePacket, endL, clockMs: null };
      this.#complete(from, evidence, ended, lap, completed);
    } else if (moment.clockMs <= windowMs + evidence.at - evidence.beforeAt) {
      // The clock had started anew before anything was seen: nothing was seen of the lap that is counted.
      this.#complete(from, evidence, null, lap, completed);
    } else {
      const { packetId, fuelL } = moment;
      state.line = { kind: 'counted', evidence, from, to: lap, packetId, fuelL };
    }
  }

  /** So much time has passed since one part of a line was seen that the other will not come. */
  #closeWindow(frame: Frame, moment: Moment, before: Moment, completed: LapResult[]): void {
    const { line } = this.#state;
    if (line.kind === 'none' || before.at - line.evidence.at <= pairMs) return;
    // A clock that started anew without a count: the lap was given up and is driven anew.
    if (line.kind === 'fallen') this.#state.line = { kind: 'none' };
    else this.#endAtCount(line, { frame, moment }, completed);
    this.#changed = true;
  }

  /** The clock does not follow the counter, so the counter tells the line. @param next the frame that comes, if any */
  #endAtCount(
    line: CountedLine,
    next: { frame: Frame; moment: Moment } | null,
    completed: LapResult[],
  ): void {
    const state = this.#state;
    const attempt = state.attempt!;
    state.line = { kind: 'none' };
    if (next !== null) {
      state.attempt = newAttempt(next.frame, next.moment, 'line');
      state.attempt.startPacket = line.packetId;
      state.attempt.fuel = fuelAtLine(line.fuelL);
    }
    const ended = { attempt, linePacket: line.packetId, endL: line.fuelL, clockMs: null };
    this.#complete(line.from, line.evidence, ended, line.to, completed);
  }

  /** The clock starts anew: what was driven until now is an attempt that is over. */
  #endAttempt(frame: Frame, moment: Moment, before: Moment): EndedAttempt {
    const state = this.#state;
    const attempt = state.attempt!;
    const isNear = frame.packetId - before.packetId <= holeMax(attempt);
    const beganAt = typeof moment.clockMs === 'number' ? moment.clockMs : 0;
    const stepMs = moment.at - before.at;
    const isSeen = isNear && beganAt <= Math.max(stepMs + clockToleranceMs, limits.lapStartMsMax);
    state.attempt = newAttempt(frame, moment, isSeen ? 'line' : 'joined');
    if (!isNear) attempt.gapMax = Math.max(attempt.gapMax, frame.packetId - before.packetId);
    const clockMs =
      typeof before.clockMs !== 'number' || !isNear
        ? null
        : Math.round(before.clockMs + stepMs - beganAt);
    if (isSeen && typeof moment.clockMs === 'number') {
      this.#courses?.line(attempt, state.attempt, frame, beganAt, stepMs, clockMs);
    }
    this.#courses?.beginAttempt();
    this.#changed = true;
    return { attempt, linePacket: frame.packetId, endL: moment.fuelL, clockMs };
  }

  /**
   * The counter goes from one lap to another, as a rule the next one. The times that are told are of the last lap
   * that is counted.
   * @param ended null: nothing was seen of the lap
   */
  #complete(
    from: number,
    evidence: LineEvidence,
    ended: EndedAttempt | null,
    to: number,
    completed: LapResult[],
  ): void {
    const state = this.#state;
    const isNew = (lap: number) => state.completedThrough === null || lap > state.completedThrough;
    const last = to - 1;
    if (last > from && isNew(from)) {
      state.pending = { lap: from, evidence, ended };
      this.#decideInto(completed, false);
    }
    if (!isNew(last)) return;
    state.completedThrough = last;
    state.pending = { lap: last, evidence, ended: last === from ? ended : null };
  }

  /** Adds the frame to the attempt that is driven. */
  #drive(frame: Frame, moment: Moment): Deltas | null {
    const state = this.#state;
    const attempt = state.attempt!;
    const step = frame.packetId - attempt.lastPacket;
    if (attempt.frames > 0) attempt.gapMax = Math.max(attempt.gapMax, step);
    attempt.frames++;
    attempt.lastPacket = frame.packetId;
    burn(attempt.fuel, frame.fuel, this.#facts.maxFuel);
    if (frame.inPitLane === true || frame.inPit === true) attempt.pitted = true;
    if (frame.tyresOut !== undefined) {
      attempt.tyresOutMax = Math.max(attempt.tyresOutMax ?? 0, frame.tyresOut);
    }
    state.lastLap = nextTold(state.lastLap, frame.lastLapTime, moment.at);
    state.bestLap = nextTold(state.bestLap, frame.bestLapTime, moment.at);
    state.lastSector = nextTold(state.lastSector, frame.lastSectorTime, moment.at);
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
    if (lastLap === null) return true;
    if (before !== null && before.at - evidence.at > windowMs) return true;
    const from = evidence.beforeAt - windowMs;
    if (!changedSince(lastLap, from) || lastLap.value === null) return false;
    if (bestLap === null || changedSince(bestLap, from)) return true;
    return bestLap.value !== null && lastLap.value >= bestLap.value;
  }

  #flushInto(completed: LapResult[]): void {
    if (this.#state.pending !== null) this.#decideInto(completed);
  }

  /** @param isTold the times that the game tells are of this lap */
  #decideInto(completed: LapResult[], isTold = true): void {
    const state = this.#state;
    const { lap, evidence, ended } = state.pending!;
    state.pending = null;
    const attempt = ended?.attempt ?? null;
    const clockMs = ended?.clockMs ?? null;
    const timeMs = isTold ? this.#timeOf(evidence, clockMs) : null;
    const from = evidence.beforeAt - windowMs;
    const fromLine = attempt !== null && attempt.beginning !== 'joined';
    const whole = fromLine && attempt.gapMax <= holeMax(attempt);
    const bestBefore = valueBefore(state.bestLap, from);
    const valid = lapValidity({
      lapMs: timeMs,
      bestBefore,
      bestAfter: state.bestLap?.value,
      tyresOutMax: attempt?.tyresOutMax ?? null,
      whole,
    });
    const ownMs = state.sessionBest?.timeMs ?? null;
    const bestMs = bestBefore === undefined ? ownMs : bestBefore;
    const counts = countsForBests({ timeMs, valid, fromLine });
    const fuelL = fromLine ? burntL(attempt.fuel, ended!.endL) : null;
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

  /** ms: the game's own time, else the clock's. null: neither is known. */
  #timeOf(evidence: LineEvidence, clockMs: number | null): number | null {
    const { lastLap } = this.#state;
    if (lastLap === null || lastLap.value === null) return clockMs;
    if (changedSince(lastLap, evidence.beforeAt - windowMs)) return lastLap.value;
    // Two laps of one time are legal; a time that the clock contradicts is that of the lap before.
    const toleranceMs = clockToleranceMs + evidence.at - evidence.beforeAt;
    if (clockMs === null || Math.abs(lastLap.value - clockMs) <= toleranceMs) return lastLap.value;
    return clockMs;
  }

  #holdAgainstBests(lap: number, timeMs: number): void {
    const state = this.#state;
    if (state.sessionBest === null || timeMs < state.sessionBest.timeMs) {
      state.sessionBest = { lap, timeMs };
    }
    if (this.#personalMs === null || timeMs < this.#personalMs) this.#personalMs = timeMs;
  }
}

function momentOf(frame: Frame, before: Moment | null): Moment {
  const { packetId, currentLapTime, fuel, trackPosition } = frame;
  const at =
    before === null
      ? (frame.t ?? packetId * packetMs)
      : (frame.t ?? before.at + (packetId - before.packetId) * packetMs);
  return {
    packetId,
    at: before === null ? at : Math.max(at, before.at),
    clockMs: currentLapTime === undefined ? before?.clockMs : currentLapTime,
    fuelL: fuel,
    position: trackPosition ?? null,
  };
}

function newAttempt(frame: Frame, { at }: Moment, beginning: LapBeginning): Attempt {
  return {
    beginning,
    startAt: at,
    startPacket: frame.packetId,
    lastPacket: frame.packetId,
    gapMax: 0,
    frames: 0,
    fuel: fuelAtLine(frame.fuel),
    tyresOutMax: null,
    pitted: false,
    sectors: noSectors(),
  };
}

/** How the first lap that is seen begins. A publisher without a clock is believed for its first lap. */
function beginningOf({ clockMs }: Moment, lap: number): LapBeginning {
  if (clockMs === undefined) return lap <= 1 ? 'start' : 'joined';
  return clockMs === null || clockMs <= limits.lapStartMsMax ? 'start' : 'joined';
}

/** Steps of packets up to this one are no hole: half a second, or some steps of a slow publisher. */
function holeMax({ frames, startPacket, lastPacket }: Attempt): number {
  const mean = frames > 1 ? (lastPacket - startPacket) / (frames - 1) : 0;
  return Math.max(limits.lapGapPacketsMax, 4 * mean);
}

function boardLap({ lap, timeMs, valid, sectorsMs, fuelL, pitted }: LapResult): BoardLap {
  return { lap, timeMs, valid, sectorsMs: [...sectorsMs], fuelL, pitted };
}
