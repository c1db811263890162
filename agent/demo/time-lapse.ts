/**
 * Drives the demo car in time-lapse through its real pages and the real decoder: what an agent would publish of
 * an hour's driving, in seconds. Never waits and opens no page.
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
  /** The car itself, for what really was. Read it before asking for the next moment. */
  readonly car: DemoCar;
  /** What the pages say about the session; null while they say too little. */
  facts(): SessionInfo | null;
}

/** One moment for each sample of the agent while the car drives. */
export function* timeLapse(
  options: DemoCarOptions,
  seconds: number,
  hz = 60,
): Generator<LapseMoment> {
  const car = new DemoCar(options);
  const sample = createSample();
  const facts = () => decodeSessionInfo(sample);
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
    yield { frame: decodeFrame(sample.view, car.nowMs - startedMs, slow), car, facts };
  }
}
