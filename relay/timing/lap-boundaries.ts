/**
 * Finds where laps begin and end. The lap counter decides that a lap is complete. The lap clock decides where the line
 * is. Counter, clock and times change in different samples and in any order: up to 100 ms apart in recorded drives of
 * Assetto Corsa, more from other publishers.
 * What came first waits for the other: after `fallen` (the clock restarted) for the counter, after `counted` (the counter went
 * up) for the clock. Each function changes the state that it is given.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { positionStep } from '../../protocol/track-position.ts';
import type {
  Attempt,
  BookState,
  CountedLine,
  EndedAttempt,
  LapBeginning,
  LineEvidence,
  Moment,
} from './book-state.ts';
import { fuelAtLine } from './fuel-use.ts';
import { changedSince } from './reported-value.ts';
import { noSectors } from './sector-times.ts';

/** ms of one physics step: the game counts packets at 333.33 Hz. */
const packetMs = 3;
/** Values of one line crossing change at most this far apart, ms. */
export const windowMs = 500;
/** A counter and a clock belong to one line crossing up to this distance, ms. */
const pairMs = 1_000;
/** A clock that stays at 0 for longer than `heldMs` has not started; one that falls back by more than `fallMs` restarts. */
const clock = { heldMs: 250, fallMs: 1_000 };
/** Greatest error of the distance of a lap around a circuit, as a share of the track. */
const roundShare = 0.02;
/** A clock that started between two samples shows at most this much more than the time between them, ms. */
const clockToleranceMs = 30;

/** A lap that the counter has passed. */
export interface CountedLap {
  readonly lap: number;
  readonly evidence: LineEvidence;
  /** null: no frame of it was seen. */
  readonly ended: EndedAttempt | null;
  /** The times that the game reports belong to this lap. */
  readonly isTold: boolean;
}

/** The clock restarted between two samples. */
export interface ClockStart {
  readonly ended: Attempt;
  readonly next: Attempt;
  /** Time of the frame by the new clock, and since the frame before, ms. */
  readonly beganMs: number;
  readonly stepMs: number;
  /** Time of the attempt that ended by its clock, ms; null: not known. */
  readonly lapMs: number | null;
  /** The new clock runs and was seen to start. */
  readonly isSeen: boolean;
}

export interface LineStep {
  readonly counted: CountedLap[];
  readonly clock: ClockStart | null;
}

/** The sample of a frame. */
export function momentOf(frame: Frame, before: Moment | null): Moment {
  const { packetId, currentLapTime, fuel, t, trackPosition } = frame;
  return {
    packetId,
    at: before === null ? (t ?? packetId * packetMs) : before.at + stepMsFrom(before, frame),
    t,
    clockMs: currentLapTime === undefined ? before?.clockMs : currentLapTime,
    fuelL: fuel,
    position: trackPosition ?? null,
  };
}

/** ms from one frame to the next, by packet ids when the publisher's clock stands still or goes back. */
export function stepMsFrom(before: Pick<Moment, 'packetId' | 't'>, frame: Frame): number {
  const { packetId, t } = frame;
  const step = t === undefined || before.t === undefined ? 0 : t - before.t;
  return step > 0 ? step : (packetId - before.packetId) * packetMs;
}

/** The first frame of a session, or of one that was restarted. */
export function beginLaps(state: BookState, frame: Frame, moment: Moment, lap: number): void {
  state.lap = lap;
  state.line = { kind: 'none' };
  state.completedThrough = null;
  state.attempt = newAttempt(frame, moment, beginningOf(moment, lap));
}

/** @param lap at least the lap before */
export function followLine(
  state: BookState,
  frame: Frame,
  moment: Moment,
  before: Moment,
  lap: number,
): LineStep {
  const counted: CountedLap[] = [];
  const evidence: LineEvidence = { at: moment.at, beforeAt: before.at };
  closeWindow(state, frame, moment, before, counted);
  let clock: ClockStart | null = null;
  if (clockRestarted(state, before, moment)) {
    clock = startAttempt(state, frame, moment, before);
    const { line } = state;
    const ended = endedBy(clock, moment);
    if (line.kind === 'counted') {
      state.line = { kind: 'none' };
      pass(state, line.from, line.to, line.evidence, ended, counted);
    } else if (line.kind === 'none') {
      state.line = { kind: 'fallen', evidence, ended };
    }
  }
  if (lap > state.lap!) count(state, frame, moment, evidence, lap, counted);
  return { counted, clock };
}

/** No frame follows for now. */
export function finishLine(state: BookState): CountedLap[] {
  const counted: CountedLap[] = [];
  const { line, lap, moment, attempt, lastLap } = state;
  if (lap === null || moment === null || attempt === null) return counted;
  if (line.kind === 'counted') {
    endAtCount(state, line, null, counted);
  } else if (line.kind === 'fallen') {
    // The counter has not followed. The lap is complete if its time was reported or the car returned to its start.
    const { evidence, ended } = line;
    const isReported =
      changedSince(lastLap, evidence.beforeAt - windowMs) && lastLap!.value !== null;
    if (!isReported && !hasReturned(ended.attempt)) return counted;
    state.line = { kind: 'none' };
    pass(state, lap, lap + 1, evidence, ended, counted);
  } else if (isTimeReported(state, moment)) {
    const { packetId, fuelL: endL, clockMs = null } = moment;
    const ended = { attempt, linePacket: packetId + 1, endL, clockMs };
    pass(state, lap, lap + 1, { at: moment.at, beforeAt: moment.at }, ended, counted);
  }
  return counted;
}

/** Distance from one sample to the next, as a share of the track; 0 without positions. */
export function distanceBetween(from: Moment | null, to: Moment): number {
  if (from === null || from.position === null || to.position === null) return 0;
  return positionStep(from.position, to.position);
}

/** Greatest packet step that is not a hole: half a second, or a few steps of a slow publisher. */
export function holeMax({ frames, startPacket, lastPacket }: Attempt): number {
  const mean = frames > 1 ? (lastPacket - startPacket) / (frames - 1) : 0;
  return Math.max(limits.lapGapPacketsMax, 4 * mean);
}

/** The car returned to where it began, by its positions. */
function hasReturned({ beginning, way }: Attempt): boolean {
  return beginning === 'line' && Math.abs(way - 1) < roundShare;
}

/** Only the new last time shows that the lap is over. */
function isTimeReported({ lastLap }: BookState, { at, clockMs }: Moment): boolean {
  if (!changedSince(lastLap, at - windowMs) || typeof clockMs !== 'number') return false;
  return lastLap!.value !== null && Math.abs(lastLap!.value - clockMs) <= windowMs;
}

/** The clock restarted, or began to run. */
function clockRestarted(state: BookState, before: Moment, { clockMs: now, at }: Moment): boolean {
  const was = before.clockMs;
  if (was === undefined || now === undefined || was === now) return false;
  if (was === null || now === null) return true;
  const isHeld = was === 0 && at - state.attempt!.startAt - now > clock.heldMs;
  return isHeld || now < was - clock.fallMs;
}

function count(
  state: BookState,
  frame: Frame,
  moment: Moment,
  evidence: LineEvidence,
  lap: number,
  counted: CountedLap[],
): void {
  const { line } = state;
  const from = state.lap!;
  state.lap = lap;
  if (line.kind === 'fallen') {
    state.line = { kind: 'none' };
    pass(state, from, lap, line.evidence, line.ended, counted);
  } else if (line.kind === 'counted') {
    endAtCount(state, line, { frame, moment }, counted);
    pass(state, from, lap, evidence, null, counted);
  } else if (typeof moment.clockMs !== 'number') {
    // Without a clock, only the counter shows the line.
    const attempt = state.attempt!;
    state.attempt = newAttempt(frame, moment, 'line');
    const { packetId: linePacket, fuelL: endL } = moment;
    pass(state, from, lap, evidence, { attempt, linePacket, endL, clockMs: null }, counted);
  } else if (moment.clockMs <= windowMs + evidence.at - evidence.beforeAt) {
    // The clock restarted before the first frame, so no frame of the counted lap was seen.
    pass(state, from, lap, evidence, null, counted);
  } else {
    const { packetId, fuelL } = moment;
    state.line = { kind: 'counted', evidence, from, to: lap, packetId, fuelL };
  }
}

/** Ends the wait for the clock or the counter after `pairMs`. */
function closeWindow(
  state: BookState,
  frame: Frame,
  moment: Moment,
  before: Moment,
  counted: CountedLap[],
): void {
  const { line } = state;
  if (line.kind === 'none' || before.at - line.evidence.at <= pairMs) return;
  // The clock restarted without a count: the lap was given up and restarted.
  if (line.kind === 'fallen') state.line = { kind: 'none' };
  else endAtCount(state, line, { frame, moment }, counted);
}

/** The clock did not follow the counter, so the counter shows the line. @param next the next frame, if any */
function endAtCount(
  state: BookState,
  line: CountedLine,
  next: { frame: Frame; moment: Moment } | null,
  counted: CountedLap[],
): void {
  const attempt = state.attempt!;
  const { from, to, evidence, packetId: linePacket, fuelL: endL } = line;
  state.line = { kind: 'none' };
  if (next !== null) {
    state.attempt = newAttempt(next.frame, next.moment, 'line');
    state.attempt.startPacket = linePacket;
    state.attempt.fuel = fuelAtLine(endL);
  }
  pass(state, from, to, evidence, { attempt, linePacket, endL, clockMs: null }, counted);
}

/** The clock restarts, so the present attempt is over. */
function startAttempt(state: BookState, frame: Frame, moment: Moment, before: Moment): ClockStart {
  const ended = state.attempt!;
  const step = frame.packetId - before.packetId;
  const isNear = step <= holeMax(ended);
  const runs = typeof moment.clockMs === 'number';
  const beganMs = runs ? (moment.clockMs as number) : 0;
  const stepMs = moment.at - before.at;
  const isSeen = isNear && beganMs <= Math.max(stepMs + clockToleranceMs, limits.lapStartMsMax);
  const next = newAttempt(frame, moment, isSeen ? 'line' : 'joined');
  state.attempt = next;
  if (!isNear) ended.gapMax = Math.max(ended.gapMax, step);
  const hasClock = typeof before.clockMs === 'number' && isNear;
  const lapMs = hasClock ? Math.round((before.clockMs as number) + stepMs - beganMs) : null;
  return { ended, next, beganMs, stepMs, lapMs, isSeen: isSeen && runs };
}

function endedBy({ ended, lapMs }: ClockStart, { packetId, fuelL }: Moment): EndedAttempt {
  const isNear = ended.gapMax === 0 || packetId - ended.lastPacket <= holeMax(ended);
  return {
    attempt: ended,
    linePacket: packetId,
    endL: isNear ? fuelL : null,
    clockMs: lapMs,
  };
}

/**
 * The counter goes from one lap to a later one, usually the next. The times that the game reports belong to the last
 * counted lap. Of a lap in between no frame was seen.
 * @param ended of the lap `from`; null: no frame of it was seen
 */
function pass(
  state: BookState,
  from: number,
  to: number,
  evidence: LineEvidence,
  ended: EndedAttempt | null,
  counted: CountedLap[],
): void {
  const { completedThrough } = state;
  const last = to - 1;
  const isNew = (lap: number) => completedThrough === null || lap > completedThrough;
  if (!isNew(last)) return;
  state.completedThrough = last;
  // The clock ran to the line, so one lap was driven, however far the counter went.
  const isOne = last === from || (ended !== null && ended.clockMs !== null && isNew(from));
  if (isOne) {
    counted.push({ lap: from, evidence, ended, isTold: true });
    return;
  }
  if (isNew(from)) counted.push({ lap: from, evidence, ended, isTold: false });
  counted.push({ lap: last, evidence, ended: null, isTold: true });
}

function newAttempt(frame: Frame, { at }: Moment, beginning: LapBeginning): Attempt {
  return {
    beginning,
    startAt: at,
    startPacket: frame.packetId,
    lastPacket: frame.packetId,
    gapMax: 0,
    frames: 0,
    way: 0,
    fuel: fuelAtLine(frame.fuel),
    tyresOutMax: null,
    pitted: false,
    sectors: noSectors(),
  };
}

/** How the first seen lap begins. Lap 1 of a publisher without a clock counts as seen from its start. */
function beginningOf({ clockMs }: Moment, lap: number): LapBeginning {
  if (clockMs === undefined) return lap <= 1 ? 'start' : 'joined';
  return clockMs === null || clockMs <= limits.lapStartMsMax ? 'start' : 'joined';
}
