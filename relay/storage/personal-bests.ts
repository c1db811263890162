/** Caches personal bests, so that the live path never waits for the database. */
import { limits } from '../../protocol/limits.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import {
  type ComparisonKey,
  comparisonKey,
  comparisonText,
  isComparable,
} from '../timing/comparison-key.ts';
import type { StoreReader } from './store.ts';

interface CachedBest {
  readonly key: ComparisonKey;
  readonly info: SessionInfo;
  /** ms; undefined: not known yet; null: the database has none. */
  lapMs: number | null | undefined;
  isLoading: boolean;
}

export class PersonalBests {
  readonly #reader: StoreReader;
  readonly #cached = new Map<string, CachedBest>();

  constructor(reader: StoreReader) {
    this.#reader = reader;
  }

  /** The cached best; starts the lookup if there is none. See `Recorder.personalBest`. */
  get(info: SessionInfo): number | null | undefined {
    const key = comparisonKey(info);
    if (key === null) return undefined;
    const cached = this.#cached.get(comparisonText(key));
    if (cached === undefined) this.#load({ key, info, lapMs: undefined, isLoading: false });
    return cached?.lapMs;
  }

  /** Call when a lap of such a session was stored. Loads cached bests again that it may have beaten. */
  refresh(info: SessionInfo): void {
    const key = comparisonKey(info);
    if (key === null) return;
    for (const cached of this.#cached.values()) {
      if (isComparable(cached.key, key)) this.#load(cached);
    }
  }

  /** Call when a session was deleted. */
  clear(): void {
    this.#cached.clear();
  }

  #load(best: CachedBest): void {
    if (best.isLoading) return;
    best.isLoading = true;
    const name = comparisonText(best.key);
    this.#cached.set(name, best);
    if (this.#cached.size > limits.personalBestsMax) {
      this.#cached.delete(this.#cached.keys().next().value!);
    }
    this.#reader.personalBest(best.info).then(
      (found) => {
        best.lapMs = found?.lapMs ?? null;
        best.isLoading = false;
      },
      () => {
        // The database is away. The next `get` tries again.
        best.isLoading = false;
        if (best.lapMs === undefined) this.#cached.delete(name);
      },
    );
  }
}
