/** The last firings of rules, for `/api/triggers`. Contains no secrets and no addresses. */
import { limits } from '../../../protocol/limits.ts';
import type { Firing } from '../../../protocol/relay-answers.ts';

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
