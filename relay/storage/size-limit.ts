/**
 * Keeps the stored sessions below a size for those who want that: the oldest go first. The newest session and those
 * that were written to a moment ago stay, whatever their size.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { pruneSessions } from './prune.ts';
import type { Store } from './store.ts';

export class SizeLimit {
  readonly #sizeMaxBytes: number;
  readonly #log: Log;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #busy = false;

  constructor(sizeMaxBytes: number, log: Log) {
    this.#sizeMaxBytes = sizeMaxBytes;
    this.#log = log;
  }

  /** Looks now and then after something was written. Never rejects. @returns how many sessions went */
  async afterWrite(store: Store, now: number): Promise<number> {
    if (this.#busy || now - this.#lookedAt < limits.sizeLookMs) return 0;
    this.#busy = true;
    this.#lookedAt = now;
    try {
      const removed = await pruneSessions(store, { sizeMaxBytes: this.#sizeMaxBytes }, now);
      if (removed.length > 0) {
        this.#log.info(
          { sessions: removed.length, sizeMaxBytes: this.#sizeMaxBytes },
          'The oldest sessions were deleted to keep the database below its size.',
        );
      }
      return removed.length;
    } catch {
      // The database is away; the writer says so.
      return 0;
    } finally {
      this.#busy = false;
    }
  }
}
