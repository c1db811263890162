/**
 * Frames of the demo car as the agent sends them, made as fast as the processor can: for storage benchmarks and
 * tests that need hours of driving. The car writes its pages and the agent's own decoder reads them. Deterministic
 * for a seed; opens nothing.
 */

import { DemoCar } from '../../agent/demo/demo-car.ts';
import { decodeFrame } from '../../agent/games/assetto-corsa/decode.ts';
import { decodeSessionInfo } from '../../agent/games/assetto-corsa/session-info.ts';
import { createSample, pageOffsets } from '../../agent/sampling/snapshot.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { SessionInfo } from '../../protocol/session.ts';

export interface BenchDriveOptions {
  readonly seed: number;
  readonly hz: number;
  readonly seconds: number;
}

export interface BenchDrive {
  readonly facts: SessionInfo;
  /** In order; every one with its `lap`. */
  readonly frames: Frame[];
}

/** An hour at 60 Hz takes some ten seconds. */
export function drive({ seed, hz, seconds }: BenchDriveOptions): BenchDrive {
  const car = new DemoCar({ seed, pitEveryLaps: 9, spoiltLap: 3 });
  const sample = createSample();
  const frames: Frame[] = [];
  let facts: SessionInfo = {};
  let startMs: number | null = null;
  let sampleDueMs = 0;
  let slowDueMs = 0;
  while (startMs === null || car.nowMs - startMs < seconds * 1000) {
    const written = car.step();
    if (!written.physics) continue;
    startMs ??= car.nowMs;
    const t = car.nowMs - startMs;
    if (t < sampleDueMs) continue;
    sampleDueMs += 1000 / hz;
    for (const page of ['physics', 'graphics', 'static'] as const) {
      sample.bytes.set(car[page].bytes, pageOffsets[page]);
    }
    const slow = t >= slowDueMs;
    if (slow) slowDueMs += limits.slowChannelsMs;
    // The agent's clock does not tick with the physics.
    frames.push(decodeFrame(sample.view, t + ((frames.length * 7) % 30) / 10, slow));
    if (slow) facts = decodeSessionInfo(sample) ?? facts;
  }
  return { facts, frames };
}
