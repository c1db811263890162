/** Counts and log lines that both publishers share. Lines that would repeat with every batch are logged once. */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';

export class PublishReport {
  readonly counts = {
    framesAdded: 0,
    framesSent: 0,
    batchesSent: 0,
    framesRefused: 0,
    connections: 0,
  };
  readonly #log: Log;
  #dropped = 0;
  #isDropping = false;
  #areFieldsDropped = false;
  readonly #refusals = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  sent(frames: number): void {
    this.counts.batchesSent++;
    this.counts.framesSent += frames;
  }

  connected(): void {
    this.counts.connections++;
    this.#isDropping = false;
  }

  /**
   * Logs the first loss since the relay was last reached.
   * @param dropped frames lost so far
   * @param kept frames in the buffer
   */
  framesDropped(dropped: number, kept: number): void {
    const isMore = dropped > this.#dropped;
    this.#dropped = dropped;
    if (!isMore || this.#isDropping) return;
    this.#isDropping = true;
    this.#log.warn({ kept }, 'The relay has been away for too long: the oldest frames are lost.');
  }

  /** The relay dropped some fields of a batch; all batches have the same fields. */
  fieldsDropped(answer: object): void {
    if (this.#areFieldsDropped) return;
    this.#areFieldsDropped = true;
    this.#log.warn(answer, 'The relay drops some fields: is it another release?');
  }

  /** @param reason logged once */
  refused(reason: string, answer: object): void {
    if (this.#refusals.has(reason) || this.#refusals.size === limits.loggedRefusalsMax) return;
    this.#refusals.add(reason);
    this.#log.error(answer, 'The relay refuses frames for good.');
  }

  notSent(frames: number): void {
    if (frames === 0) return;
    this.#log.warn({ frames }, 'Frames were not sent: the relay could not be reached.');
  }
}
