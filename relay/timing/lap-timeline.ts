/**
 * Finds the frames of a lap and the time of each, from the frame at which the lap clock started to the line at its end.
 * The lap number is not enough: number and clock change up to half a second apart, and an attempt that was given up has
 * the number of the next one. Pure.
 */
import { clockFell, drivenTimes, hasLapClock } from '../../protocol/driven-time.ts';
import { limits } from '../../protocol/limits.ts';
import { lowerBound } from './lower-bound.ts';

/** The first and last packet of a lap, and its time. */
export interface LapPackets {
  /** Packet of the first frame on the clock of this lap; null: the first frame with its number. */
  readonly startPacket: number | null;
  /** Packet of the first frame past the line at its end; null: its end was not seen. */
  readonly linePacket: number | null;
  /** Lap time from the game, ms; null: not known. */
  readonly lapMs: number | null;
}

/** The frames of a lap and of some moments around it, ascending by packetId; NaN: not published. */
export interface TimelineColumns {
  readonly packetId: Float64Array;
  /** ms on the publisher's clock. */
  readonly t: Float64Array;
  /** `currentLapTime`, ms. */
  readonly clockMs: Float64Array;
  /** The lap number under which each frame was published. */
  readonly lap: Float64Array;
}

export interface LapTimeline {
  /** The frames of the lap, from `first` up to, but not including, `end`. */
  readonly first: number;
  readonly end: number;
  /** Frame `end` exists and is the first past the line. */
  readonly hasPast: boolean;
  /** Time since the line of each of these frames and of the one past the line, if there is one, ms. Without pauses. */
  readonly timesMs: Float64Array;
  /** The beginning of the lap at its line was seen. */
  readonly fromLine: boolean;
  /** When the line at the end was crossed, ms; null: not seen. */
  readonly lineMs: number | null;
}

/** A frame within this time of a line counts as on it, ms. */
const nearMs = limits.lapStartMsMax;
/** The time of a line is computed from this many frames before it. */
const framesAtLine = 200;

/** @returns null: no frame of the lap is there. */
export function lapTimeline(
  columns: TimelineColumns,
  lap: number,
  span: LapPackets,
): LapTimeline | null {
  const { startPacket, linePacket, lapMs } = span;
  const begin =
    startPacket === null ? columns.lap.indexOf(lap) : lowerBound(columns.packetId, startPacket);
  const end =
    linePacket === null
      ? columns.lap.lastIndexOf(lap) + 1
      : lowerBound(columns.packetId, linePacket);
  if (begin < 0 || begin >= end) return null;
  const hasPast = linePacket !== null && end < columns.lap.length;
  const frames = part(columns, begin, end);
  const hasClock = hasLapClock(frames);
  const driven = drivenTimes(frames);
  const lastMs = driven.at(-1)!;
  const pastClockMs = hasPast && hasClock ? clockSinceLine(columns, end) : 0;
  /** Time of the line according to the frames. */
  const crossedMs = hasPast
    ? Math.max(lastMs, lastMs + lastStepMs(columns, begin, end) - pastClockMs)
    : null;
  const fits = lapMs === null || crossedMs === null || Math.abs(crossedMs - lapMs) <= nearMs;
  // Without a lap clock, the line at the end and the lap time give the time of the first frame.
  const laterMs = hasClock || fits ? 0 : lapMs - crossedMs;
  const line = crossedMs ?? (lapMs !== null && Math.abs(lapMs - lastMs) <= nearMs ? lapMs : null);
  const lineMs = lapMs !== null && line !== null && (fits || !hasClock) ? lapMs : line;

  const timesMs = new Float64Array(end - begin + (hasPast ? 1 : 0));
  for (const [i, ms] of driven.entries()) timesMs[i] = ms + laterMs;
  if (hasPast) timesMs[end - begin] = Math.max(lineMs! + pastClockMs, lastMs + laterMs);
  // The timeline keeps one frame from before the line, for interpolation at it.
  let cut = 0;
  while (cut + 1 < end - begin && timesMs[cut + 1]! <= 0) cut++;
  const isFromLine = timesMs[cut]! <= nearMs && (fits || !hasClock);
  return {
    first: begin + cut,
    end,
    hasPast,
    timesMs: timesMs.subarray(cut),
    fromLine: isFromLine,
    lineMs,
  };
}

/**
 * The packets of a lap from its frames alone. The lap begins at the last start of its clock. The line at its end is
 * where the clock restarts near the next number.
 */
export function lapPacketsOf(
  columns: TimelineColumns,
  lap: number,
  lapMs: number | null,
): LapPackets {
  const { lap: laps, packetId } = columns;
  const first = laps.indexOf(lap);
  const last = laps.lastIndexOf(lap);
  const packet = (index: number | null) => (index === null ? null : packetId[index]!);
  if (first < 0) return { startPacket: null, linePacket: null, lapMs };
  const next = last + 1 < laps.length ? last + 1 : null;
  if (!hasLapClock(part(columns, first, last + 1))) {
    return { startPacket: null, linePacket: packet(next), lapMs };
  }
  const falls = clockFalls(columns);
  const line = lineAmong(falls, columns, first, last, lapMs) ?? next;
  const start = falls.findLast((at) => at < (line ?? laps.length));
  const isOfLap = start !== undefined && (start >= first || clockSinceLine(columns, first) > 0);
  return { startPacket: isOfLap ? packet(start) : null, linePacket: packet(line), lapMs };
}

/** The fall of the lap clock nearest to where the number changed; null: it did not fall there. */
function lineAmong(
  falls: readonly number[],
  columns: TimelineColumns,
  first: number,
  last: number,
  lapMs: number | null,
): number | null {
  const { clockMs } = columns;
  const next = last + 1;
  const isLine = (at: number): boolean => {
    if (at <= first) return false;
    if (at === next) return true;
    const beforeMs = lastClockMs(clockMs, at - 1);
    // The number changed first: the old clock ran on for a moment.
    if (at > next) return beforeMs - lastClockMs(clockMs, last) <= nearMs;
    // The clock changed first. An attempt of a second must not replace the lap before it.
    const isLate = lastClockMs(clockMs, last) <= nearMs;
    return isLate && (lapMs === null || Math.abs(beforeMs - lapMs) <= nearMs);
  };
  const lines = falls.filter(isLine);
  if (lines.length === 0) return null;
  return lines.reduce((a, b) => (Math.abs(b - next) < Math.abs(a - next) ? b : a));
}

function clockFalls({ clockMs }: TimelineColumns): number[] {
  const falls: number[] = [];
  let before = Number.NaN;
  for (let i = 0; i < clockMs.length; i++) {
    const now = clockMs[i]!;
    if (Number.isNaN(now)) continue;
    if (clockFell(before, now)) falls.push(i);
    before = now;
  }
  return falls;
}

/** The lap clock at a frame, or at the last frame before it that has it. */
function lastClockMs(clockMs: Float64Array, at: number): number {
  for (let i = at; i >= 0; i--) if (!Number.isNaN(clockMs[i]!)) return clockMs[i]!;
  return 0;
}

/** Time on the lap clock at a frame where it has just started, ms; 0: it has not. */
function clockSinceLine({ clockMs }: TimelineColumns, at: number): number {
  const ms = clockMs[at]!;
  return ms > 0 && ms <= nearMs ? ms : 0;
}

/** Driven time from the frame before `end` to it, ms. */
function lastStepMs(columns: TimelineColumns, begin: number, end: number): number {
  const times = drivenTimes(part(columns, Math.max(begin, end - framesAtLine), end + 1));
  return times.at(-1)! - (times.at(-2) ?? times.at(-1)!);
}

function part(columns: TimelineColumns, begin: number, end: number): TimelineColumns {
  return {
    packetId: columns.packetId.subarray(begin, end),
    t: columns.t.subarray(begin, end),
    clockMs: columns.clockMs.subarray(begin, end),
    lap: columns.lap.subarray(begin, end),
  };
}
