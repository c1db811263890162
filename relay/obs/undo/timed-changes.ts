/**
 * Puts values into places of OBS, keeps those with `forSeconds` in mind and takes them away again: when their time is
 * over, when the program ends, when OBS is back, and what an earlier run could not put back. What to put back is decided
 * in `holds.ts` and `ledger.ts`; two changes of one place never overlap in time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { StudioMode } from '../actions/studio-mode.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';
import type { ObsEvent } from '../connection/obs-requests.ts';
import { readIdentity } from './find-renamed.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { type ObsPlace, placeKey, placeText } from './obs-place.ts';
import { readPlace, writePlace } from './read-write-place.ts';
import { dropAll, dropExpired, type PlaceValue, topValue, until } from './timed-values.ts';
import { type UndoResult, undoChange } from './undo-change.ts';
import type { UndoStorage } from './undo-file.ts';
import {
  type Change,
  dueMs,
  entryAt,
  fromSaved,
  kept,
  reduce,
  type SavedUndo,
  stackWith,
  type UndoEntry,
  type UndoLedger,
} from './undo-ledger.ts';

/** What became of a value whose time was over, where that is worth a word. */
export interface Restored {
  rule: string;
  /** `done`: only said of what an earlier run had left. */
  outcome: 'done' | 'left' | 'failed';
  sentence: string;
}

export interface TimedChangesOptions {
  obs: ObsPort;
  log: Log;
  onRestored: (restored: Restored) => void;
  /** null: nothing outlives this process. */
  disk: UndoStorage | null;
  /** ms; those of `limits.ts` unless a test is in a hurry. */
  timing?: { readonly retryMinMs: number; readonly retryMaxMs: number };
}

export class TimedChanges {
  readonly #obs: ObsPort;
  readonly #options: TimedChangesOptions;
  readonly #viewers: StudioMode;
  #ledger: UndoLedger = [];
  #nextId = 1;
  /** The scene collection that is on; null: not known. */
  #collection: string | null = null;
  /** Entries of other scene collections, with the one that was on instead. */
  readonly #elsewhere = new Map<number, string>();
  /** One for each place. */
  readonly #lanes = new KeyedQueue();
  readonly #textWrittenMs = new Map<string, number>();
  readonly #unsubscribe: (() => void)[];
  #timer: NodeJS.Timeout | undefined;
  #life: 'open' | 'ending' | 'closed' = 'open';

  constructor(options: TimedChangesOptions) {
    const { obs } = options;
    this.#obs = obs;
    this.#options = options;
    this.#viewers = new StudioMode(obs);
    this.#unsubscribe = [
      obs.onState((state) => {
        if (state.name === 'connected') this.#back();
        else if (state.name !== 'frozen') this.#collection = null;
      }),
      obs.onEvent((event) => this.#heard(event)),
    ];
    void options.disk?.open((entries) => this.#adopt(entries));
  }

  /**
   * Puts a value there, after what waits for the same place.
   * @param forSeconds absent: for good.
   * @throws ObsError; nothing is remembered then, unless OBS may have done it all the same.
   */
  put(place: ObsPlace, value: PlaceValue, rule: string, forSeconds?: number): Promise<void> {
    return this.#inLane(place, async () => {
      if (this.#life !== 'open') throw endingError();
      if (forSeconds === undefined) await this.#putForGood(place, value);
      else await this.#putForTime(place, value, rule, forSeconds);
    });
  }

  /** Something is held at a place, in whichever OBS and scene collection. */
  holds(place: ObsPlace): boolean {
    const key = placeKey(place);
    return this.#ledger.some((one) => placeKey(one.place) === key);
  }

  /** Ends what is held at a place, before its time. Resolves when it is put back, or known that it cannot be now. */
  async release(place: ObsPlace): Promise<void> {
    const key = placeKey(place);
    const held = this.#ledger.filter((one) => placeKey(one.place) === key);
    for (const { id } of held) await this.#inLane(place, () => this.#restore(id, true));
  }

  get holdsAny(): boolean {
    return this.#ledger.length > 0;
  }

  /** Sentences about what is to be put back and cannot be now. */
  get sentences(): string[] {
    const now = performance.now();
    return this.#ledger.flatMap((entry) => {
      if (entry.phase.name !== 'restoring' && dueMs(entry) > now) return [];
      const why = this.#obstacle(entry);
      return why === null ? [] : [laterSentence(entry, why)];
    });
  }

  /**
   * Puts everything back, as far as OBS does it in time, and ends. What is left stays on disk for the next start.
   * May be called twice.
   */
  async end(withinMs: number): Promise<void> {
    if (this.#life !== 'open') return;
    this.#life = 'ending';
    clearTimeout(this.#timer);
    await this.restoreAll(withinMs);
    this.#life = 'closed';
    for (const end of this.#unsubscribe) end();
    await this.#save();
    await this.#options.disk?.flush();
    this.#options.disk?.close();
    if (this.#ledger.length === 0) return;
    const places = this.#ledger.map(({ place }) => placeText(place));
    const next = this.#options.disk === null ? '' : ' The next start does it.';
    this.#options.log.warn({ places }, `Not everything in OBS could be put back.${next}`);
  }

  /** Ends all that is held, before its time. Resolves when it is done, or after this many ms. */
  async restoreAll(withinMs: number): Promise<void> {
    if (this.#obs.state.name !== 'connected') return;
    const all = this.#ledger.map((entry) =>
      this.#inLane(entry.place, () => this.#restore(entry.id, true)),
    );
    const late = new AbortController();
    const clock = pause(withinMs, undefined, { signal: late.signal }).catch(() => {});
    await Promise.race([Promise.allSettled(all), clock]);
    late.abort();
  }

  async #putForGood(place: ObsPlace, value: PlaceValue): Promise<void> {
    await this.#write(place, value);
    const { address } = this.#obs;
    if (!this.holds(place) || address === null) return;
    const before = entryAt(this.#ledger, address, await this.#askCollection(), place);
    if (before === undefined) return;
    this.#change({ type: 'ended', id: before.id });
    await this.#save();
  }

  async #putForTime(
    place: ObsPlace,
    value: PlaceValue,
    rule: string,
    forSeconds: number,
  ): Promise<void> {
    const obs = this.#obs.address ?? '';
    const collection = await this.#askCollection();
    const actual = await readPlace(this.#obs, place);
    const marks = await readIdentity(this.#obs, place, [actual, value]);
    if (this.#life !== 'open') throw endingError();
    const before = entryAt(this.#ledger, obs, collection, place) ?? null;
    // Its time begins when OBS has answered, or did not: then it may do it yet.
    const untilMs = Number.POSITIVE_INFINITY;
    const held = stackWith(before, actual, { rule, value, untilMs });
    const id = this.#nextId++;
    const uuids = { ...before?.marks.uuids, ...marks.uuids };
    const entry: UndoEntry = {
      ...{ id, obs, collection, place, held, until: actual },
      marks: { ...marks, uuids },
      phase: { name: 'planned' },
      isLeftBehind: false,
    };
    // On disk before OBS does it: whenever we are killed, it is known what to put back.
    this.#change({ type: 'planned', entry });
    await this.#save();
    if (this.#life !== 'open') {
      this.#change({ type: 'refused', id, before });
      await this.#save();
      throw endingError();
    }
    let outcome: 'done' | 'unknown' | 'unanswered' = 'done';
    try {
      await this.#write(place, value);
    } catch (error) {
      if (!(error instanceof ObsError) || !error.uncertain) {
        this.#change({ type: 'refused', id, before });
        throw error;
      }
      outcome = error.code === 'timeout' ? 'unanswered' : 'unknown';
      void error.late.then(() => this.#answered(id));
      throw error;
    } finally {
      const now = performance.now();
      const mine = this.#entry(id);
      if (mine !== undefined) {
        const timed = until(mine.held, rule, now + forSeconds * 1000);
        this.#change({ type: 'asked', id, held: timed, outcome });
      }
      this.#wake();
      await this.#save();
    }
  }

  #back(): void {
    this.#elsewhere.clear();
    if (this.#ledger.length === 0) return;
    // Names that change from now on are to be followed in the right collection.
    this.#askCollection().catch(() => {});
    this.#wake();
  }

  #inLane(place: ObsPlace, work: () => Promise<void>): Promise<void> {
    return this.#lanes.run(placeKey(place), work);
  }

  async #write(place: ObsPlace, value: PlaceValue): Promise<void> {
    if (place.kind === 'text') {
      const last = this.#textWrittenMs.get(place.source) ?? Number.NEGATIVE_INFINITY;
      const early = last + limits.triggerTextGapMs - performance.now();
      if (early > 0) await pause(early);
      this.#textWrittenMs.set(place.source, performance.now());
    }
    return writePlace(this.#obs, this.#viewers, place, value);
  }

  /** Looks for what has run out, and sets the alarm for what runs out next. */
  #wake(): void {
    clearTimeout(this.#timer);
    // While OBS is away nothing can be put back; its coming back wakes this again.
    if (this.#life !== 'open' || this.#obs.state.name !== 'connected') return;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.#ledger) {
      if (this.#obstacle(entry) !== null) continue;
      const due = dueMs(entry);
      if (due > now) next = Math.min(next, due);
      else void this.#inLane(entry.place, () => this.#restore(entry.id, false));
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(1, Math.ceil(next - now)));
  }

  /** Why this cannot be put back now; null: it can, or will turn out. */
  #obstacle({ id, obs, collection }: UndoEntry): string | null {
    const { address } = this.#obs;
    if (obs !== address) return `it was changed in the OBS at ${obs}.`;
    const { name } = this.#obs.state;
    if (name !== 'connected') return 'OBS is not connected.';
    const on = this.#elsewhere.get(id);
    if (on === undefined) return null;
    return `it is in the scene collection "${collection}", and OBS has "${on}" on.`;
  }

  /** @param all also what has time left */
  async #restore(id: number, all: boolean): Promise<void> {
    const entry = this.#entry(id);
    const now = performance.now();
    if (entry === undefined || this.#life === 'closed' || (!all && dueMs(entry) > now)) return;
    this.#change({ type: 'due', id, nowMs: now });
    const result = await undoChange(
      this.#obs,
      entry,
      (held) => (all ? dropAll(held) : dropExpired(held, now)),
      (place, value) => this.#write(place, value),
    );
    await this.#settle(entry, result);
    this.#wake();
  }

  async #settle(entry: UndoEntry, result: UndoResult): Promise<void> {
    const { id } = entry;
    const { rule } = topValue(entry.held);
    if (result.outcome === 'elsewhere') {
      this.#elsewhere.set(id, result.collection);
      this.#options.log.info({ rule }, laterSentence(entry, this.#obstacle(entry)));
      return;
    }
    if (result.outcome === 'later') {
      this.#tryAgain(entry, result.why);
      return;
    }
    if (result.outcome === 'done' && result.rest !== undefined) {
      this.#change({ type: 'renamed', id, names: result.names });
      this.#change({ type: 'lowered', id, held: result.rest });
    } else {
      this.#change({ type: 'ended', id });
    }
    await this.#save();
    const { outcome, sentence } = result;
    if (outcome === 'done' && !entry.isLeftBehind) return;
    this.#options.onRestored({ rule, outcome, sentence });
  }

  #tryAgain(entry: UndoEntry, why: ObsError | null): void {
    const { id, phase } = entry;
    // The change itself has no answer: there is nothing to put back yet.
    if (why === null) {
      this.#change({ type: 'waiting', id });
      return;
    }
    const before = phase.name === 'restoring' ? phase.tries : 0;
    // A connection that goes is no try; one that comes back wakes this again.
    const isGone = why.code === 'not-connected' || why.code === 'ended';
    const tries = isGone ? before : before + 1;
    if (tries >= limits.obsRestoreTriesMax) {
      this.#change({ type: 'ended', id });
      void this.#save();
      const sentence = `Gave up putting back ${placeText(entry.place)}: ${why.message}`;
      this.#options.onRestored({ rule: topValue(entry.held).rule, outcome: 'failed', sentence });
      return;
    }
    const { retryMinMs, retryMaxMs } = this.#options.timing ?? {
      retryMinMs: limits.obsRestoreRetryMinMs,
      retryMaxMs: limits.obsRestoreRetryMaxMs,
    };
    const pauseMs = isGone
      ? limits.obsNotReadyMs
      : Math.min(retryMaxMs, retryMinMs * 2 ** (tries - 1));
    this.#change({ type: 'unanswered', id, tries, nextMs: performance.now() + pauseMs });
  }

  #answered(id: number): void {
    this.#change({ type: 'answered', id, nowMs: performance.now() });
    this.#wake();
  }

  async #adopt(entries: SavedUndo[]): Promise<void> {
    for (const one of entries) {
      const entry = fromSaved(one, this.#nextId++);
      // What this run has put there itself lies on what was left, and was put over it as it was found.
      if (entryAt(this.#ledger, one.obs, one.collection, one.place)) continue;
      this.#change({ type: 'planned', entry });
    }
    await this.#save();
    this.#wake();
  }

  #heard(event: ObsEvent): void {
    if (event.name === 'CurrentSceneCollectionChanged') {
      this.#collection = event.data.sceneCollectionName;
      this.#elsewhere.clear();
      this.#wake();
    } else if (event.name === 'SceneNameChanged') {
      this.#rename(event.data.oldSceneName, event.data.sceneName);
    } else if (event.name === 'InputNameChanged') {
      this.#rename(event.data.oldInputName, event.data.inputName);
    }
  }

  #rename(from: string, to: string): void {
    // Names of another OBS or collection say nothing of ours.
    const here = this.#ledger.filter(
      ({ obs, collection }) => obs === this.#obs.address && collection === this.#collection,
    );
    for (const { id } of here) {
      this.#change({ type: 'renamed', id, names: new Map([[from, to]]) });
    }
    if (here.length > 0) void this.#save();
  }

  async #askCollection(): Promise<string> {
    const answer = await this.#obs.call('GetSceneCollectionList', {});
    this.#collection = answer.currentSceneCollectionName;
    return this.#collection;
  }

  #entry(id: number): UndoEntry | undefined {
    return this.#ledger.find((one) => one.id === id);
  }

  #change(change: Change): void {
    this.#ledger = reduce(this.#ledger, change);
  }

  async #save(): Promise<void> {
    await this.#options.disk?.save(this.#ledger.map(kept));
  }
}

function endingError(): ObsError {
  return new ObsError('not-connected', 'Sequential is ending.');
}

function laterSentence({ place }: UndoEntry, why: string | null): string {
  const text = placeText(place);
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return `${begun} is put back later${why === null ? '.' : `: ${why}`}`;
}
