/**
 * Catches errors on the live path, so that they neither end the program nor keep frames from the store.
 * Logs each different error once.
 */
import { messageOf } from '../../protocol/explained-error.ts';
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
      const cause = messageOf(error);
      if (this.#seen.has(cause) || this.#seen.size >= limits.failuresLoggedMax) return;
      this.#seen.add(cause);
      this.#log.error(
        { err: error, ...what },
        'Live viewing failed in part. Frames are still stored.',
      );
    }
  }
}
