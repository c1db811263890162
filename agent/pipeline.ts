/**
 * From a sample to a published frame: connects the session tracker, the decoder and the publisher, and logs each change
 * of status once.
 */
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';
import type { GameStatus } from '../protocol/session.ts';
import type { CarsReading } from './cars/car-source.ts';
import { decodeFrame } from './games/assetto-corsa/decode.ts';
import type { Publisher } from './publish/port.ts';
import type { MemoryReport } from './sampling/sampler.ts';
import type { MemorySample } from './sampling/snapshot.ts';
import type { SessionChange, SessionTracker } from './session/session.ts';

const sentences: Record<GameStatus, string> = {
  waiting: 'Waiting for Assetto Corsa.',
  loading: 'Assetto Corsa is running and loading.',
  menu: 'Assetto Corsa is in its menu.',
  driving: 'Driving.',
  paused: 'Paused.',
  replay: 'A replay is playing; nothing is published.',
  ended: 'The session is over.',
};

/** The frame rate is measured over this time, ms. */
const rateMs = 1000;

export class Pipeline {
  readonly #tracker: SessionTracker;
  readonly #publisher: Publisher;
  readonly #log: Log;
  #slowMs = Number.NEGATIVE_INFINITY;
  #rateFromMs = 0;
  #rateFrames = 0;
  /** Frames when the session began. */
  #framesBefore = 0;
  #isLogged = false;

  status: GameStatus = 'waiting';
  detail: string | null = null;
  frames = 0;
  /** Over the last second of driving. */
  framesPerSecond = 0;

  constructor(tracker: SessionTracker, publisher: Publisher, log: Log) {
    this.#tracker = tracker;
    this.#publisher = publisher;
    this.#log = log;
  }

  get sessionID(): string | null {
    return this.#tracker.current?.sessionID ?? null;
  }

  observeMemory(report: MemoryReport): void {
    this.#apply(this.#tracker.observeMemory(report));
  }

  observe(sample: MemorySample): void {
    const changes = this.#tracker.observe(sample);
    if (changes.length > 0) this.#apply(changes);
    const session = this.#tracker.current;
    if (!this.#tracker.publish || session === null) return;
    const { atMs } = sample;
    const slow = atMs - this.#slowMs >= limits.slowChannelsMs;
    if (slow) this.#slowMs = atMs;
    this.#publish(sample, session.startMs, slow);
  }

  #publish({ view, atMs }: MemorySample, startMs: number, slow: boolean): void {
    this.#publisher.add(decodeFrame(view, atMs - startMs, slow));
    this.#measure(atMs);
  }

  /** @param reading null: there is no source of cars any more */
  observeCars(reading: CarsReading | null): void {
    if (reading === null || this.#tracker.publish) this.#publisher.sendCars(reading);
  }

  /** The agent ends: ends the session and sends all frames. */
  stop(): void {
    this.#apply(this.#tracker.stop());
    this.#publisher.flush();
  }

  #measure(atMs: number): void {
    this.frames++;
    const elapsedMs = atMs - this.#rateFromMs;
    if (elapsedMs >= rateMs) {
      this.framesPerSecond = elapsedMs < 2 * rateMs ? (this.#rateFrames * 1000) / elapsedMs : 0;
      this.#rateFromMs = atMs;
      this.#rateFrames = 0;
    }
    this.#rateFrames++;
  }

  #apply(changes: readonly SessionChange[]): void {
    for (const change of changes) {
      switch (change.type) {
        case 'status':
          this.#changeStatus(change.status, change.detail);
          break;
        case 'began': {
          const { sessionID, run, info } = change.session;
          this.#log.info({ sessionID, run, ...info }, 'A session began.');
          this.#slowMs = Number.NEGATIVE_INFINITY;
          this.#framesBefore = this.frames;
          this.#publisher.setSession(change.session);
          break;
        }
        case 'info':
          this.#log.debug({ ...change.session.info }, 'The session has new metadata.');
          this.#publisher.setSession(change.session);
          break;
        case 'final-lap':
          this.#publish(change.sample, change.session.startMs, false);
          break;
        case 'ended': {
          const { sessionID } = change.session;
          const frames = this.frames - this.#framesBefore;
          this.#log.info({ sessionID, frames }, change.detail);
          this.#publisher.endSession(change.session, change.detail);
          this.#publisher.setSession(null);
          break;
        }
        case 'teleported':
          this.#log.info({}, 'The car was put back into the pits.');
          this.#publisher.flush();
          break;
      }
    }
  }

  #changeStatus(status: GameStatus, detail: string | null): void {
    const fields = detail === null ? { status } : { status, detail };
    // A new reason for the same status is a detail.
    if (status === this.status && this.#isLogged) this.#log.debug(fields, sentences[status]);
    else this.#log.info(fields, sentences[status]);
    this.#isLogged = true;
    this.status = status;
    this.detail = detail;
    if (status !== 'driving') this.#publisher.flush();
    this.#publisher.setStatus(status, detail);
  }
}
