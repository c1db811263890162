/** Key figures of laps and corners. Pure. */
import type { TrackCorner } from './corners.ts';
import type { GridLap } from './lap-grid.ts';

/** Of one lap; NaN: not known. */
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
  /** Place 0…1 where braking begins; NaN: there is none. */
  readonly brakesAt: number;
  /** Place 0…1 where the throttle is first full after the apex; NaN: it is not. */
  readonly fullAt: number;
  /** ms spent between the corner's two ends. */
  readonly timeMs: number;
}

/** Positions from which a pedal counts as fully pressed, as pressed at all, and as braking for a corner. */
const pedal = { full: 0.98, any: 0.05, brakes: 0.1 };

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
    if (gas[i]! >= pedal.full) fullMs += ms;
    if (brake[i]! >= pedal.any) brakingMs += ms;
    if (gas[i]! < pedal.any && brake[i]! < pedal.any) coastingMs += ms;
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
    if (brakes < 0 && brake[i]! >= pedal.brakes) brakes = i;
  }
  let full = -1;
  for (let i = Math.max(slowest, from); i <= to && full < 0; i++)
    if (gas[i]! >= pedal.full) full = i;
  return {
    slowestKmh: slowest < 0 ? Number.NaN : speedKmh[slowest]!,
    // The brake is still pressed from before: braking did not begin here.
    brakesAt: brakes <= from ? Number.NaN : brakes / lap.steps,
    fullAt: full < 0 ? Number.NaN : full / lap.steps,
    timeMs: lap.timeMs[to]! - lap.timeMs[from]!,
  };
}

/**
 * Places 0…1 where the sectors after the first begin, from the sector times of this lap.
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

/** How much of the lap was recorded, 0…1. */
export function recordedShare({ timeMs }: Pick<GridLap, 'timeMs'>): number {
  let known = 0;
  for (const ms of timeMs) if (!Number.isNaN(ms)) known++;
  return known / timeMs.length;
}

/** Driven metres of the lap, from its world positions; null: they are not known for the whole lap. */
export function drivenM(lap: GridLap): number | null {
  let metres = 0;
  for (let i = 1; i <= lap.steps; i++) {
    const step = Math.hypot(lap.x[i]! - lap.x[i - 1]!, lap.z[i]! - lap.z[i - 1]!);
    if (Number.isNaN(step)) return null;
    metres += step;
  }
  return metres > 0 ? metres : null;
}
