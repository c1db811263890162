/** Frames made by hand, and what tests read of frames. */
import type { Frame } from '../../protocol/frame.ts';

/** The frame of the contract's example, changed by `more`. */
export function frame(packetId: number, more: object = {}): Frame {
  return {
    packetId,
    gas: 1,
    brake: 0,
    fuel: 8.3,
    gear: 5,
    rpms: 8232,
    steerAngle: -0.12,
    speedKmh: 287.4,
    ...more,
  };
}

/** Frames with packet ids `first`, `first + step`, … */
export function frames(first: number, count: number, step = 6, more: object = {}): Frame[] {
  return Array.from({ length: count }, (_, i) => frame(first + i * step, more));
}

/** Numbers from `from` to `to`, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
