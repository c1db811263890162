/** Finds the second of a lap that shows most of an overlay: where the values that it draws move most. Pure. */
import type { Frame } from '../../../protocol/frame.ts';
import { timeOf } from './replay-player.ts';

/** The values are compared at this distance, so that noise between two frames counts little, ms. */
const stepMs = 200;
/** Length of the compared parts of the lap, ms. What happens in the middle of a part counts most. */
const windowMs = 8_000;

/** Of the frame, not of the car. */
const notDrawn: ReadonlySet<string> = new Set(['t', 'packetId']);

/** The numbers of a frame by name; those of an array by name and place. */
function numbersIn(frame: Partial<Frame>): Map<string, number> {
  const found = new Map<string, number>();
  for (const [name, value] of Object.entries(frame)) {
    if (notDrawn.has(name)) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    values.forEach((one, i) => {
      if (typeof one === 'number' && Number.isFinite(one)) found.set(`${name} ${i}`, one);
    });
  }
  return found;
}

/** One frame for each step of the lap. */
function sampled(frames: readonly Partial<Frame>[]): Map<string, number>[] {
  const samples: Map<string, number>[] = [];
  let nextT = -Infinity;
  for (const frame of frames) {
    const t = timeOf(frame);
    if (t < nextT) continue;
    nextT = (nextT === -Infinity ? t : nextT) + stepMs;
    samples.push(numbersIn(frame));
  }
  return samples;
}

/** How much moves in each step, each value as a share of its range over the whole lap. */
function movements(samples: readonly ReadonlyMap<string, number>[]): number[] {
  const ranges = new Map<string, { min: number; max: number }>();
  for (const sample of samples) {
    for (const [name, value] of sample) {
      const { min, max } = ranges.get(name) ?? { min: value, max: value };
      ranges.set(name, { min: Math.min(min, value), max: Math.max(max, value) });
    }
  }
  return samples.slice(1).map((sample, i) => {
    let moved = 0;
    for (const [name, value] of sample) {
      const before = samples[i]!.get(name);
      const { min, max } = ranges.get(name)!;
      if (before !== undefined && max > min) moved += Math.abs(value - before) / (max - min);
    }
    return moved;
  });
}

/**
 * @param frames of the lap, in order, with the channels that the overlay draws
 * @returns seconds into the lap; 0 when nothing moves, or the lap is shorter than a part
 */
export function tellingSecond(frames: readonly Partial<Frame>[]): number {
  const moved = movements(sampled(frames));
  const steps = windowMs / stepMs;
  let best = 0;
  let most = 0;
  for (let start = 0; start + steps <= moved.length; start++) {
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const fromEdge = Math.min(i + 1, steps - i);
      sum += moved[start + i]! * fromEdge;
    }
    if (sum <= most) continue;
    most = sum;
    best = start;
  }
  return (best * stepMs) / 1_000;
}
