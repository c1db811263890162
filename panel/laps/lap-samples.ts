/** The stored frames of a lap as columns of numbers. Only the neutral during gear changes is replaced. Pure. */
import { drivenTimes, timeColumnsOf } from '../../protocol/driven-time.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';

/** The channels that charts show. */
export const tracedNames = ['speedKmh', 'gas', 'brake', 'gear', 'rpms', 'steerAngle'] as const;
export type TracedName = (typeof tracedNames)[number];

/** All columns have `count` values; NaN: the frame has no such field. */
export interface LapSamples {
  readonly count: number;
  readonly packetId: Float64Array;
  /** The frame's `t`: ms on the publisher's clock. */
  readonly publishedMs: Float64Array;
  /** Driven time without pauses, ms; never decreasing. */
  readonly timeMs: Float64Array;
  /** The game's own clock of the lap, ms. */
  readonly clockMs: Float64Array;
  /** 0…1 along the track, from the game. */
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
    // In a spin the game reports negative rpm, which would compress the rest of the chart.
    samples.traced.rpms[i] = Math.max(frame.rpms, 0);
  }
  holdGear(samples.traced.gear, samples.timeMs);
  return samples;
}

/** Games report neutral for 15 to 300 ms during a gear change. A short neutral gets the gear before it, to avoid spikes. */
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
