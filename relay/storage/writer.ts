/**
 * The recorder (the port in `recorder.ts`) of a relay with a database: collects frames and decides when chunks of them are
 * written; `chunk-writing.ts` writes chunks and laps, `session-rows.ts` has the SQL. Keeps trying while the database is away: at
 * most `limits.writerFramesMax` frames wait, the oldest are dropped, counted and logged. The live path never waits for it.
 */
import type { CarLap } from '../../protocol/car-lap.ts';
import type { CarsSnapshot } from '../../protocol/car-positions.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import type { RecorderStats } from '../../protocol/relay-answers.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { RecordedFrames } from '../live/ports.ts';
import { type Clock, Waiters } from './clock.ts';
import { PersonalBests } from './personal-bests.ts';
import { SizeLimit } from './prune.ts';
import { flushForReaders } from './reader-flush.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Recorder } from './recorder.ts';
import { mustWaitForFrames, writeDetails } from './run-details.ts';
import { RunTable } from './run-table.ts';
import type { SessionClaim, Store, StoreReader } from './store.ts';
import { asProblem, lateReader, StoreConnection } from './store-connection.ts';
import type { StoreProblem } from './store-problem.ts';

export interface WriterOptions {
  kind: Store['kind'];
  /** Opens the database. Called again after a pause when it rejects with a `StoreProblem` that may pass. */
  connect: () => Promise<Store>;
  log: Log;
  clock: Clock;
  /** Returns a new unique name. */
  newOrigin: () => string;
  /** The oldest sessions are deleted when the database grows beyond this, bytes; absent: no limit. */
  sizeMaxBytes?: number;
}

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
  readonly #connection: StoreConnection;
  readonly #sizeLimit: SizeLimit | null;
  #counts = { framesTaken: 0, framesStored: 0, framesDuplicate: 0, framesDropped: 0, waiting: 0 };
  #transactions = 0;
  #hasLoggedDrops = false;
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
    this.#connection = new StoreConnection(kind, connect, log, clock);
    this.#sizeLimit = sizeMaxBytes === undefined ? null : new SizeLimit(sizeMaxBytes, log, clock);
    this.reader = lateReader(() => this.#connection.reachable());
    this.#bests = new PersonalBests(this.reader);
  }

  /** Connects for the first time. @throws StoreProblem if it is `lasting` */
  async start(): Promise<void> {
    try {
      await this.#connection.connect();
    } catch (cause) {
      const problem = asProblem(cause);
      if (problem.lasting) throw problem;
      this.#connection.markAway(problem);
    }
    this.#schedule();
  }

  record(batch: RecordedFrames): void {
    const { frames, lap } = batch;
    if (frames.length === 0 || this.#closing !== null) return;
    const now = this.#clock.now();
    const key = { sessionID: batch.sessionID, run: batch.run };
    this.#counts.framesTaken += frames.length;
    for (const part of this.#runs.split(key, frames, lap, now)) {
      const { run } = part;
      if (part.isFirst) this.#flushOthers(run);
      run.usedAt = now;
      const added = run.buffer.add(lap, part.frames, now);
      run.received(part.frames[0]!.packetId);
      this.#counts.framesDuplicate += part.frames.length - added;
      this.#counts.waiting += added;
      this.#alarmAt(run.dueAt());
    }
    this.#dropExcess();
  }

  describe(key: RunKey, info: SessionInfo): void {
    if (this.#closing !== null) return;
    this.#runs.getOrAdd(key, this.#clock.now()).describe(info, this.#clock.now());
    this.#schedule();
  }

  mark(key: RunKey, moment: MarkedMoment): void {
    if (this.#closing !== null) return;
    const run = this.#runs.getOrAdd(key, this.#clock.now());
    run.unwrittenMoments = [...run.unwrittenMoments, moment];
    this.#schedule();
  }

  recordCarLaps(key: RunKey, laps: readonly CarLap[]): void {
    if (this.#closing !== null) return;
    const run = this.#runs.getOrAdd(key, this.#clock.now());
    run.unwrittenCarLaps = [...run.unwrittenCarLaps, ...laps];
    this.#schedule();
  }

  recordCars(key: RunKey, snapshot: CarsSnapshot): void {
    if (this.#closing !== null) return;
    const now = this.#clock.now();
    const run = this.#runs.getOrAdd(key, now);
    run.usedAt = now;
    run.cars.add(snapshot, now);
    this.#alarmAt(run.dueAt());
  }

  flush(key: RunKey): void {
    const run = this.#runs.get(key);
    run?.buffer.flush();
    run?.cars.flush();
    this.#schedule();
  }

  async storedThrough(key: RunKey): Promise<number | null> {
    const run = this.#runs.get(key);
    if (run?.sessionID) return run.storedThrough();
    const found = await this.reader.find(key);
    if (found?.end == null) return null;
    const { packetId } = found.end;
    const lowest = this.#runs.get(key)?.buffer.lowestWaiting() ?? null;
    return lowest === null ? packetId : Math.min(packetId, lowest - 1);
  }

  onStored(listener: StoredListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  personalBest(info: SessionInfo): number | null | undefined {
    return this.#bests.get(info);
  }

  async storedSession(key: RunKey): Promise<string | null> {
    const known = this.#runs.get(key)?.sessionID;
    return known ?? (await this.reader.find(key))?.sessionID ?? null;
  }

  async remove(sessionID: string): Promise<boolean> {
    const removed = await this.#connection.reachable().remove(sessionID);
    this.#bests.clear();
    return removed;
  }

  async changeNote(sessionID: string, moment: string, note: string): Promise<boolean> {
    return this.#connection.reachable().changeNote(sessionID, moment, note);
  }

  async removeMoment(sessionID: string, moment: string): Promise<boolean> {
    return this.#connection.reachable().removeMoment(sessionID, moment);
  }

  async claimSession(claim: Omit<SessionClaim, 'at'>): Promise<string> {
    return this.#connection.reachable().claimSession({ ...claim, at: this.#clock.date() });
  }

  async releaseSessions(owner: string): Promise<void> {
    return this.#connection.reachable().releaseSessions(owner);
  }

  flushForReaders(sessionID: string): Promise<void> {
    const isReadable = flushForReaders(this.#runs.all(), sessionID, this.#clock.now());
    if (isReadable === null || this.#connection.state !== 'ok') return Promise.resolve();
    this.#schedule();
    return this.#waiters.until(
      limits.readerFlushMsMax,
      () => this.#connection.state !== 'ok' || isReadable(),
    );
  }

  stats(): RecorderStats {
    const { waiting, ...counts } = this.#counts;
    const { state, problem } = this.#connection;
    return {
      store: this.#options.kind,
      state,
      detail: problem && `${problem.message} ${problem.hint}`,
      ...counts,
      framesWaiting: waiting,
      factsWaiting: [...this.#runs.all()].filter((run) => run.hasUnwrittenDetails).length,
      transactions: this.#transactions,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const run of this.#runs.all()) {
      run.buffer.flush();
      run.cars.flush();
      run.infoDueAt = 0;
    }
    this.#connection.retryAt = 0;
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
    // The database may hang in the middle of a statement, so the wait has a limit.
    let off = () => {};
    const late = new Promise<void>((resolve) => {
      off = this.#clock.after(limits.storeEndMs, resolve);
    });
    await Promise.race([this.#connection.close(), late]);
    off();
  }

  /** The session may have changed to this run, so the other runs are written now. */
  #flushOthers(run: RecordedRun): void {
    for (const other of this.#runs.others(run)) {
      other.buffer.flush();
      this.#alarmAt(other.dueAt());
    }
  }

  #dropExcess(): void {
    const tooMany = this.#counts.waiting - limits.writerFramesMax;
    if (tooMany <= 0) return;
    // Dropping copies the rest, so a whole chunk is dropped at a time.
    const dropped = this.#runs.dropOldest(Math.max(tooMany, limits.chunkFramesMax));
    this.#counts.framesDropped += dropped;
    this.#counts.waiting -= dropped;
    if (dropped === 0 || this.#hasLoggedDrops) return;
    this.#hasLoggedDrops = true;
    this.#log.error(
      { framesMax: limits.writerFramesMax },
      'The database has been away too long: the oldest frames that wait for it are dropped.',
    );
  }

  /** Sets the alarm for the next due write. */
  #schedule(): void {
    if (this.#working || this.#connection.state === 'closed') return;
    let at: number | null = this.#connection.isOpen ? null : 0;
    for (const run of this.#runs.all()) {
      const due = run.dueAt();
      if (due !== null && (at === null || due < at)) at = due;
    }
    this.#alarmAt(at);
  }

  /** @param due when the next write is due, ms; null: none. An alarm that rings too early does no harm. */
  #alarmAt(due: number | null): void {
    if (due === null || this.#working || this.#connection.state === 'closed') return;
    const at = Math.max(due, this.#connection.retryAt);
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
      await this.#connection.connect();
      for (let due = this.#due(); due.length > 0; due = this.#due()) await this.#writeAll(due);
      this.#runs.trim();
    } catch (cause) {
      this.#connection.markAway(asProblem(cause));
    }
    this.#working = false;
    this.#waiters.check();
    this.#schedule();
  }

  /** The runs whose next write is due. */
  #due(): RecordedRun[] {
    if (this.#connection.state === 'closed') return [];
    const now = this.#clock.now();
    return [...this.#runs.all()].filter((run) => {
      const due = run.dueAt();
      return due !== null && due <= now;
    });
  }

  /** Writes several runs at a time, so that they share the cost of a transaction. Throws when the database is away. */
  async #writeAll(due: readonly RecordedRun[]): Promise<void> {
    // Sessions are made one after another, because runs under one id are numbered.
    const known = due.filter((run) => run.sessionID !== null);
    for (const run of due) if (!known.includes(run)) await this.#write(run);
    for (let i = 0; i < known.length; i += limits.storeWritesMax) {
      const some = known.slice(i, i + limits.storeWritesMax);
      const ends = await Promise.allSettled(some.map((run) => this.#write(run)));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    }
  }

  /** One transaction, and one before it for a new session. Throws when the database is away. */
  async #write(run: RecordedRun): Promise<void> {
    const now = this.#clock.now();
    const date = this.#clock.date();
    try {
      if (run.sessionID === null && !(await this.#findSession(run))) return;
      this.#transactions += await writeDetails(this.#connection.store, run, { now, date });
      const chunks = run.buffer.dueChunks(now);
      if (chunks.length > 0) {
        const result = await this.#connection.store.write(run.sessionID!, chunks, date);
        this.#transactions++;
        this.#counts.framesStored += result.stored;
        this.#counts.framesDuplicate += result.duplicates;
        const { mayCompleteLap } = run;
        this.#confirmWrite(run);
        if (run.info !== null && mayCompleteLap) this.#bests.refresh(run.info);
      }
      this.#connection.markOk();
      this.#hasLoggedDrops = false;
      void this.#limitSize();
    } catch (cause) {
      const problem = asProblem(cause);
      if (problem.code === 'session-gone') run.sessionDeleted(this.#options.newOrigin());
      else if (problem.code !== 'refused' || !this.#dropRefused(run, problem)) throw problem;
      this.#connection.markOk();
    }
  }

  async #limitSize(): Promise<void> {
    const removed = (await this.#sizeLimit?.afterWrite(this.#connection.store)) ?? 0;
    if (removed > 0) this.#bests.clear();
  }

  /** Finds or makes the run's stored session. False: it must wait. */
  async #findSession(run: RecordedRun): Promise<boolean> {
    const { store } = this.#connection;
    if (this.#closing === null && (await mustWaitForFrames(store, run, this.#clock.now())))
      return false;
    for (;;) {
      const request = run.request(this.#clock.date());
      const found = await this.#connection.store.open(request);
      if (run.hasChangedSince(request)) continue;
      run.found(found);
      if (!run.hasFrames) this.#runs.seed(run);
      return true;
    }
  }

  #confirmWrite(run: RecordedRun): void {
    this.#counts.waiting -= run.buffer.inFlight.reduce(
      (sum, chunk) => sum + chunk.frames.length,
      0,
    );
    run.confirmWrite();
    const through = run.newlyStoredThrough();
    if (through === null) return;
    for (const listener of this.#listeners) listener(run.key, through);
  }

  /**
   * Drops the run's write when the database has refused it `limits.storeRefusalsMax` times, so that later ones go on.
   * @returns false: it will be tried again
   */
  #dropRefused(run: RecordedRun, problem: StoreProblem): boolean {
    run.refusals++;
    if (run.refusals < limits.storeRefusalsMax) return false;
    const chunks = run.buffer.dueChunks(this.#clock.now());
    const frames = chunks.reduce((sum, chunk) => sum + chunk.frames.length, 0);
    this.#log.error(
      { sessionID: run.key.sessionID, frames, cause: String(problem.cause ?? '') },
      `${problem.message} The refused data is dropped.`,
    );
    run.dropDetails();
    this.#counts.framesDropped += frames;
    this.#confirmWrite(run);
    return true;
  }
}
