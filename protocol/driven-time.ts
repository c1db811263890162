/**
 * Computes the driven time of each frame of a lap, without pauses. Exports, replays and lap comparisons use it. Pure.
 *
 * A publisher's clock `t` runs on while the game is paused, jumps when a computer sleeps, and restarts with the agent.
 * The game's packet ids and its lap clock pause with the game. The game updates the lap clock once per rendered picture,
 * so a reading may be that old. Over a short time `t` is exact; over a long time the lap clock is.
 */
import type { Frame } from './frame.ts';

/** One value per frame, in order of packet ids; NaN: the frame has no value. */
export interface TimeColumns {
  readonly packetId: ArrayLike<number>;
  /** ms on the publisher's clock. */
  readonly t: ArrayLike<number>;
  /** `currentLapTime`, ms. */
  readonly clockMs: ArrayLike<number>;
}

/** A physics step of the game, ms. It gives the time for publishers without a clock. */
const packetMs = 3;
/** A step of `t` that is this much longer than its packet ids suggest is a pause, ms. */
const packetPauseMs = 500;
/** When the two clocks differ by more than this over one step, the lap clock is right, ms. */
const clockPauseMs = 200;
/** A lap clock that falls by more than this, or by half, has restarted, ms. */
const clockFallMs = 500;
/** Time follows the most recent reading of the lap clock within each interval of this length, ms. */
const anchorMs = 1_000;
/** Number of steps that the median is computed from. */
const sampledSteps = 10_000;
/** The lap clock moves in jumps, so its step is measured over this many frames. */
const clockFrames = 100;

/** @param frames ascending by packetId */
export function timeColumnsOf(
  frames: readonly Partial<Pick<Frame, 'packetId' | 't' | 'currentLapTime'>>[],
): TimeColumns {
  const column = (value: (frame: (typeof frames)[number]) => number | null | undefined) =>
    Float64Array.from(frames, (frame) => value(frame) ?? Number.NaN);
  return {
    packetId: column((frame) => frame.packetId),
    t: column((frame) => frame.t),
    clockMs: column((frame) => frame.currentLapTime),
  };
}

/** Whether a lap clock that goes from `beforeMs` to `nowMs` has restarted. */
export function clockFell(beforeMs: number, nowMs: number): boolean {
  return beforeMs - nowMs > Math.min(clockFallMs, beforeMs / 2);
}

/** Whether the lap has a clock: most frames contain it, and it moves. */
export function hasLapClock({ clockMs }: Pick<TimeColumns, 'clockMs'>): boolean {
  let known = 0;
  let moves = false;
  let last = Number.NaN;
  for (let i = 0; i < clockMs.length; i++) {
    const now = clockMs[i]!;
    if (Number.isNaN(now)) continue;
    known++;
    moves ||= now > last;
    last = now;
  }
  return moves && known > clockMs.length / 2;
}

/**
 * The driven time of each frame, ms, never falling. With a lap clock it is the time on that clock; after a restart of
 * the clock, the time on its last run. Without a lap clock it begins at 0.
 */
export function drivenTimes(columns: TimeColumns): Float64Array {
  const base = publishedTimes(columns);
  if (!hasLapClock(columns)) return base;
  const segments = segmentsOf(base, columns.clockMs);
  shiftBeforeFalls(segments, base);
  const times = new Float64Array(base.length);
  let at = 0;
  for (const [s, segment] of segments.entries()) {
    const next = segments[s + 1];
    const endsMs = next === undefined ? Number.POSITIVE_INFINITY : timeIn(next, base[next.first]!);
    for (; at < (next?.first ?? base.length); at++) {
      times[at] = Math.min(timeIn(segment, base[at]!), endsMs);
    }
  }
  for (let i = 1; i < times.length; i++) times[i] = Math.max(times[i]!, times[i - 1]!);
  return times;
}

// ------------------------------------------------------------------ by the publisher's clock and packet ids

/** Time since the first frame by the publisher's clock, ms, without pauses and jumps that packet ids reveal. */
function publishedTimes({ packetId, t, clockMs }: TimeColumns): Float64Array {
  const own = usualStep(packetId, t, 1);
  const usual = own ?? usualStep(packetId, clockMs, clockFrames) ?? { perPacket: packetMs, ms: 0 };
  const slackMs = Math.max(packetPauseMs, 4 * usual.ms);
  const times = new Float64Array(packetId.length);
  /** The last frame with a usable `t`; -1: there is none yet. */
  let lastTimed = -1;
  for (let i = 0; i < times.length; i++) {
    const from = Math.max(lastTimed, 0);
    const byPackets = (packetId[i]! - packetId[from]!) * usual.perPacket;
    const byClock = t[i]! - t[from]!;
    const fits = lastTimed >= 0 && byClock >= 0 && byClock <= byPackets + slackMs;
    times[i] = Math.max(times[from]! + (fits ? byClock : byPackets), times[i - 1] ?? 0);
    if (own !== null && !Number.isNaN(t[i]!)) lastTimed = i;
  }
  return times;
}

/**
 * The median time of a step and of each packet in it, ms.
 * @param frames of one step
 * @returns null: less than half of the frames have this clock, or it does not move
 */
function usualStep(
  packetId: ArrayLike<number>,
  clock: ArrayLike<number>,
  frames: number,
): { perPacket: number; ms: number } | null {
  const perPacket: number[] = [];
  const steps: number[] = [];
  const span = Math.min(frames, packetId.length - 1);
  const stride = Math.max(1, Math.floor(packetId.length / sampledSteps));
  let sampled = 0;
  let known = 0;
  for (let i = span; i < packetId.length && span > 0; i += stride) {
    const ms = clock[i]! - clock[i - span]!;
    sampled++;
    if (!Number.isNaN(ms)) known++;
    if (!(ms > 0)) continue;
    steps.push(ms / span);
    perPacket.push(ms / (packetId[i]! - packetId[i - span]!));
  }
  if (steps.length === 0 || known <= sampled / 2) return null;
  return { perPacket: median(perPacket), ms: median(steps) };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)]!;
}

// ------------------------------------------------------------------ by the lap clock

/** Frames over which both clocks run together. */
interface ClockSegment {
  /** Its first and last frame with a new reading of the lap clock. */
  readonly first: number;
  last: number;
  /** It begins with a restart of the lap clock. */
  readonly fell: boolean;
  /** Times of new readings, at least one, on the publisher's clock and on the lap clock, ms. */
  readonly baseMs: number[];
  readonly clockMs: number[];
  /** Added to times on this clock, ms. */
  shiftMs: number;
}

function segmentsOf(base: Float64Array, clockMs: ArrayLike<number>): ClockSegment[] {
  const segments: ClockSegment[] = [];
  let segment: ClockSegment | null = null;
  /** Frame of the last new reading, and the time at which the interval of the next anchor began. */
  let last = 0;
  let anchorFrom = 0;
  for (let i = 0; i < base.length; i++) {
    const now = clockMs[i]!;
    if (Number.isNaN(now)) continue;
    const before = clockMs[last]!;
    const fell: boolean = segment !== null && clockFell(before, now);
    if (segment !== null && now <= before && !fell) continue;
    const apart = now - before - (base[i]! - base[last]!);
    if (segment === null || fell || Math.abs(apart) > clockPauseMs) {
      segment = { first: i, last: i, fell, baseMs: [base[i]!], clockMs: [now], shiftMs: 0 };
      segments.push(segment);
      anchorFrom = base[i]!;
    } else {
      const end = segment.baseMs.length - 1;
      if (base[i]! - anchorFrom >= anchorMs && base[i]! > segment.baseMs[end]!) {
        segment.baseMs.push(base[i]!);
        segment.clockMs.push(now);
        anchorFrom = base[i]!;
      } else if (now - base[i]! > segment.clockMs[end]! - segment.baseMs[end]!) {
        segment.baseMs[end] = base[i]!;
        segment.clockMs[end] = now;
      }
      segment.last = i;
    }
    last = i;
  }
  return segments;
}

/** Moves segments before a restart of the lap clock so that they end where the next one begins. */
function shiftBeforeFalls(segments: readonly ClockSegment[], base: Float64Array): void {
  for (let s = segments.length - 2; s >= 0; s--) {
    const segment = segments[s]!;
    const next = segments[s + 1]!;
    segment.shiftMs = next.shiftMs;
    if (!next.fell) continue;
    const beginsMs = timeIn(next, base[next.first]!);
    const passedMs = base[next.first]! - base[segment.last]!;
    segment.shiftMs = 0;
    segment.shiftMs = beginsMs - passedMs - timeIn(segment, base[segment.last]!);
  }
}

/** The lap clock at a time of the publisher's: interpolated between readings, extrapolated at the pace of the nearest. */
function timeIn(segment: ClockSegment, atMs: number): number {
  const { baseMs, clockMs, shiftMs } = segment;
  const end = baseMs.length - 1;
  const beyond = (from: number, pace: number): number =>
    clockMs[from]! + (atMs - baseMs[from]!) * pace + shiftMs;
  if (atMs <= baseMs[0]!) return beyond(0, paceOf(segment, 0, Math.min(2, end)));
  if (atMs >= baseMs[end]!) return beyond(end, paceOf(segment, Math.max(0, end - 2), end));
  let low = 0;
  let high = end;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (baseMs[middle]! <= atMs) low = middle;
    else high = middle;
  }
  return beyond(low, (clockMs[high]! - clockMs[low]!) / (baseMs[high]! - baseMs[low]!));
}

/** Time on the lap clock per time on the publisher's. Readings that are close together do not give it, so it is 1. */
function paceOf({ baseMs, clockMs }: ClockSegment, low: number, high: number): number {
  const apartMs = baseMs[high]! - baseMs[low]!;
  return apartMs < anchorMs ? 1 : (clockMs[high]! - clockMs[low]!) / apartMs;
}
