/**
 * Runs what belongs to the live picture, so that a mistake in it ends neither the program nor the way to the store.
 * Each different mistake is logged once.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';

export class FailureIsolation {
  readonly #log: Log;
  readonly #seen = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** @param what failed, for the log */
  run(what: object, act: () => void): void {
    try {
      act();
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      if (this.#seen.has(cause) || this.#seen.size >= limits.failuresLoggedMax) return;
      this.#seen.add(cause);
      this.#log.error(
        { err: error, ...what },
        'A part of the live picture failed; frames are stored all the same.',
      );
    }
  }
}
