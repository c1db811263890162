/**
 * Log lines about what strangers do, so that no stranger can fill a disk: each reason is said once in a while, with
 * how often it came since, and all reasons together are bounded.
 */
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';

interface Said {
  at: number;
  /** Came since and was not said. */
  unsaid: number;
}

export class LimitedLog {
  readonly #log: Log;
  readonly #now: () => number;
  /** By reason, the one said longest ago first. */
  readonly #said = new Map<string, Said>();
  #windowAt = Number.NEGATIVE_INFINITY;
  #lines = 0;

  /** @param now ms */
  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** @param reason what counts as the same, for instance code and address */
  warn(reason: string, fields: object, sentence: string): void {
    const now = this.#now();
    const said = this.#said.get(reason);
    if (said !== undefined && now - said.at < limits.refusalLogMs) {
      said.unsaid++;
      return;
    }
    if (!this.#mayWrite(now)) return;
    this.#said.delete(reason);
    this.#said.set(reason, { at: now, unsaid: 0 });
    if (this.#said.size > limits.refusalLogReasonsMax) {
      this.#said.delete(this.#said.keys().next().value!);
    }
    const since = said?.unsaid ?? 0;
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
