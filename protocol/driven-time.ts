/**
 * The time that was driven, for frames of a lap: a pause takes none of it. Exports, replays and comparisons of laps
 * share it. Pure.
 *
 * A publisher's clock `t` goes on while the game stands still, jumps when a computer sleeps, and starts again with the
 * agent. The game's packet ids and its lap clock stand still with the game. The lap clock comes with the picture, so
 * one reading is up to a picture old. Over a moment `t` is right, in the long run the lap clock is.
 */
import type { Frame } from './frame.ts';

/** One value a frame, in order of packet ids; NaN stands for what a frame did not carry. */
export interface TimeColumns {
  readonly packetId: ArrayLike<number>;
  /** ms on the publisher's clock. */
  readonly t: ArrayLike<number>;
  /** `currentLapTime`, ms. */
  readonly clockMs: ArrayLike<number>;
}

/** A physics step of the game; publishers without a clock of their own are timed by it. */
const packetMs = 3;
/** Time beyond what packet ids tell is a pause, ms. */
const packetPauseMs = 500;
/** The publisher's clock and the lap clock differ by more than this over one step: the lap clock is right, ms. */
const clockPauseMs = 200;
/** A lap clock that falls by more than this, or by half, was started again, ms. */
const clockFallMs = 500;
/** The freshest reading of the lap clock in each stretch of this length is what time follows, ms. */
const anchorMs = 1_000;
/** Steps that are looked at for what is usual; the lap clock is read over this many frames, as it moves in jumps. */
const stepsLookedAt = 10_000;
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

/** Whether a lap clock that showed `beforeMs` was started again when it shows `nowMs`. */
export function clockFell(beforeMs: number, nowMs: number): boolean {
  return beforeMs - nowMs > Math.min(clockFallMs, beforeMs / 2);
}

/** The game runs a clock for this lap: most frames carry it, and it moves. */
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
 * ms at which each frame was driven, never falling. With a lap clock they are times on it (where it was started again
 * on the way: on the clock as it ran last); without one they begin with 0.
 */
export function drivenTimes(columns: TimeColumns): Float64Array {
  const base = publishedTimes(columns);
  if (!hasLapClock(columns)) return base;
  const stretches = stretchesOf(base, columns.clockMs);
  shiftBeforeFalls(stretches, base);
  const times = new Float64Array(base.length);
  let at = 0;
  for (const [s, stretch] of stretches.entries()) {
    const next = stretches[s + 1];
    const endsMs = next === undefined ? Number.POSITIVE_INFINITY : timeIn(next, base[next.first]!);
    for (; at < (next?.first ?? base.length); at++) {
      times[at] = Math.min(timeIn(stretch, base[at]!), endsMs);
    }
  }
  for (let i = 1; i < times.length; i++) times[i] = Math.max(times[i]!, times[i - 1]!);
  return times;
}

// ------------------------------------------------------------------ by the publisher's clock and packet ids

/** ms since the first frame by the publisher's clock, without what packet ids show to be a pause or a jump. */
function publishedTimes({ packetId, t, clockMs }: TimeColumns): Float64Array {
  const own = usualStep(packetId, t, 1);
  const usual = own ?? usualStep(packetId, clockMs, clockFrames) ?? { perPacket: packetMs, ms: 0 };
  const slackMs = Math.max(packetPauseMs, 4 * usual.ms);
  const times = new Float64Array(packetId.length);
  /** The last frame with a `t` that counts. */
  let told = -1;
  for (let i = 0; i < times.length; i++) {
    const from = Math.max(told, 0);
    const byPackets = (packetId[i]! - packetId[from]!) * usual.perPacket;
    const byClock = t[i]! - t[from]!;
    const fits = told >= 0 && byClock >= 0 && byClock <= byPackets + slackMs;
    times[i] = Math.max(times[from]! + (fits ? byClock : byPackets), times[i - 1] ?? 0);
    if (own !== null && !Number.isNaN(t[i]!)) told = i;
  }
  return times;
}

/**
 * Median ms of a step, and for each packet in it; null: this clock is told by less than half of the frames, or stands.
 * @param frames of one step
 */
function usualStep(
  packetId: ArrayLike<number>,
  clock: ArrayLike<number>,
  frames: number,
): { perPacket: number; ms: number } | null {
  const perPacket: number[] = [];
  const steps: number[] = [];
  const span = Math.min(frames, packetId.length - 1);
  const stride = Math.max(1, Math.floor(packetId.length / stepsLookedAt));
  let looked = 0;
  let told = 0;
  for (let i = span; i < packetId.length && span > 0; i += stride) {
    const ms = clock[i]! - clock[i - span]!;
    looked++;
    if (!Number.isNaN(ms)) told++;
    if (!(ms > 0)) continue;
    steps.push(ms / span);
    perPacket.push(ms / (packetId[i]! - packetId[i - span]!));
  }
  if (steps.length === 0 || told <= looked / 2) return null;
  return { perPacket: median(perPacket), ms: median(steps) };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)]!;
}

// ------------------------------------------------------------------ by the lap clock

/** Frames over which both clocks go on together. */
interface Stretch {
  /** Its first and last frame with a new reading of the lap clock. */
  readonly first: number;
  last: number;
  /** It begins with a lap clock that was started again. */
  readonly fell: boolean;
  /** Fresh readings, at least one: ms of the publisher's clock, and of the lap clock there. */
  readonly baseMs: number[];
  readonly clockMs: number[];
  /** To be added to times on this clock. */
  shiftMs: number;
}

function stretchesOf(base: Float64Array, clockMs: ArrayLike<number>): Stretch[] {
  const stretches: Stretch[] = [];
  let stretch: Stretch | null = null;
  /** Frame of the last new reading, and where the anchor that is looked for began. */
  let last = 0;
  let anchorFrom = 0;
  for (let i = 0; i < base.length; i++) {
    const now = clockMs[i]!;
    if (Number.isNaN(now)) continue;
    const before = clockMs[last]!;
    const fell: boolean = stretch !== null && clockFell(before, now);
    if (stretch !== null && now <= before && !fell) continue;
    const apart = now - before - (base[i]! - base[last]!);
    if (stretch === null || fell || Math.abs(apart) > clockPauseMs) {
      stretch = { first: i, last: i, fell, baseMs: [base[i]!], clockMs: [now], shiftMs: 0 };
      stretches.push(stretch);
      anchorFrom = base[i]!;
    } else {
      const end = stretch.baseMs.length - 1;
      if (base[i]! - anchorFrom >= anchorMs && base[i]! > stretch.baseMs[end]!) {
        stretch.baseMs.push(base[i]!);
        stretch.clockMs.push(now);
        anchorFrom = base[i]!;
      } else if (now - base[i]! > stretch.clockMs[end]! - stretch.baseMs[end]!) {
        stretch.baseMs[end] = base[i]!;
        stretch.clockMs[end] = now;
      }
      stretch.last = i;
    }
    last = i;
  }
  return stretches;
}

/** Time goes on where a lap clock was started again: what came before it is moved to end there. */
function shiftBeforeFalls(stretches: readonly Stretch[], base: Float64Array): void {
  for (let s = stretches.length - 2; s >= 0; s--) {
    const stretch = stretches[s]!;
    const next = stretches[s + 1]!;
    stretch.shiftMs = next.shiftMs;
    if (!next.fell) continue;
    const beginsMs = timeIn(next, base[next.first]!);
    const passedMs = base[next.first]! - base[stretch.last]!;
    stretch.shiftMs = 0;
    stretch.shiftMs = beginsMs - passedMs - timeIn(stretch, base[stretch.last]!);
  }
}

/** The lap clock at a time of the publisher's: straight through fresh readings, at the pace of the nearest beyond them. */
function timeIn(stretch: Stretch, atMs: number): number {
  const { baseMs, clockMs, shiftMs } = stretch;
  const end = baseMs.length - 1;
  const beyond = (from: number, pace: number): number =>
    clockMs[from]! + (atMs - baseMs[from]!) * pace + shiftMs;
  if (atMs <= baseMs[0]!) return beyond(0, paceOf(stretch, 0, Math.min(2, end)));
  if (atMs >= baseMs[end]!) return beyond(end, paceOf(stretch, Math.max(0, end - 2), end));
  let low = 0;
  let high = end;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (baseMs[middle]! <= atMs) low = middle;
    else high = middle;
  }
  return beyond(low, (clockMs[high]! - clockMs[low]!) / (baseMs[high]! - baseMs[low]!));
}

/** ms of the lap clock for each of the publisher's; readings close together say nothing of it. */
function paceOf({ baseMs, clockMs }: Stretch, low: number, high: number): number {
  const apartMs = baseMs[high]! - baseMs[low]!;
  return apartMs < anchorMs ? 1 : (clockMs[high]! - clockMs[low]!) / apartMs;
}
