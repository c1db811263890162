/**
 * The stored frames of a lap as columns of numbers, as far as laps are compared by them. Keeps what was recorded as
 * it was, but for the neutral that a gearbox shows while it shifts. Pure.
 */
import { drivenTimes, timeColumnsOf } from '../../protocol/driven-time.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';

/** What is drawn of a lap, one value a sample. */
export const tracedNames = ['speedKmh', 'gas', 'brake', 'gear', 'rpms', 'steerAngle'] as const;
export type TracedName = (typeof tracedNames)[number];

/** All columns have `count` values; NaN stands for what a frame did not carry. */
export interface LapSamples {
  readonly count: number;
  readonly packetId: Float64Array;
  /** ms on the publisher's own clock, as it was told. */
  readonly publishedMs: Float64Array;
  /** ms that were driven, never falling: a pause takes none of it. */
  readonly timeMs: Float64Array;
  /** The game's own clock of the lap, ms. */
  readonly clockMs: Float64Array;
  /** 0…1 along the track, as the game told it. */
  readonly position: Float64Array;
  /** World position, metres. */
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly traced: Readonly<Record<TracedName, Float64Array>>;
  /** Litres in the tank. */
  readonly fuelL: Float64Array;
}

/** @param frames of one lap, ascending by packetId */
export function samplesOf(frames: readonly Frame[]): LapSamples {
  const count = frames.length;
  const column = () => new Float64Array(count);
  const columns = timeColumnsOf(frames);
  const samples = {
    count,
    packetId: Float64Array.from(columns.packetId),
    publishedMs: Float64Array.from(columns.t),
    timeMs: drivenTimes(columns),
    clockMs: Float64Array.from(columns.clockMs),
    position: column(),
    x: column(),
    z: column(),
    traced: {
      speedKmh: column(),
      gas: column(),
      brake: column(),
      gear: column(),
      rpms: column(),
      steerAngle: column(),
    },
    fuelL: column(),
  };
  for (const [i, frame] of frames.entries()) {
    samples.fuelL[i] = frame.fuel;
    samples.position[i] = frame.trackPosition ?? Number.NaN;
    samples.x[i] = frame.worldPosition?.[0] ?? Number.NaN;
    samples.z[i] = frame.worldPosition?.[2] ?? Number.NaN;
    for (const name of tracedNames) samples.traced[name][i] = frame[name];
    // In a spin the game tells engines that turn backwards, which would flatten the rest of the chart.
    samples.traced.rpms[i] = Math.max(frame.rpms, 0);
  }
  holdGear(samples.traced.gear, samples.timeMs);
  return samples;
}

/**
 * Games show neutral for 15 to 300 ms while a gear is changed. On a chart that is a spike at each shift, so a short
 * neutral keeps the gear before it.
 */
function holdGear(gear: Float64Array, timeMs: Float64Array): void {
  for (let i = 1; i < gear.length; i++) {
    if (gear[i] !== 0 || !(gear[i - 1]! > 0)) continue;
    let end = i;
    while (end < gear.length && gear[end] === 0) end++;
    const isShift = end < gear.length && timeMs[end]! - timeMs[i]! <= limits.gearHoldMs;
    if (isShift) gear.fill(gear[i - 1]!, i, end);
    i = end;
  }
}
