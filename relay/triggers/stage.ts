/**
 * Puts values into places of OBS, keeps those with `forSeconds` in mind and takes them away again, also after OBS
 * was away. What to put back is decided in `holds.ts`; two changes of one place never overlap in time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import {
  expire,
  type Held,
  hold,
  nextExpiryMs,
  renamed,
  sameValue,
  topOf,
  until,
  type Value,
} from './holds.ts';
import { ObsError, type ObsPort } from './obs-port.ts';
import { type Place, placeKey, placeText, readPlace, renamedPlace, writePlace } from './places.ts';

/** What became of a value whose time was over, where that is worth a word. */
export interface Restored {
  rule: string;
  outcome: 'left' | 'failed';
  sentence: string;
}

interface Occupied {
  place: Place;
  held: Held;
}

export class Stage {
  readonly #obs: ObsPort;
  readonly #onRestored: (restored: Restored) => void;
  readonly #occupied = new Map<string, Occupied>();
  /** The end of the work that waits for each place; gone when there is none. */
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #textWrittenMs = new Map<string, number>();
  readonly #unsubscribe: (() => void)[];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(obs: ObsPort, onRestored: (restored: Restored) => void) {
    this.#obs = obs;
    this.#onRestored = onRestored;
    this.#unsubscribe = [
      obs.onState((state) => {
        if (state.name === 'connected') this.#wake();
      }),
      obs.onEvent((event) => {
        if (event.name === 'SceneNameChanged') {
          this.#rename(event.data.oldSceneName, event.data.sceneName);
        } else if (event.name === 'InputNameChanged') {
          this.#rename(event.data.oldInputName, event.data.inputName);
        }
      }),
    ];
  }

  /**
   * Puts a value there, after what waits for the same place.
   * @param forSeconds absent: for good.
   * @throws ObsError; nothing is remembered then, unless OBS may have done it all the same.
   */
  put(place: Place, value: Value, rule: string, forSeconds?: number): Promise<void> {
    const key = placeKey(place);
    return this.#inLane(key, async () => {
      if (forSeconds === undefined) {
        await this.#write(place, value);
        this.#occupied.delete(key);
        return;
      }
      const actual = await readPlace(this.#obs, place);
      const before = this.#occupied.get(key);
      // Remembered before it is written: a new name that comes with the answer must already find it. Its time
      // begins when OBS has answered, or did not: then it may do it yet.
      const untilMs = Number.POSITIVE_INFINITY;
      const held = hold(before?.held, actual, { rule, value, untilMs });
      const occupied: Occupied = { place, held };
      this.#occupied.set(key, occupied);
      try {
        await this.#write(place, value);
      } catch (error) {
        if (!(error instanceof ObsError) || !error.uncertain) this.#takeBack(occupied, before);
        throw error;
      } finally {
        occupied.held = until(occupied.held, rule, performance.now() + forSeconds * 1000);
        this.#wake();
      }
    });
  }

  /** How many places hold a timed value. */
  get occupied(): number {
    return this.#occupied.size;
  }

  /** Ends the timers; what is shown stays. May be called twice. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const end of this.#unsubscribe) end();
  }

  /** OBS did not do it: what was there before is all there is. */
  #takeBack(occupied: Occupied, before: Occupied | undefined): void {
    for (const [key, one] of this.#occupied) {
      if (one !== occupied) continue;
      if (before === undefined) this.#occupied.delete(key);
      else this.#occupied.set(key, before);
    }
  }

  #inLane(key: string, work: () => Promise<void>): Promise<void> {
    const before = this.#lanes.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const end = result
      .catch(() => {})
      .then(() => {
        if (this.#lanes.get(key) === end) this.#lanes.delete(key);
      });
    this.#lanes.set(key, end);
    return result;
  }

  async #write(place: Place, value: Value): Promise<void> {
    if (place.kind !== 'text') return writePlace(this.#obs, place, value);
    const last = this.#textWrittenMs.get(place.source) ?? Number.NEGATIVE_INFINITY;
    const early = last + limits.triggerTextGapMs - performance.now();
    if (early > 0) await pause(early);
    this.#textWrittenMs.set(place.source, performance.now());
    return writePlace(this.#obs, place, value);
  }

  /** Looks for what has run out, and sets the alarm for what runs out next. */
  #wake(): void {
    clearTimeout(this.#timer);
    // While OBS is away nothing can be put back; its coming back wakes this again.
    if (this.#closed || this.#obs.state.name !== 'connected') return;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [key, { held }] of this.#occupied) {
      const due = nextExpiryMs(held);
      if (due > now) next = Math.min(next, due);
      else void this.#inLane(key, () => this.#expire(key));
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(1, Math.ceil(next - now)));
  }

  async #expire(key: string): Promise<void> {
    const found = this.#occupied.get(key);
    if (found === undefined || this.#closed) return;
    const { place, held } = found;
    const { held: rest, change } = expire(held, performance.now());
    if (change !== null) {
      const verdict = await this.#putBack(place, change, topOf(held).rule);
      if (verdict === 'later') return;
      if (verdict === 'drop') {
        this.#occupied.delete(key);
        return;
      }
    }
    if (rest === undefined) this.#occupied.delete(key);
    else found.held = rest;
    this.#wake();
  }

  /** `later`: OBS went away meanwhile. `drop`: nothing that lies there is ours any more. */
  async #putBack(
    place: Place,
    change: { expects: Value; value: Value },
    rule: string,
  ): Promise<'done' | 'later' | 'drop'> {
    try {
      const actual = await readPlace(this.#obs, place);
      if (sameValue(actual, change.value)) return 'done';
      if (!sameValue(actual, change.expects)) {
        const sentence = `Left ${placeText(place)} as it is: it was changed meanwhile.`;
        this.#onRestored({ rule, outcome: 'left', sentence });
        return 'drop';
      }
      await this.#write(place, change.value);
      return 'done';
    } catch (error) {
      if (error instanceof ObsError && error.code !== 'status') return 'later';
      const why = error instanceof Error ? error.message : String(error);
      const sentence = `Could not put back ${placeText(place)}: ${why}`;
      this.#onRestored({ rule, outcome: 'failed', sentence });
      return 'drop';
    }
  }

  #rename(from: string, to: string): void {
    for (const [key, occupied] of [...this.#occupied]) {
      const { place, held } = occupied;
      occupied.place = renamedPlace(place, from, to);
      if (place.kind === 'scene') occupied.held = renamed(held, from, to);
      this.#occupied.delete(key);
      this.#occupied.set(placeKey(occupied.place), occupied);
    }
  }
}
