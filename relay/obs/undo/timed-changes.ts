/**
 * Writes values to places in OBS. Remembers those with `forSeconds` and undoes them: when their time is over, when the
 * program ends, when OBS comes back, and at the start after a run that could not. `timed-values.ts` and `undo-ledger.ts`
 * decide what to undo. Two changes of one place never overlap.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { retryPauseMs } from '../../../protocol/retry-pause.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';
import type { ObsEvent } from '../connection/obs-requests.ts';
import { readIdentity } from './find-renamed.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { type ObsPlace, placeKey, placeText } from './obs-place.ts';
import { PlaceWriter, readPlace } from './read-write-place.ts';
import { dropAll, dropExpired, type PlaceValue, topValue, withEnd } from './timed-values.ts';
import type { UndoStorage } from './undo-file.ts';
import { type UndoResult, undoChange } from './undo-in-obs.ts';
import {
  dueMs,
  entryAt,
  fromSaved,
  reduce,
  type SavedUndo,
  stackWith,
  toSaved,
  type UndoEntry,
  type UndoEvent,
  type UndoLedger,
} from './undo-ledger.ts';

/** Result of a change, for people. */
export interface UndoReport {
  rule: string;
  /** `done` is only reported for changes of an earlier run. */
  outcome: 'done' | 'left' | 'failed';
  sentence: string;
}

export interface TimedChangesOptions {
  obs: ObsPort;
  log: Log;
  onUndone: (report: UndoReport) => void;
  /** null: nothing is remembered over the end of the process. */
  storage: UndoStorage | null;
  /** ms; by default those of `limits.ts`. */
  timing?: { readonly retryMinMs: number; readonly retryMaxMs: number };
}

export class TimedChanges {
  readonly #obs: ObsPort;
  readonly #options: TimedChangesOptions;
  readonly #writer: PlaceWriter;
  #ledger: UndoLedger = [];
  #nextId = 1;
  /** The scene collection that is on; null: not known. */
  #collection: string | null = null;
  /** Entries of other scene collections, by id, with the name of the one that is on instead. */
  readonly #elsewhere = new Map<number, string>();
  /** One queue for each place. */
  readonly #queue = new KeyedQueue();
  readonly #unsubscribe: (() => void)[];
  #timer: NodeJS.Timeout | undefined;
  #life: 'open' | 'ending' | 'closed' = 'open';

  constructor(options: TimedChangesOptions) {
    const { obs } = options;
    this.#obs = obs;
    this.#options = options;
    this.#writer = new PlaceWriter(obs);
    this.#unsubscribe = [
      obs.onState((state) => {
        if (state.name === 'connected') this.#reconnected();
        else if (state.name !== 'frozen') this.#collection = null;
      }),
      obs.onEvent((event) => this.#onObsEvent(event)),
    ];
    void options.storage?.open((entries) => this.#adopt(entries));
  }

  /**
   * Writes a value, after everything that waits for the same place.
   * @param forSeconds undefined: for good
   * @throws ObsError; nothing is remembered then, unless OBS may still have done it
   */
  put(place: ObsPlace, value: PlaceValue, rule: string, forSeconds?: number): Promise<void> {
    return this.#inTurn(place, async () => {
      if (this.#life !== 'open') throw endingError();
      if (forSeconds === undefined) await this.#putForGood(place, value);
      else await this.#putForTime(place, value, rule, forSeconds);
    });
  }

  /** Whether a place has a timed value, in any OBS and scene collection. */
  isChanged(place: ObsPlace): boolean {
    return this.#entriesAt(place).length > 0;
  }

  get hasChanges(): boolean {
    return this.#ledger.length > 0;
  }

  /** Undoes the timed values of a place before their time. Resolves also when that cannot be done now. */
  async undo(place: ObsPlace): Promise<void> {
    for (const { id } of this.#entriesAt(place)) {
      await this.#inTurn(place, () => this.#undoEntry(id, true));
    }
  }

  /** Undoes everything before its time. Resolves when it is done, or after this many ms. */
  async undoAll(withinMs: number): Promise<void> {
    if (this.#obs.state.name !== 'connected') return;
    const all = this.#ledger.map((entry) =>
      this.#inTurn(entry.place, () => this.#undoEntry(entry.id, true)),
    );
    const timeLimit = new AbortController();
    const timeOver = pause(withinMs, undefined, { signal: timeLimit.signal }).catch(() => {});
    await Promise.race([Promise.allSettled(all), timeOver]);
    timeLimit.abort();
  }

  /** A sentence for each change that should be undone and cannot be now. */
  get pendingSentences(): string[] {
    const now = performance.now();
    return this.#ledger.flatMap((entry) => {
      if (entry.phase.name !== 'restoring' && dueMs(entry) > now) return [];
      const why = this.#obstacle(entry);
      return why === null ? [] : [laterSentence(entry, why)];
    });
  }

  /**
   * Undoes everything that OBS does in time. The rest stays on disk for the next start. May be called twice.
   * @param withinMs time for that
   */
  async close(withinMs: number): Promise<void> {
    if (this.#life !== 'open') return;
    const { storage, log } = this.#options;
    this.#life = 'ending';
    clearTimeout(this.#timer);
    await this.undoAll(withinMs);
    this.#life = 'closed';
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#save();
    await storage?.flush();
    storage?.close();
    if (this.#ledger.length === 0) return;
    const places = this.#ledger.map(({ place }) => placeText(place));
    const next = storage === null ? '' : ' The next start does it.';
    log.warn({ places }, `Not everything in OBS could be put back.${next}`);
  }

  async #putForGood(place: ObsPlace, value: PlaceValue): Promise<void> {
    await this.#writer.write(place, value);
    const { address } = this.#obs;
    if (!this.isChanged(place) || address === null) return;
    const before = entryAt(this.#ledger, address, await this.#readCollection(), place);
    if (before === undefined) return;
    this.#apply({ type: 'ended', id: before.id });
    await this.#save();
  }

  async #putForTime(
    place: ObsPlace,
    value: PlaceValue,
    rule: string,
    forSeconds: number,
  ): Promise<void> {
    const obs = this.#obs.address ?? '';
    const collection = await this.#readCollection();
    const actual = await readPlace(this.#obs, place);
    const identity = await readIdentity(this.#obs, place, [actual, value]);
    if (this.#life !== 'open') throw endingError();
    const before = entryAt(this.#ledger, obs, collection, place) ?? null;
    // Its time starts with the answer of OBS, or when there is none.
    const stack = stackWith(before, actual, { rule, value, untilMs: Number.POSITIVE_INFINITY });
    const id = this.#nextId++;
    const uuids = { ...before?.identity.uuids, ...identity.uuids };
    const entry: UndoEntry = {
      id,
      obs,
      collection,
      place,
      identity: { ...identity, uuids },
      stack,
      valueBefore: actual,
      phase: { name: 'planned' },
      isFromEarlierRun: false,
    };
    // On disk before OBS does it: after a kill at any moment the next run knows what to undo.
    this.#apply({ type: 'planned', entry });
    await this.#save();
    if (this.#life !== 'open') {
      this.#apply({ type: 'refused', id, before });
      await this.#save();
      throw endingError();
    }
    let outcome: 'done' | 'unknown' | 'unanswered' = 'done';
    try {
      await this.#writer.write(place, value);
    } catch (error) {
      if (!(error instanceof ObsError) || !error.mayHaveHappened) {
        this.#apply({ type: 'refused', id, before });
        throw error;
      }
      outcome = error.code === 'timeout' ? 'unanswered' : 'unknown';
      void error.lateAnswer.then(() => this.#answered(id));
      throw error;
    } finally {
      const now = performance.now();
      const written = this.#entry(id);
      if (written !== undefined) {
        const timed = withEnd(written.stack, rule, now + forSeconds * 1000);
        this.#apply({ type: 'requested', id, stack: timed, outcome });
      }
      this.#undoDue();
      await this.#save();
    }
  }

  #reconnected(): void {
    this.#elsewhere.clear();
    if (this.#ledger.length === 0) return;
    // Later renames must be applied to the entries of the right collection.
    this.#readCollection().catch(() => {});
    this.#undoDue();
  }

  #inTurn(place: ObsPlace, work: () => Promise<void>): Promise<void> {
    return this.#queue.run(placeKey(place), work);
  }

  /** Undoes what is due, and sets the timer for what is due next. */
  #undoDue(): void {
    clearTimeout(this.#timer);
    // Nothing can be undone while OBS is away; `#reconnected` calls this again.
    if (this.#life !== 'open' || this.#obs.state.name !== 'connected') return;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.#ledger) {
      if (this.#obstacle(entry) !== null) continue;
      const due = dueMs(entry);
      if (due > now) next = Math.min(next, due);
      else void this.#inTurn(entry.place, () => this.#undoEntry(entry.id, false));
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#undoDue(), Math.max(1, Math.ceil(next - now)));
  }

  /** Why this cannot be undone now; null: nothing is known to be in the way. */
  #obstacle({ id, obs, collection }: UndoEntry): string | null {
    const { address } = this.#obs;
    if (obs !== address) return `it was changed in the OBS at ${obs}.`;
    if (this.#obs.state.name !== 'connected') return 'OBS is not connected.';
    const on = this.#elsewhere.get(id);
    if (on === undefined) return null;
    return `it is in the scene collection "${collection}", and OBS has "${on}" on.`;
  }

  /** @param all also values that have time left */
  async #undoEntry(id: number, all: boolean): Promise<void> {
    const entry = this.#entry(id);
    const now = performance.now();
    if (entry === undefined || this.#life === 'closed' || (!all && dueMs(entry) > now)) return;
    this.#apply({ type: 'due', id, nowMs: now });
    const result = await undoChange(
      this.#obs,
      entry,
      (stack) => (all ? dropAll(stack) : dropExpired(stack, now)),
      (place, value) => this.#writer.write(place, value),
    );
    await this.#applyResult(entry, result);
    this.#undoDue();
  }

  async #applyResult(entry: UndoEntry, result: UndoResult): Promise<void> {
    const { id } = entry;
    const { rule } = topValue(entry.stack);
    if (result.outcome === 'elsewhere') {
      this.#elsewhere.set(id, result.collection);
      this.#options.log.info({ rule }, laterSentence(entry, this.#obstacle(entry)));
      return;
    }
    if (result.outcome === 'later') {
      this.#retryLater(entry, result.why);
      return;
    }
    if (result.outcome === 'done' && result.rest !== undefined) {
      this.#apply({ type: 'renamed', id, names: result.names });
      this.#apply({ type: 'lowered', id, stack: result.rest });
    } else {
      this.#apply({ type: 'ended', id });
    }
    await this.#save();
    const { outcome, sentence } = result;
    if (outcome === 'done' && !entry.isFromEarlierRun) return;
    this.#options.onUndone({ rule, outcome, sentence });
  }

  #retryLater({ id, phase, place, stack }: UndoEntry, why: ObsError | null): void {
    if (why === null) {
      this.#apply({ type: 'waiting', id });
      return;
    }
    const triesBefore = phase.name === 'restoring' ? phase.tries : 0;
    // A lost connection does not count as a try; `#reconnected` tries again.
    const isGone = why.code === 'not-connected' || why.code === 'ended';
    const tries = isGone ? triesBefore : triesBefore + 1;
    if (tries >= limits.obsRestoreTriesMax) {
      this.#apply({ type: 'ended', id });
      void this.#save();
      const sentence = `Gave up putting back ${placeText(place)}: ${why.message}`;
      this.#options.onUndone({ rule: topValue(stack).rule, outcome: 'failed', sentence });
      return;
    }
    const { timing } = this.#options;
    const pauses = {
      minMs: timing?.retryMinMs ?? limits.obsRestoreRetryMinMs,
      maxMs: timing?.retryMaxMs ?? limits.obsRestoreRetryMaxMs,
    };
    const pauseMs = isGone ? limits.obsNotReadyMs : retryPauseMs(tries - 1, pauses);
    this.#apply({ type: 'retry', id, tries, nextMs: performance.now() + pauseMs });
  }

  #answered(id: number): void {
    this.#apply({ type: 'answered', id, nowMs: performance.now() });
    this.#undoDue();
  }

  /** Loads the changes that an earlier run left. */
  async #adopt(entries: SavedUndo[]): Promise<void> {
    for (const saved of entries) {
      const entry = fromSaved(saved, this.#nextId++);
      // In turn: what is being written or undone at this place has read the value that the earlier run left.
      await this.#inTurn(saved.place, async () => {
        const own = entryAt(this.#ledger, saved.obs, saved.collection, saved.place);
        if (own === undefined) this.#apply({ type: 'planned', entry });
        else this.#apply({ type: 'found-below', id: own.id, below: entry });
      });
    }
    await this.#save();
    this.#undoDue();
  }

  #onObsEvent(event: ObsEvent): void {
    if (event.name === 'CurrentSceneCollectionChanged') {
      this.#collection = event.data.sceneCollectionName;
      this.#elsewhere.clear();
      this.#undoDue();
    } else if (event.name === 'SceneNameChanged') {
      this.#rename(event.data.oldSceneName, event.data.sceneName);
    } else if (event.name === 'InputNameChanged') {
      this.#rename(event.data.oldInputName, event.data.inputName);
    }
  }

  /** Only in the OBS and collection of the rename: others may hold other things of that name. */
  #rename(from: string, to: string): void {
    const here = this.#ledger.filter(
      ({ obs, collection }) => obs === this.#obs.address && collection === this.#collection,
    );
    for (const { id } of here) {
      this.#apply({ type: 'renamed', id, names: new Map([[from, to]]) });
    }
    if (here.length > 0) void this.#save();
  }

  async #readCollection(): Promise<string> {
    const answer = await this.#obs.call('GetSceneCollectionList', {});
    this.#collection = answer.currentSceneCollectionName;
    return this.#collection;
  }

  #entriesAt(place: ObsPlace): UndoEntry[] {
    const key = placeKey(place);
    return this.#ledger.filter((one) => placeKey(one.place) === key);
  }

  #entry(id: number): UndoEntry | undefined {
    return this.#ledger.find((one) => one.id === id);
  }

  #apply(event: UndoEvent): void {
    this.#ledger = reduce(this.#ledger, event);
  }

  async #save(): Promise<void> {
    await this.#options.storage?.save(this.#ledger.map(toSaved));
  }
}

function endingError(): ObsError {
  return new ObsError('not-connected', 'Sequential is ending.');
}

function laterSentence({ place }: UndoEntry, why: string | null): string {
  const text = placeText(place);
  const subject = text.charAt(0).toUpperCase() + text.slice(1);
  return `${subject} is put back later${why === null ? '.' : `: ${why}`}`;
}
