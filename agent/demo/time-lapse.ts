/**
 * The one made-up drive: frames of the demo car as an agent publishes them, made from its pages by the real decoder. An
 * hour of driving takes some seconds.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { decodeFrame } from '../games/assetto-corsa/decode.ts';
import { decodeSessionInfo } from '../games/assetto-corsa/session-info.ts';
import { createSample, pageOffsets } from '../sampling/snapshot.ts';
import { DemoCar, type DemoCarOptions } from './demo-car.ts';

const slowEveryMs = 250;

export interface LapseMoment {
  readonly frame: Frame;
  /** The truth behind the frame, valid until the next moment. */
  readonly car: DemoCar;
  /** The session's metadata; null while the pages lack it. */
  info(): SessionInfo | null;
}

/** One moment for each sample of the agent. */
export function* timeLapse(
  options: DemoCarOptions,
  seconds: number,
  hz = 60,
): Generator<LapseMoment> {
  const car = new DemoCar(options);
  const sample = createSample();
  const info = () => decodeSessionInfo(sample);
  let nextMs = 0;
  let slowMs = 0;
  let startedMs: number | null = null;
  while (car.nowMs < seconds * 1000) {
    const written = car.step();
    if (!written.physics || car.nowMs < nextMs) continue;
    startedMs ??= car.nowMs;
    nextMs = Math.max(nextMs + 1000 / hz, car.nowMs - 1000 / hz);
    const slow = car.nowMs >= slowMs;
    if (slow) slowMs = car.nowMs + slowEveryMs;
    for (const page of ['physics', 'graphics', 'static'] as const) {
      sample.bytes.set(car[page].bytes, pageOffsets[page]);
    }
    yield { frame: decodeFrame(sample.view, car.nowMs - startedMs, slow), car, info };
  }
}
