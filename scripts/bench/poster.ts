/**
 * Publishes a made-up drive with POST at its own pace, from this process: one batch after the other over one kept
 * connection. Frames hold the contract's eight fields and `t`; they never repeat and never end.
 */
import { Agent, request } from 'node:http';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { BenchDrive } from './drive-frames.ts';

export interface PostPace {
  readonly framesPerBatch: number;
  readonly hz: number;
}

/** What a simple publisher sends of a frame. */
export function plainFrame(frame: Frame): Frame {
  const { packetId, gas, brake, fuel, gear, rpms, steerAngle, speedKmh, t = 0 } = frame;
  return { packetId, gas, brake, fuel, gear, rpms, steerAngle, speedKmh, t };
}

export class Poster {
  batches = 0;
  refused = 0;
  readonly #address: URL;
  readonly #bodies: (batch: number) => string;
  readonly #gapMs: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #timer: NodeJS.Timeout | null = null;
  #inFlight: Promise<void> = Promise.resolve();

  /** @param url of the relay */
  constructor(url: string, session: string, { frames }: BenchDrive, pace: PostPace) {
    this.#address = new URL(`/ingest?session_id=${session}&lap=1`, url);
    this.#gapMs = (1000 * pace.framesPerBatch) / pace.hz;
    const drivenFrames = frames.map(plainFrame);
    this.#bodies = (batch) => {
      const batchFrames: Frame[] = [];
      for (let i = 0; i < pace.framesPerBatch; i++) {
        const n = batch * pace.framesPerBatch + i;
        const t = (n * 1000) / pace.hz;
        const packetId = Math.round(t / 3);
        batchFrames.push({ ...drivenFrames[n % drivenFrames.length]!, packetId, t });
      }
      return JSON.stringify(batchFrames);
    };
  }

  /** Publishes so many batches as fast as they are taken, so that the relay's code is compiled before it is measured. */
  async warm(batches: number): Promise<void> {
    for (let i = 0; i < batches; i++) this.#post(this.batches++);
    await this.#inFlight;
  }

  /** Publishes for so long, and until the last batch is answered. */
  async run(ms: number): Promise<void> {
    const first = this.batches;
    const beganMs = performance.now();
    await new Promise<void>((resolve) => {
      const step = (): void => {
        const elapsed = performance.now() - beganMs;
        while (this.batches - first < elapsed / this.#gapMs) this.#post(this.batches++);
        if (elapsed >= ms) resolve();
        else this.#timer = setTimeout(step, Math.min(this.#gapMs, ms - elapsed));
      };
      step();
    });
    await this.#inFlight;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#agent.destroy();
  }

  #post(batch: number): void {
    const body = this.#bodies(batch);
    const sent = new Promise<void>((resolve) => {
      const post = request(
        this.#address,
        {
          agent: this.#agent,
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
          timeout: limits.publishTimeoutMs,
        },
        (answer) => {
          if (answer.statusCode !== 200) this.refused++;
          answer.resume().once('close', () => resolve());
        },
      );
      post.once('error', () => {
        this.refused++;
        resolve();
      });
      post.end(body);
    });
    this.#inFlight = this.#inFlight.then(() => sent);
  }
}
