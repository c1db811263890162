/**
 * Logs what strangers do at a limited rate, so that nobody can fill the disk. Each reason is logged once every
 * `limits.refusalLogMs`, with the number of times it came up in between; all reasons together have a limit too.
 */
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';

interface LoggedReason {
  /** When it was logged last, ms. */
  readonly at: number;
  /** Number of times it came up since. */
  unlogged: number;
}

export class LimitedLog {
  readonly #log: Log;
  readonly #now: () => number;
  /** By reason, least recently logged first. */
  readonly #reasons = new Map<string, LoggedReason>();
  #windowAt = Number.NEGATIVE_INFINITY;
  #lines = 0;

  /** @param now ms */
  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** @param reason lines with the same reason count as one, for instance code and address */
  warn(reason: string, fields: object, sentence: string): void {
    const now = this.#now();
    const known = this.#reasons.get(reason);
    if (known !== undefined && now - known.at < limits.refusalLogMs) {
      known.unlogged++;
      return;
    }
    if (!this.#mayWrite(now)) return;
    this.#reasons.delete(reason);
    this.#reasons.set(reason, { at: now, unlogged: 0 });
    if (this.#reasons.size > limits.refusalLogReasonsMax) {
      this.#reasons.delete(this.#reasons.keys().next().value!);
    }
    const since = known?.unlogged ?? 0;
    this.#log.warn(since === 0 ? fields : { ...fields, alsoBefore: since }, sentence);
  }

  #mayWrite(now: number): boolean {
    if (now - this.#windowAt >= limits.refusalLogMs) {
      this.#windowAt = now;
      this.#lines = 0;
    }
    return ++this.#lines <= limits.refusalLogLinesMax;
  }
}
