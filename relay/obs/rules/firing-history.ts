/** What the rules did last, bounded, newest first: for `/api/triggers`. Holds no secret and no address. */
import type { RaceEventName } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ActionKind } from './rule-schema.ts';

export interface ActionReport {
  action: ActionKind;
  outcome: 'done' | 'failed';
  /** What came of it or why it failed. */
  sentence?: string;
  /** Time it took. */
  tookMs: number;
}

export interface Firing {
  /** ms since 1970 */
  at: number;
  rule: string;
  /** null: what an earlier run of the program left. */
  event: { name: RaceEventName; sessionID: string; lap?: number } | null;
  /** Fired by hand from the panel. */
  test?: true;
  /**
   * `skipped`: nothing was done (cooldown, OBS away, too many at once). `failed`: an action failed; those after it
   * were left out. `restore`: what `forSeconds` could not or would not put back.
   */
  outcome: 'running' | 'done' | 'failed' | 'skipped' | 'restore';
  sentence?: string;
  actions: ActionReport[];
}

export class FiringHistory {
  readonly #firings: Firing[] = [];

  add(firing: Firing): void {
    this.#firings.push(firing);
    if (this.#firings.length > limits.triggerHistoryMax) this.#firings.shift();
  }

  /** The last one of a rule, for putting a restore beside its event. */
  lastOf(rule: string): Firing | undefined {
    return this.#firings.findLast((firing) => firing.rule === rule);
  }

  /** Newest first. */
  list(): Firing[] {
    return this.#firings.toReversed();
  }
}
