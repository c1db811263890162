/** Synthetic laps: a car on a circular track whose speed is a known function of the place. */
import { type ComparedLap, compare, type LapComparison } from '../../../panel/laps/comparison.ts';
import { courseOf } from '../../../panel/laps/lap-course.ts';
import { type GridLap, gridOf } from '../../../panel/laps/lap-grid.ts';
import { samplesOf } from '../../../panel/laps/lap-samples.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';

export interface MadeUp {
  /** Speed at a place 0…1, km/h. */
  readonly speedKmh: (place: number) => number;
  readonly lengthM?: number;
  readonly hz?: number;
  /** Where recording begins and ends, as the driven share of the lap; beyond 1 is the next round. */
  readonly from?: number;
  readonly to?: number;
  /** How late after the line the game counts the lap, ms. */
  readonly lateMs?: number;
  /** What the game's position is where the lap's clock starts. */
  readonly offset?: number;
}

export interface MadeUpLap {
  readonly frames: Frame[];
  readonly lapMs: number;
}

/** Integrates the lap in steps of 3 ms, as the game's physics does, and records it as the agent would. */
export function madeUpLap(options: MadeUp): MadeUpLap {
  const { speedKmh, lengthM = 4_000, hz = 60, from = 0, to = 1, lateMs = 0, offset = 0 } = options;
  const frames: Frame[] = [];
  const stepMs = 3;
  let place = 0;
  let ms = 0;
  let packetId = 1_000;
  let nextMs = lateMs;
  let lapMs = Number.NaN;
  while (place < Math.max(to, 1)) {
    const kmh = speedKmh(place % 1);
    const next = place + ((kmh / 3.6) * (stepMs / 1000)) / lengthM;
    if (ms >= nextMs && place >= from && place <= to) {
      const clock = place >= 1 ? ms - lapMs : ms;
      const frame = frameAt(place % 1, ms, Math.round(clock), packetId, kmh);
      frames.push(offset === 0 ? frame : { ...frame, trackPosition: (place + offset) % 1 });
      nextMs += 1000 / hz;
    }
    if (place < 1 && next >= 1) lapMs = ms + (stepMs * (1 - place)) / (next - place);
    place = next;
    ms += stepMs;
    packetId++;
  }
  return { frames, lapMs };
}

function frameAt(place: number, t: number, clock: number, packetId: number, kmh: number): Frame {
  const angle = place * 2 * Math.PI;
  return {
    packetId,
    gas: Math.max(0, Math.sin(angle * 3)),
    brake: Math.max(0, -Math.sin(angle * 3)),
    fuel: 30 - place,
    gear: 1 + Math.floor(kmh / 60),
    rpms: Math.round(3_000 + kmh * 15),
    steerAngle: Math.cos(angle * 3) / 2,
    speedKmh: kmh,
    t,
    currentLapTime: clock,
    trackPosition: Math.round(place * 100_000) / 100_000,
    worldPosition: [Math.cos(angle) * 600, 0, Math.sin(angle) * 600],
  };
}

/** A speed that oscillates around `mean`, `waves` times a lap. */
export function wavy(mean: number, swing: number, waves: number, phase = 0) {
  return (place: number): number => mean + swing * Math.sin(place * 2 * Math.PI * waves + phase);
}

/** The grid of a synthetic lap, as the worker makes it. */
export function madeUpGrid(options: MadeUp): GridLap {
  return gridFrom(madeUpLap(options).frames);
}

/** @param lapMs from the game; null: not known */
export function gridFrom(frames: readonly Frame[], lapMs: number | null = null): GridLap {
  const samples = samplesOf(frames);
  return gridOf(samples, courseOf(samples, lapMs)!, limits.lapGridSteps);
}

/** Two laps with four slow places each, on 4000 m with two sectors. @param second differences of the second lap */
export function comparisonOfMadeUp(second: Partial<MadeUp> = {}): LapComparison {
  const laps = [{ speedKmh: wavy(160, 60, 4) }, { speedKmh: wavy(156, 62, 4, 0.1), ...second }].map(
    (options, i): ComparedLap => {
      const { lapMs } = madeUpLap(options);
      return {
        key: `S:${i + 1}`,
        place: i,
        title: `Lap ${i + 1}`,
        lapMs: Math.round(lapMs),
        sectorsMs: [Math.round(lapMs * 0.45), Math.round(lapMs * 0.55)],
        fuelL: 2.5,
        grid: madeUpGrid(options),
      };
    },
  );
  return compare(laps, 4_000, 'kmh');
}
