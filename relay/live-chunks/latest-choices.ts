/** Remembers which session `live` stood for, by driver, so that it does not jump between two that publish at the same time. */
import { limits } from '../../protocol/limits.ts';
import { chooseLatest, type LatestCandidate } from '../live/latest-session.ts';

export class LatestChoices {
  /** By driver; the one that was asked for last comes last. */
  readonly #chosen = new Map<string, string>();

  /**
   * @param driver null: any
   * @param sessions of that driver
   * @returns null: there is none
   */
  choose(driver: string | null, sessions: Iterable<LatestCandidate>, now: number): string | null {
    const key = driver === null ? '' : `=${driver.trim().toLowerCase()}`;
    const chosen = chooseLatest(this.#chosen.get(key) ?? null, sessions, now);
    this.#chosen.delete(key);
    if (chosen === null) return null;
    this.#chosen.set(key, chosen);
    for (const oldest of this.#chosen.keys()) {
      if (this.#chosen.size <= limits.liveChoicesMax) break;
      this.#chosen.delete(oldest);
    }
    return chosen;
  }
}
