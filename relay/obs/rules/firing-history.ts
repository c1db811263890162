/** The last firings of rules, for `/api/triggers`. Contains no secrets and no addresses. */
import type { RaceEventName } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ActionKind } from './rule-schema.ts';

export interface ActionReport {
  action: ActionKind;
  outcome: 'done' | 'failed';
  /** The result, or why it failed. */
  sentence?: string;
  tookMs: number;
}

export interface Firing {
  /** ms since 1970 */
  at: number;
  rule: string;
  /** null: a change that an earlier run of the program left. */
  event: { name: RaceEventName; sessionID: string; lap?: number } | null;
  /** Fired by hand from the panel. */
  test?: true;
  /**
   * `skipped`: nothing was done (cooldown, OBS away, too many at once). `failed`: an action failed, and those after it
   * did not run. `restore`: a report on undoing a change with `forSeconds`.
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

  /** The last firing of a rule: its event is shown with a `restore`. */
  lastOf(rule: string): Firing | undefined {
    return this.#firings.findLast((firing) => firing.rule === rule);
  }

  /** Newest first. */
  list(): Firing[] {
    return this.#firings.toReversed();
  }
}
