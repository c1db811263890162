/** The personal bests that were asked for, kept so that nobody waits for the database. */
import { limits } from '../../protocol/limits.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import {
  type ComparisonKey,
  comparisonKey,
  comparisonText,
  isComparable,
} from '../timing/bests.ts';
import type { StoreReader } from './store.ts';

interface Kept {
  readonly key: ComparisonKey;
  readonly facts: SessionInfo;
  lapMs: number | null | undefined;
  asking: boolean;
}

export class PersonalBests {
  readonly #reader: StoreReader;
  /** `lapMs` undefined: not known yet; null: the database was asked and has none. */
  readonly #kept = new Map<string, Kept>();

  constructor(reader: StoreReader) {
    this.#reader = reader;
  }

  /**
   * @returns ms; null: the database has none; undefined: not known, because a fact is missing, the database is away,
   * or the answer is not there yet (this call asks for it)
   */
  get(facts: SessionInfo): number | null | undefined {
    const key = comparisonKey(facts);
    if (key === null) return undefined;
    const kept = this.#kept.get(comparisonText(key));
    if (kept === undefined) this.#ask({ key, facts, lapMs: undefined, asking: false });
    return kept?.lapMs;
  }

  /** Something of such a session was stored. Looks again if anybody has asked. */
  refresh(facts: SessionInfo): void {
    const key = comparisonKey(facts);
    if (key === null) return;
    for (const kept of this.#kept.values()) if (isComparable(kept.key, key)) this.#ask(kept);
  }

  /** A session was deleted: everything is looked up anew when it is asked for. */
  forget(): void {
    this.#kept.clear();
  }

  #ask(kept: Kept): void {
    if (kept.asking) return;
    kept.asking = true;
    const name = comparisonText(kept.key);
    this.#kept.set(name, kept);
    if (this.#kept.size > limits.personalBestsMax)
      this.#kept.delete(this.#kept.keys().next().value!);
    this.#reader.personalBest(kept.facts).then(
      (best) => {
        kept.lapMs = best?.lapMs ?? null;
        kept.asking = false;
      },
      () => {
        // The database is away; asked for again next time.
        kept.asking = false;
        if (kept.lapMs === undefined) this.#kept.delete(name);
      },
    );
  }
}
