/**
 * The stored frames of a lap as columns of numbers, as far as laps are compared by them. Keeps what was recorded as
 * it was, but for the neutral that a gearbox shows while it shifts. Pure.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';

/** What is drawn of a lap, one value a sample. */
export const tracedNames = ['speedKmh', 'gas', 'brake', 'gear', 'rpms', 'steerAngle'] as const;
export type TracedName = (typeof tracedNames)[number];

/** All columns have `count` values; NaN stands for what a frame did not carry. */
export interface LapSamples {
  readonly count: number;
  /** ms on the publisher's clock, never falling; 0 at the first frame. */
  readonly timeMs: Float64Array;
  /** The game's own clock of the lap, ms. */
  readonly clockMs: Float64Array;
  /** 0…1 along the track, as the game told it. */
  readonly position: Float64Array;
  /** World position, metres. */
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly traced: Readonly<Record<TracedName, Float64Array>>;
  /** Litres in the tank at the first and the last frame. */
  readonly fuelL: readonly [number, number];
}

/** A physics step of the game takes 3 ms; publishers without a clock of their own are timed by it. */
const packetMs = 3;

/** @param frames of one lap, ascending by packetId */
export function samplesOf(frames: readonly Frame[]): LapSamples {
  const count = frames.length;
  const column = () => new Float64Array(count);
  const samples = {
    count,
    timeMs: column(),
    clockMs: column(),
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
    fuelL: [frames[0]?.fuel ?? Number.NaN, frames.at(-1)?.fuel ?? Number.NaN] as const,
  };
  const byPacket = frames.some(({ t }) => t === undefined);
  const origin = frames[0];
  for (const [i, frame] of frames.entries()) {
    const timeMs = byPacket
      ? (frame.packetId - origin!.packetId) * packetMs
      : frame.t! - origin!.t!;
    samples.timeMs[i] = i === 0 ? 0 : Math.max(timeMs, samples.timeMs[i - 1]!);
    samples.clockMs[i] = frame.currentLapTime ?? Number.NaN;
    samples.position[i] = frame.trackPosition ?? Number.NaN;
    samples.x[i] = frame.worldPosition?.[0] ?? Number.NaN;
    samples.z[i] = frame.worldPosition?.[2] ?? Number.NaN;
    for (const name of tracedNames) samples.traced[name][i] = frame[name];
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
