/**
 * What the frames of a lap say about it and about its neighbours: times, sectors, validity, whether it is whole.
 * Pure, and the same whatever the order in which the frames arrived, so late frames correct what was concluded.
 *
 * Assetto Corsa counts `completedLaps` up together with the new `lastLapTime`, so a lap's time is the
 * `lastLapTime` that the frames of the next lap carry. It has no flag for an invalid lap, but an invalid lap does not
 * become the `bestLapTime`.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';

/** A value together with the packet it was seen at, so that observations can be joined in any order. */
type Seen<T> = { packetId: number; value: T };

/** What the frames of one lap showed. Absent: no frame carried it. Kept as JSON with the lap. */
export interface LapObservation {
  /** Of the lap's first frame, ms. */
  startTime?: Seen<number>;
  /** Session time `t` of the lap's first frame, ms. */
  startT?: Seen<number>;
  /** `lastLapTime` at the lap's beginning: the time of the lap before. */
  lastLap?: Seen<number | null>;
  /** `bestLapTime` as late in the lap as it was seen: the best of all laps before. */
  bestLap?: Seen<number | null>;
  /** Time of sector k, as carried while the car was in sector k + 1; the last one is seen in the next lap's sector 0. */
  sectors?: Record<number, Seen<number>>;
  /** Most tyres off the track at once. */
  tyresOutMax?: number;
  /** Litres in the tank at the lap's first frame. */
  startFuel?: Seen<number>;
}

export interface LapExtent {
  firstPacket: number;
  lastPacket: number;
  frames: number;
  gapMax: number;
}

export interface LapRecord extends LapExtent {
  lap: number;
  observed: LapObservation;
}

/** What follows from a lap and its neighbours. */
export interface LapConclusion {
  lapMs: number | null;
  sectorsMs: number[] | null;
  valid: boolean | null;
  whole: boolean;
}

/** Off the track with this many tyres counts as a cut, where the game says nothing. */
const tyresOutCut = 3;

/** @param frames of one lap, ascending by packetId */
export function observe(frames: readonly Frame[]): LapObservation {
  const seen: LapObservation = {};
  const first = frames[0];
  if (first === undefined) return seen;
  if (typeof first.currentLapTime === 'number') {
    seen.startTime = { packetId: first.packetId, value: first.currentLapTime };
  }
  if (typeof first.t === 'number') seen.startT = { packetId: first.packetId, value: first.t };
  seen.startFuel = { packetId: first.packetId, value: first.fuel };
  let tyresOutMax = -1;
  for (const frame of frames) {
    const { packetId } = frame;
    if (frame.lastLapTime !== undefined && seen.lastLap === undefined) {
      seen.lastLap = { packetId, value: frame.lastLapTime };
    }
    if (frame.bestLapTime !== undefined) seen.bestLap = { packetId, value: frame.bestLapTime };
    if (frame.tyresOut !== undefined) tyresOutMax = Math.max(tyresOutMax, frame.tyresOut);
    if (typeof frame.lastSectorTime === 'number' && frame.sector !== undefined) {
      seen.sectors ??= {};
      seen.sectors[frame.sector] ??= { packetId, value: frame.lastSectorTime };
    }
  }
  if (tyresOutMax >= 0) seen.tyresOutMax = tyresOutMax;
  return seen;
}

function earlier<T>(a: Seen<T> | undefined, b: Seen<T> | undefined): Seen<T> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.packetId <= b.packetId ? a : b;
}

function later<T>(a: Seen<T> | undefined, b: Seen<T> | undefined): Seen<T> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.packetId >= b.packetId ? a : b;
}

/** Joins two observations of the same lap; which comes first does not matter. */
export function joinObservations(a: LapObservation, b: LapObservation): LapObservation {
  const joined: LapObservation = {};
  const startTime = earlier(a.startTime, b.startTime);
  const startT = earlier(a.startT, b.startT);
  const startFuel = earlier(a.startFuel, b.startFuel);
  const lastLap = earlier(a.lastLap, b.lastLap);
  const bestLap = later(a.bestLap, b.bestLap);
  if (startTime) joined.startTime = startTime;
  if (startT) joined.startT = startT;
  if (startFuel) joined.startFuel = startFuel;
  if (lastLap) joined.lastLap = lastLap;
  if (bestLap) joined.bestLap = bestLap;
  if (a.sectors || b.sectors) {
    const sectors: Record<number, Seen<number>> = { ...a.sectors };
    for (const [key, seen] of Object.entries(b.sectors ?? {})) {
      sectors[Number(key)] = earlier(sectors[Number(key)], seen)!;
    }
    joined.sectors = sectors;
  }
  if (a.tyresOutMax !== undefined || b.tyresOutMax !== undefined) {
    joined.tyresOutMax = Math.max(a.tyresOutMax ?? 0, b.tyresOutMax ?? 0);
  }
  return joined;
}

/** The extent of a lap from its chunks in order. */
export function extentOf(
  chunks: readonly { startPacket: number; endPacket: number; frames: number; gapMax: number }[],
): LapExtent {
  let frames = 0;
  let gapMax = 0;
  for (const [i, chunk] of chunks.entries()) {
    frames += chunk.frames;
    gapMax = Math.max(gapMax, chunk.gapMax);
    if (i > 0) gapMax = Math.max(gapMax, chunk.startPacket - chunks[i - 1]!.endPacket);
  }
  return {
    firstPacket: chunks[0]?.startPacket ?? 0,
    lastPacket: chunks.at(-1)?.endPacket ?? 0,
    frames,
    gapMax,
  };
}

/**
 * @param before the lap with the number one less, null when nothing of it is stored
 * @param after the lap with the number one more
 */
export function concludeLap(
  before: LapRecord | null,
  lap: LapRecord,
  after: LapRecord | null,
): LapConclusion {
  const told = after?.observed.lastLap?.value ?? null;
  const lapMs = told !== null && told > 0 ? told : null;
  return {
    lapMs,
    sectorsMs: sectorsOf(lap, after, lapMs),
    valid: lapValidity(
      lapMs,
      lap.observed.bestLap?.value,
      after?.observed.bestLap?.value,
      lap.observed.tyresOutMax,
    ),
    whole: isWhole(before, lap, after),
  };
}

/**
 * Litres burnt from the first frame of a lap to the first of the next.
 * @param after of the lap with the number one more; undefined: nothing of it is stored
 * @returns null: not known, or fuel was added on the way
 */
export function burntL(lap: LapObservation, after: LapObservation | undefined): number | null {
  if (lap.startFuel === undefined || after?.startFuel === undefined) return null;
  const litres = lap.startFuel.value - after.startFuel.value;
  return litres > 0 ? Math.round(litres * 1000) / 1000 : null;
}

/**
 * Whether a lap counts, as far as the game lets one know.
 * @param bestBefore `bestLapTime` during the lap, ms; null: the game knew none; undefined: not published
 * @param bestAfter the same during the next lap
 * @param tyresOutMax most tyres off the track at once during the lap
 * @returns null: the times do not tell.
 */
export function lapValidity(
  lapMs: number | null,
  bestBefore: number | null | undefined,
  bestAfter: number | null | undefined,
  tyresOutMax: number | undefined,
): boolean | null {
  if (lapMs === null) return null;
  if (bestAfter !== undefined) {
    // It became the best: the game counts it. It should have and did not: the game does not count it.
    if (bestAfter === lapMs && bestBefore !== undefined && bestBefore !== lapMs) return true;
    if (bestAfter === null || bestAfter > lapMs) return false;
  }
  return tyresOutMax !== undefined && tyresOutMax >= tyresOutCut ? false : null;
}

function sectorsOf(lap: LapRecord, after: LapRecord | null, lapMs: number | null): number[] | null {
  const last = after?.observed.sectors?.[0]?.value;
  if (last === undefined || lapMs === null) return null;
  const times: number[] = [];
  const seen = lap.observed.sectors ?? {};
  for (let sector = 1; seen[sector] !== undefined; sector++) times.push(seen[sector]!.value);
  times.push(last);
  const sum = times.reduce((total, ms) => total + ms, 0);
  return times.length > 1 && sum === lapMs ? times : null;
}

function isWhole(before: LapRecord | null, lap: LapRecord, after: LapRecord | null): boolean {
  if (after === null) return false;
  const mean = lap.frames > 1 ? (lap.lastPacket - lap.firstPacket) / (lap.frames - 1) : 0;
  // A publisher slower than two frames a second leaves longer steps than this everywhere.
  const gapMax = Math.max(limits.lapGapPacketsMax, 4 * mean);
  const inReach = (from: number, to: number) => to > from && to - from <= gapMax;
  const begins =
    (before !== null && inReach(before.lastPacket, lap.firstPacket)) ||
    startsAt(lap.observed.startTime, lap.firstPacket) ||
    startsAt(lap.observed.startT, lap.firstPacket);
  return begins && lap.gapMax <= gapMax && inReach(lap.lastPacket, after.firstPacket);
}

function startsAt(seen: Seen<number> | undefined, firstPacket: number): boolean {
  return seen?.packetId === firstPacket && seen.value <= limits.lapStartMsMax;
}
