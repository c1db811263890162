/**
 * The recorder: collects what was published, writes it in chunks, and keeps trying while the database is away.
 * Its only queue is bounded by `limits.writerFramesMax`; past it the oldest waiting frames are given up, counted and
 * said once. It never makes the live path wait and never throws at it.
 */

import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { contradicts, type RunKey, type SessionInfo } from '../../protocol/session.ts';
import type { Clock } from './clock.ts';
import { lateReader } from './late-reader.ts';
import { PersonalBests } from './personal-bests.ts';
import { SizeLimit } from './prune.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { RecordedFrames, Recorder, RecorderStats } from './recorder.ts';
import { RunTable } from './run-table.ts';
import type { StoreReader } from './store.ts';
import { asProblem, StoreLink } from './store-link.ts';
import { StoreProblem } from './store-problem.ts';
import { Waiters } from './waiters.ts';
import type { WriterOptions } from './writer-options.ts';

type StoredListener = (key: RunKey, packetId: number) => void;

export class Writer implements Recorder {
  readonly reader: StoreReader;
  readonly #options: WriterOptions;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #runs: RunTable;
  readonly #bests: PersonalBests;
  readonly #listeners = new Set<StoredListener>();
  readonly #waiters: Waiters;
  readonly #link: StoreLink;
  readonly #sizeLimit: SizeLimit | null;
  #counts = { framesTaken: 0, framesStored: 0, framesDuplicate: 0, framesDropped: 0, waiting: 0 };
  #transactions = 0;
  #hasSaidDropped = false;
  #working = false;
  #alarm: { at: number; off: () => void } | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#runs = new RunTable(options.newOrigin);
    this.#waiters = new Waiters(options.clock);
    const { kind, connect, log, clock, sizeMaxBytes } = options;
    this.#link = new StoreLink(kind, connect, log, clock);
    this.#sizeLimit = sizeMaxBytes === undefined ? null : new SizeLimit(sizeMaxBytes, log);
    this.reader = lateReader(() => this.#link.reachable());
    this.#bests = new PersonalBests(this.reader);
  }

  /** Connects for the first time. Rejects only with what does not pass by waiting. */
  async start(): Promise<void> {
    try {
      await this.#link.connect();
    } catch (cause) {
      const problem = asProblem(cause);
      if (problem.lasting) throw problem;
      this.#link.goneAway(problem);
    }
    this.#schedule();
  }

  record(batch: RecordedFrames): void {
    const { frames, lap } = batch;
    if (frames.length === 0 || this.#closing !== null) return;
    const now = this.#clock.now();
    const key = { sessionID: batch.sessionID, run: batch.run };
    this.#counts.framesTaken += frames.length;
    for (const stretch of this.#runs.split(key, frames, now)) {
      const { run } = stretch;
      if (stretch.begun) this.#closeOthers(run);
      run.usedAt = now;
      const added = run.buffer.add(lap, stretch.frames, now);
      run.took(stretch.frames[0]!.packetId);
      this.#counts.framesDuplicate += stretch.frames.length - added;
      this.#counts.waiting += added;
      this.#alarmAt(run.dueAt());
    }
    this.#holdBound();
  }

  describe(key: RunKey, facts: SessionInfo): void {
    if (this.#closing !== null) return;
    this.#runs.described(key, this.#clock.now()).describe(facts, this.#clock.now());
    this.#schedule();
  }

  flush(key: RunKey): void {
    this.#runs.get(key)?.buffer.closeAll();
    this.#schedule();
  }

  async storedThrough(key: RunKey): Promise<number | null> {
    const run = this.#runs.get(key);
    if (run?.sessionID) return run.storedThrough();
    const found = await this.reader.find(key);
    if (found?.highestPacket == null) return null;
    const lowest = this.#runs.get(key)?.buffer.lowestWaiting() ?? null;
    return lowest === null ? found.highestPacket : Math.min(found.highestPacket, lowest - 1);
  }

  onStored(listener: StoredListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  personalBest(facts: SessionInfo): number | null | undefined {
    return this.#bests.get(facts);
  }

  async storedSession(key: RunKey): Promise<string | null> {
    const known = this.#runs.get(key)?.sessionID;
    return known ?? (await this.reader.find(key))?.sessionID ?? null;
  }

  async remove(sessionID: string): Promise<boolean> {
    const removed = await this.#link.reachable().remove(sessionID);
    this.#bests.forget();
    return removed;
  }

  settle(sessionID: string): Promise<void> {
    const now = this.#clock.now();
    const marks: { run: RecordedRun; packetId: number }[] = [];
    for (const run of this.#runs.all()) {
      const { sessionID: publishedID } = run.key;
      const isMeant =
        sessionID === (run.sessionID ?? publishedID) ||
        sessionID === publishedID ||
        // The stored id of a run that the database has not been asked about yet.
        (run.sessionID === null && sessionID.startsWith(`${publishedID}.`));
      if (!isMeant) continue;
      const packetId = run.buffer.highestWaiting();
      // A page that polls must not cost a transaction a question: what is younger waits, but for a new lap, which
      // tells the time of the one before.
      const isNewLap = run.buffer.newestLapSince > run.settledAt;
      const isPolled = now - run.settledAt < limits.storeWaitMs && !isNewLap;
      if (packetId === null || isPolled) continue;
      run.settledAt = now;
      run.buffer.closeAll();
      marks.push({ run, packetId });
    }
    if (marks.length === 0 || this.#link.state !== 'ok') return Promise.resolve();
    this.#schedule();
    return this.#waiters.until(
      limits.settleMsMax,
      () =>
        this.#link.state !== 'ok' ||
        marks.every(({ run, packetId }) => run.hasLandedThrough(packetId)),
    );
  }

  stats(): RecorderStats {
    const { waiting, ...counts } = this.#counts;
    const { state, problem } = this.#link;
    return {
      store: this.#options.kind,
      state,
      detail: problem && `${problem.message} ${problem.hint}`,
      ...counts,
      framesWaiting: waiting,
      factsWaiting: [...this.#runs.all()].filter(({ facts }) => facts !== null).length,
      transactions: this.#transactions,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const run of this.#runs.all()) {
      run.buffer.closeAll();
      run.factsAt = 0;
    }
    this.#link.notBefore = 0;
    const isDone = () => [...this.#runs.all()].every((run) => run.dueAt() === null);
    if (!isDone()) {
      const done = this.#waiters.until(limits.storeCloseMs, isDone);
      this.#schedule();
      await done;
    }
    this.#alarm?.off();
    this.#alarm = null;
    const { waiting } = this.#counts;
    if (waiting > 0) {
      this.#log.error({ frames: waiting }, 'The relay ends with frames that could not be stored.');
    }
    // A database that hangs in the middle of a statement is left to itself.
    let off = () => {};
    const late = new Promise<void>((resolve) => {
      off = this.#clock.after(limits.storeEndMs, resolve);
    });
    await Promise.race([this.#link.close(), late]);
    off();
  }

  /** A run begins to fill: the session may have changed, so what the others hold is written. */
  #closeOthers(run: RecordedRun): void {
    for (const other of this.#runs.others(run)) {
      other.buffer.closeAll();
      this.#alarmAt(other.dueAt());
    }
  }

  #holdBound(): void {
    let excess = this.#counts.waiting - limits.writerFramesMax;
    if (excess <= 0) return;
    // In hunks, so that a database that stays away does not cost a copy per batch.
    excess = Math.max(excess, limits.chunkFramesMax);
    while (excess > 0) {
      let oldest: RecordedRun | null = null;
      for (const run of this.#runs.all()) {
        const since = run.buffer.oldest();
        if (since !== null && since < (oldest?.buffer.oldest() ?? Number.POSITIVE_INFINITY)) {
          oldest = run;
        }
      }
      const dropped = oldest?.buffer.dropOldest(excess) ?? 0;
      if (dropped === 0) return;
      excess -= dropped;
      this.#counts.framesDropped += dropped;
      this.#counts.waiting -= dropped;
    }
    if (this.#hasSaidDropped) return;
    this.#hasSaidDropped = true;
    this.#log.error(
      { framesMax: limits.writerFramesMax },
      'The database has been away too long: the oldest frames that wait for it are given up.',
    );
  }

  /** Sets the alarm to when something is due next. */
  #schedule(): void {
    if (this.#working || this.#link.state === 'closed') return;
    let at: number | null = this.#link.isOpen ? null : 0;
    for (const run of this.#runs.all()) {
      const due = run.dueAt();
      if (due !== null && (at === null || due < at)) at = due;
    }
    this.#alarmAt(at);
  }

  /** Work is due then, ms; null: none. An alarm that rings too early does no harm. */
  #alarmAt(due: number | null): void {
    if (due === null || this.#working || this.#link.state === 'closed') return;
    const at = Math.max(due, this.#link.notBefore);
    if (this.#alarm !== null && this.#alarm.at <= at) return;
    this.#alarm?.off();
    const wait = Math.max(0, at - this.#clock.now());
    this.#alarm = { at, off: this.#clock.after(wait, () => void this.#work()) };
  }

  async #work(): Promise<void> {
    this.#alarm = null;
    if (this.#working) return;
    this.#working = true;
    try {
      await this.#link.connect();
      for (let due = this.#due(); due.length > 0; due = this.#due()) await this.#writeAll(due);
      this.#runs.trim();
    } catch (cause) {
      this.#link.goneAway(asProblem(cause));
    }
    this.#working = false;
    this.#waiters.check();
    this.#schedule();
  }

  /** The runs that have something to be written now. */
  #due(): RecordedRun[] {
    if (this.#link.state === 'closed') return [];
    const now = this.#clock.now();
    return [...this.#runs.all()].filter((run) => {
      const due = run.dueAt();
      return due !== null && due <= now;
    });
  }

  /** Some at a time, so that they share what a transaction costs. Throws when the database is away. */
  async #writeAll(due: readonly RecordedRun[]): Promise<void> {
    // Sessions are made one after another: runs under one id number them.
    const known = due.filter((run) => run.sessionID !== null);
    for (const run of due) if (!known.includes(run)) await this.#write(run);
    for (let i = 0; i < known.length; i += limits.storeWritesMax) {
      const some = known.slice(i, i + limits.storeWritesMax);
      const ends = await Promise.allSettled(some.map((run) => this.#write(run)));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    }
  }

  /** One transaction (and another one before it when the session is new). Throws when the database is away. */
  async #write(run: RecordedRun): Promise<void> {
    const now = this.#clock.now();
    try {
      if (run.sessionID === null && !(await this.#find(run))) return;
      await this.#writeFacts(run);
      const pieces = run.buffer.take(now);
      if (pieces.length > 0) {
        const result = await this.#link.store.write(run.sessionID!, pieces, now);
        this.#transactions++;
        this.#counts.framesStored += result.stored;
        this.#counts.framesDuplicate += result.duplicates;
        const { mayTellLap } = run;
        this.#landed(run);
        if (run.known !== null && mayTellLap) this.#bests.refresh(run.known);
      }
      this.#link.isBack();
      this.#hasSaidDropped = false;
      void this.#keepSize(now);
    } catch (cause) {
      const problem = asProblem(cause);
      if (problem.code === 'session-gone') run.lost(this.#options.newOrigin());
      else if (problem.code !== 'refused' || !this.#isGivenUp(run, problem)) throw problem;
      // It answers; what it does not take is out of the way.
      this.#link.isBack();
    }
  }

  async #keepSize(now: number): Promise<void> {
    const removed = (await this.#sizeLimit?.afterWrite(this.#link.store, now)) ?? 0;
    if (removed > 0) this.#bests.forget();
  }

  /** Which stored session the run is. False: not now. */
  async #find(run: RecordedRun): Promise<boolean> {
    if (!run.driven && (await this.#mustWait(run))) return false;
    for (;;) {
      const request = run.request(this.#clock.now());
      const found = await this.#link.store.open(request);
      if (run.hasMoved(request)) continue;
      run.found(found);
      if (!run.driven) this.#runs.seed(run);
      return true;
    }
  }

  /** Facts came without frames and contradict what is stored: the frames will show whether a new session begins. */
  async #mustWait(run: RecordedRun): Promise<boolean> {
    const until = run.describedAt + limits.describeWaitMs;
    if (run.facts === null || this.#clock.now() >= until || this.#closing !== null) return false;
    const found = await this.#link.store.find(run.key);
    if (found === null || found.highestPacket === null || run.driven) return false;
    const stored = await this.#link.store.session(found.sessionID);
    if (stored === null || !contradicts(stored.facts, run.facts)) return false;
    run.factsAt = until;
    return true;
  }

  async #writeFacts(run: RecordedRun): Promise<void> {
    const { facts } = run;
    if (facts === null) return;
    run.facts = null;
    try {
      const isThere = await this.#link.store.describe(run.sessionID!, facts, this.#clock.now());
      this.#transactions++;
      if (!isThere) throw new StoreProblem('session-gone', 'The session was deleted.');
    } catch (cause) {
      run.facts = { ...facts, ...(run.facts ?? {}) };
      throw cause;
    }
  }

  #landed(run: RecordedRun): void {
    this.#counts.waiting -= run.buffer.inFlight.reduce(
      (sum, piece) => sum + piece.frames.length,
      0,
    );
    run.landed();
    const through = run.grown();
    if (through === null) return;
    for (const listener of this.#listeners) listener(run.key, through);
  }

  /**
   * The database is there and does not take this: after a few tries it is given up, so that the rest goes on.
   * @returns false: not yet
   */
  #isGivenUp(run: RecordedRun, problem: StoreProblem): boolean {
    run.refusals++;
    if (run.refusals < limits.storeRefusalsMax) return false;
    const pieces = run.buffer.take(this.#clock.now());
    const frames = pieces.reduce((sum, piece) => sum + piece.frames.length, 0);
    this.#log.error(
      { sessionID: run.key.sessionID, frames, cause: String(problem.cause ?? '') },
      `${problem.message} What it refuses is given up.`,
    );
    run.facts = null;
    this.#counts.framesDropped += frames;
    this.#landed(run);
    return true;
  }
}
