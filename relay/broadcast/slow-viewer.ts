/**
 * What happens to a viewer that reads too slowly: it misses messages while its backlog (what its socket has not sent yet) is
 * too long, gets the latest state when it has caught up, and is closed when it stays behind for `limits.stuckMs`.
 * `local-pool.ts` skips and closes.
 */
import { limits } from '../../protocol/limits.ts';

/** - `stuck`: to be closed; - `caught-up`: to be sent the latest state */
export type LagState = 'behind' | 'caught-up' | 'stuck';

/** How far one connection is behind. */
export class SlowViewer {
  /** Messages that it missed. */
  skipped = 0;
  /** When it missed the first message in a row, ms; 0: it is not behind. */
  #since = 0;

  get isBehind(): boolean {
    return this.#since !== 0;
  }

  /** A message was not written, because the backlog is too long. @param now ms */
  skip(now: number): void {
    if (this.#since === 0) this.#since = now;
    this.skipped++;
  }

  /** To be called once a second while the connection is behind. @param now ms */
  check(backlogBytes: number, backlogBytesMax: number, now: number): LagState {
    if (backlogBytes <= backlogBytesMax) {
      this.#since = 0;
      return 'caught-up';
    }
    return now - this.#since > limits.stuckMs ? 'stuck' : 'behind';
  }
}
