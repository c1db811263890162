/** Measures how long frames are under way, for `/metrics`. */
import { Histogram } from 'prom-client';
import type { Batch } from '../live/batch.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { Broadcast } from '../live/ports.ts';

export class BatchLatency {
  /** Registered by whoever serves them. */
  readonly histograms: readonly Histogram[];
  readonly #session: (sessionID: string) => LiveSession | undefined;
  readonly #now: () => number;
  readonly #age = new Histogram({
    name: 'sequential_frame_age_seconds',
    help: "Age of a batch's newest frame when it was written to viewers, from its sampling on.",
    buckets: [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5],
    registers: [],
  });
  readonly #handling = new Histogram({
    name: 'sequential_batch_handling_seconds',
    help: 'Time from the receipt of a batch until it was written to its viewers.',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
    registers: [],
  });

  /** @param now ms on the relay's clock */
  constructor(session: (sessionID: string) => LiveSession | undefined, now: () => number) {
    this.#session = session;
    this.#now = now;
    this.histograms = [this.#age, this.#handling];
  }

  /** @returns sends as `broadcast` does, and measures each batch after it */
  measured(broadcast: Broadcast): Broadcast {
    return {
      ...broadcast,
      sendBatch: (batch, pageFrames) => {
        broadcast.sendBatch(batch, pageFrames);
        this.#measure(batch);
      },
    };
  }

  #measure({ sessionID, receivedAt, frames }: Batch): void {
    const now = this.#now();
    this.#handling.observe(Math.max(now - receivedAt, 0) / 1000);
    const startMs = this.#session(sessionID)?.startMs ?? null;
    const t = frames.at(-1)?.t;
    // Simple publishers send no times.
    if (startMs !== null && typeof t === 'number') {
      this.#age.observe(Math.max(now - startMs - t, 0) / 1000);
    }
  }
}
