/** Sessions that hold batches back until earlier ones arrive. They are shown in order as soon as they have waited long enough. */
import { limits } from '../../protocol/limits.ts';
import type { Batch } from './batch.ts';
import { DelayedRun } from './delayed-run.ts';
import type { FailureIsolation } from './failure-isolation.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveSession } from './live-session.ts';

export interface HeldSessionsParts {
  readonly isolation: FailureIsolation;
  /** ms on the relay's clock. */
  now(): number;
  show(session: LiveSession, run: LiveRun, batch: Batch): void;
}

export class HeldSessions {
  readonly #parts: HeldSessionsParts;
  readonly #sessions = new Set<LiveSession>();
  readonly #release = new DelayedRun(limits.reorderMs, () => this.#showDue());

  constructor(parts: HeldSessionsParts) {
    this.#parts = parts;
  }

  add(session: LiveSession): void {
    this.#sessions.add(session);
    this.#release.request();
  }

  remove(session: LiveSession): void {
    this.#sessions.delete(session);
  }

  stop(): void {
    this.#release.stop();
  }

  #showDue(): void {
    const { isolation, now, show } = this.#parts;
    const at = now();
    for (const session of this.#sessions) {
      isolation.run({ sessionID: session.id }, () => {
        const run = session.reorderingRun;
        for (const one of run?.due(at) ?? []) show(session, run!, one);
      });
      if (session.reorderingRun === null) this.#sessions.delete(session);
    }
    if (this.#sessions.size > 0) this.#release.request();
  }
}
