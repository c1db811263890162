/** The key figures of laps: what the charts show, as numbers for a table. Pure. */
import type { TrackCorner } from './corners.ts';
import type { GridLap } from './lap-grid.ts';

/** Of one lap; NaN where it cannot be told. */
export interface LapFigures {
  readonly topKmh: number;
  readonly slowestKmh: number;
  /** Shares of the lap's time, 0…1. */
  readonly fullThrottle: number;
  readonly braking: number;
  readonly coasting: number;
  readonly shifts: number;
}

/** Of one lap in one corner. */
export interface CornerFigures {
  readonly slowestKmh: number;
  /** Place 0…1 at which the brake was pressed for it; NaN: it was not. */
  readonly brakesAt: number;
  /** Place 0…1 from which on the throttle was full; NaN: it was not. */
  readonly fullAt: number;
  /** ms spent between the corner's two ends. */
  readonly timeMs: number;
}

/** From here on a pedal counts as pressed to the floor, or as pressed at all. */
const fullGas = 0.98;
const anyPedal = 0.05;
/** Braking for a corner, in contrast to a dab. */
const realBrake = 0.1;

export function figuresOf(lap: GridLap): LapFigures {
  const { speedKmh, gas, brake, gear } = lap.traced;
  let topKmh = Number.NaN;
  let slowestKmh = Number.NaN;
  let fullMs = 0;
  let brakingMs = 0;
  let coastingMs = 0;
  let totalMs = 0;
  let shifts = 0;
  for (let i = 0; i <= lap.steps; i++) {
    const kmh = speedKmh[i]!;
    if (Number.isNaN(kmh)) continue;
    if (!(kmh <= topKmh)) topKmh = kmh;
    if (!(kmh >= slowestKmh)) slowestKmh = kmh;
    const ms = lap.timeMs[i + 1]! - lap.timeMs[i]!;
    if (i === lap.steps || Number.isNaN(ms)) continue;
    totalMs += ms;
    if (gas[i]! >= fullGas) fullMs += ms;
    if (brake[i]! >= anyPedal) brakingMs += ms;
    if (gas[i]! < anyPedal && brake[i]! < anyPedal) coastingMs += ms;
    if (gear[i] !== gear[i + 1]) shifts++;
  }
  const share = (ms: number) => (totalMs > 0 ? ms / totalMs : Number.NaN);
  return {
    topKmh,
    slowestKmh,
    fullThrottle: share(fullMs),
    braking: share(brakingMs),
    coasting: share(coastingMs),
    shifts,
  };
}

export function cornerFigures(lap: GridLap, corner: TrackCorner): CornerFigures {
  const { speedKmh, gas, brake } = lap.traced;
  const from = Math.round(corner.from * lap.steps);
  const to = Math.round(corner.to * lap.steps);
  let slowest = -1;
  let brakes = -1;
  for (let i = from; i <= to; i++) {
    if (Number.isNaN(speedKmh[i]!)) continue;
    if (slowest < 0 || speedKmh[i]! < speedKmh[slowest]!) slowest = i;
    if (brakes < 0 && brake[i]! >= realBrake) brakes = i;
  }
  let full = -1;
  for (let i = Math.max(slowest, from); i <= to && full < 0; i++) if (gas[i]! >= fullGas) full = i;
  return {
    slowestKmh: slowest < 0 ? Number.NaN : speedKmh[slowest]!,
    // Still on the brake from before is no place where braking began.
    brakesAt: brakes <= from ? Number.NaN : brakes / lap.steps,
    fullAt: full < 0 ? Number.NaN : full / lap.steps,
    timeMs: lap.timeMs[to]! - lap.timeMs[from]!,
  };
}

/**
 * Places 0…1 at which the sectors after the first began, from their times on this lap.
 * @param sectorsMs of all sectors of the lap
 */
export function sectorPlaces(lap: GridLap, sectorsMs: readonly (number | null)[]): number[] {
  const places: number[] = [];
  let untilMs = 0;
  for (const ms of sectorsMs.slice(0, -1)) {
    if (ms === null) return [];
    untilMs += ms;
    const i = lap.timeMs.findIndex((one) => one >= untilMs);
    if (i < 0 || !lap.fromLine) return [];
    places.push(i / lap.steps);
  }
  return places;
}

/** Metres of the way that the lap drove, from its world positions; null where they are not told all around. */
export function drivenM(lap: GridLap): number | null {
  let metres = 0;
  for (let i = 1; i <= lap.steps; i++) {
    const step = Math.hypot(lap.x[i]! - lap.x[i - 1]!, lap.z[i]! - lap.z[i - 1]!);
    if (Number.isNaN(step)) return null;
    metres += step;
  }
  return metres > 0 ? metres : null;
}
