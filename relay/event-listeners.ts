/** Those who hear every race event once and in order. One that fails is logged and stops no other. */
import type { RaceEvent } from '../protocol/events.ts';
import type { Log } from '../protocol/log.ts';

export class EventListeners {
  readonly #listeners = new Set<(event: RaceEvent) => void>();
  readonly #log: Log;

  /** @param first absent: none yet */
  constructor(log: Log, first?: (event: RaceEvent) => void) {
    this.#log = log;
    if (first !== undefined) this.#listeners.add(first);
  }

  /** @returns ends it */
  add(listener: (event: RaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(event: RaceEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error({ err: error, event: event.name }, 'A listener of race events failed.');
      }
    }
  }
}
