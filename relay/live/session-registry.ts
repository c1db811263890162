/**
 * All live sessions. Receives checked batches from every way in and passes each to viewers, event listeners and the
 * store. None of the three ever waits for another.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import type { StoredReferences } from '../timing/stored-references.ts';
import type { Batch, PublisherConnection } from './batch.ts';
import { FailureIsolation } from './failure-isolation.ts';
import type { SessionCounts } from './frame-counts.ts';
import { HeldSessions } from './held-sessions.ts';
import type { LiveRun } from './live-run.ts';
import { LiveSession } from './live-session.ts';
import type { Broadcast, FrameStore, LatestViewers, SessionOwnership } from './ports.ts';
import type { EventDraft } from './race-event-detector.ts';
import { type PersonalBestLookup, RaceEventDispatcher } from './race-event-dispatcher.ts';
import { longestIdle } from './session-eviction.ts';
import { mergeInfo } from './session-metadata.ts';
import { type RunId, twoPublish } from './session-publishers.ts';
import type { RunSelection } from './session-state.ts';
import { sortByPacket } from './simple-runs.ts';
import type { TimingRecovery } from './timing-recovery.ts';

export interface SessionRegistryParts {
  readonly broadcast: Broadcast;
  readonly latestViewers: LatestViewers;
  readonly store: FrameStore;
  readonly log: Log;
  now(): number;
  onEvent(event: RaceEvent): void;
  readonly personalBest?: PersonalBestLookup | undefined;
  /** Fetches personal bests and track maps. */
  readonly references: StoredReferences;
  readonly recovery: TimingRecovery;
  /** Absent: this relay works alone and owns every session. */
  readonly ownership?: SessionOwnership | undefined;
}

export class SessionRegistry {
  readonly #parts: SessionRegistryParts;
  readonly #sessions = new Map<string, LiveSession>();
  readonly #held: HeldSessions;
  readonly #events: RaceEventDispatcher;
  readonly #counts: SessionCounts = { framesTaken: 0, batchesTaken: 0, framesLate: 0 };
  readonly #isolation: FailureIsolation;

  constructor(parts: SessionRegistryParts) {
    this.#parts = parts;
    const { now, personalBest, log } = parts;
    this.#isolation = new FailureIsolation(log);
    this.#held = new HeldSessions({
      isolation: this.#isolation,
      now,
      show: (...shown) => this.#showBatch(...shown),
    });
    this.#events = new RaceEventDispatcher({
      now,
      personalBest,
      send: (event) => {
        parts.broadcast.sendEvent(event);
        parts.onEvent(event);
      },
    });
  }

  get counts(): SessionCounts {
    return { ...this.#counts };
  }

  get(sessionID: string): LiveSession | undefined {
    return this.#sessions.get(sessionID);
  }

  all(): IterableIterator<LiveSession> {
    return this.#sessions.values();
  }

  /**
   * Receives a checked batch. A late batch is only stored and opens no session.
   * @throws RelayError `too-many` when all sessions are in use; the batch was not kept
   */
  receive(batch: Batch): void {
    const session = batch.late ? this.get(batch.sessionID) : this.open(batch.sessionID);
    session?.counts.countReceived(batch.frames.length);
    if (session !== undefined && !batch.late) this.#noteOwner(session, batch.run, batch.connection);
    this.#counts.framesTaken += batch.frames.length;
    this.#counts.batchesTaken++;
    if (session === undefined || batch.late) this.#receiveLate(session, batch);
    else if (batch.run === '') this.#receiveSimple(session, batch);
    else this.#receiveNamed(session, batch);
  }

  /** Somebody publishes the session here. An agent that is new decides who owns it. */
  #noteOwner(session: LiveSession, run: string, connection: PublisherConnection): void {
    const { ownership } = this.#parts;
    if (run === '' || session.isPublishedBy(connection)) ownership?.published(session.id);
    else ownership?.attached(session.id);
  }

  /** Forgets a session that another relay owns and nobody publishes here. What was received of it is stored. */
  forget(sessionID: string): void {
    const session = this.get(sessionID);
    if (session === undefined || session.hasPublisher(this.#parts.now())) return;
    this.#flush(session);
    this.#sessions.delete(sessionID);
    this.#held.remove(session);
  }

  #receiveLate(session: LiveSession | undefined, batch: Batch): void {
    const { run, frames, receivedAt } = batch;
    this.#countLate(session, frames.length);
    sortByPacket(frames);
    const through = frames.at(-1)!.packetId;
    this.#parts.store.record(batch);
    session?.noteStoredOnly(run, through, receivedAt);
  }

  /** A batch of an agent, which names its run and marks what it sends again. */
  #receiveNamed(session: LiveSession, batch: Batch): void {
    sortByPacket(batch.frames);
    this.#offer(session, { name: batch.run, number: 0 }, batch);
    this.#record(batch);
  }

  /** A batch of a simple publisher: packet ids and the lap tell which run each frame belongs to. */
  #receiveSimple(session: LiveSession, batch: Batch): void {
    for (const { run, isNew, frames } of session.simpleRuns.split(batch.frames, batch.lap)) {
      const part = { ...batch, frames };
      this.#offer(session, { name: '', number: run }, part);
      this.#record(part);
      const { info, runName } = session;
      if (isNew && runName === '' && Object.keys(info).length > 0) {
        this.#parts.store.describe({ sessionID: session.id, run: '' }, info);
      }
    }
  }

  /** The store gets a copy of the list, because a shown batch may wait for earlier frames. */
  #record(batch: Batch): void {
    this.#parts.store.record({ ...batch, frames: [...batch.frames] });
  }

  #countLate(session: LiveSession | undefined, frames: number): void {
    session?.counts.countLate(frames);
    this.#counts.framesLate += frames;
  }

  /** Shows a batch. An error on the live path must not keep it from the store. */
  #offer(session: LiveSession, id: RunId, batch: Batch): void {
    this.#isolation.run({ sessionID: session.id }, () => this.#offerLive(session, id, batch));
  }

  /** Shows a batch in order, when its publisher is the shown one. */
  #offerLive(session: LiveSession, id: RunId, batch: Batch): void {
    const { connection, receivedAt, frames } = batch;
    const selection = session.selectRun(id, connection, receivedAt);
    if (selection.kind === 'stored') {
      // Its timing continues, because it may be shown again.
      selection.run?.receive(batch);
      this.#countLate(session, frames.length);
      return;
    }
    this.#switchViewers(session, selection);
    session.recordBatch(receivedAt);
    const { run } = selection;
    const info = session.takeDueInfo(receivedAt);
    const key = { sessionID: session.id, run: run.name };
    if (info !== null) this.#parts.store.describe(key, info);
    // Only batches of simple publishers can arrive out of order.
    if (id.name !== '') {
      this.#showBatch(session, run, batch);
      return;
    }
    for (const one of run.reorder(batch)) this.#showBatch(session, run, one);
    if (run.isReordering) this.#held.add(session);
  }

  /** Moves the viewers to another run, after the waiting batches of the one before. */
  #switchViewers(session: LiveSession, selection: RunSelection): void {
    if (selection.kind !== 'changed') return;
    const { ended } = selection;
    const { broadcast, store, log } = this.#parts;
    if (ended !== null) {
      for (const one of ended.drain()) this.#showBatch(session, ended, one);
      this.emit(session, ended, ended.leave());
      store.flush({ sessionID: session.id, run: ended.name });
    }
    broadcast.reset(session.id);
    log.info({ sessionID: session.id, run: session.runNumber }, 'A new run began.');
  }

  #showBatch(session: LiveSession, run: LiveRun, batch: Batch): void {
    const shown = run.receive(batch);
    const late = batch.frames.length - (shown?.batch.frames.length ?? 0);
    if (late > 0) {
      this.#countLate(session, late);
      session.noteStoredOnly(run.name, batch.frames.at(-1)!.packetId, this.#parts.now());
    }
    if (shown === null) return;
    session.markFramesSent();
    this.#parts.latestViewers.published(shown.batch);
    this.#recover(session);
    this.#sendChanges(session);
    this.#parts.broadcast.sendBatch(shown.batch, shown.pageFrames);
    this.emit(session, run, shown.events);
  }

  /** Recovers the timing of the shown run from the store when the store has more of it. */
  #recover(session: LiveSession): void {
    const run = session.liveRun;
    // An agent that has only reported its status may have driven before.
    if (run === null || (run.t === null && run.name === '')) return;
    const key = { sessionID: session.id, run: run.name };
    this.#parts.recovery.update(run, key, () => {
      this.#isolation.run({ sessionID: session.id }, () =>
        this.emit(session, run, run.takeRecoveredEvents()),
      );
    });
  }

  /** Sends a session to its pages when it changed. */
  #sendChanges(session: LiveSession): void {
    if (!session.consumeChange()) return;
    const run = session.liveRun;
    if (run !== null) this.#parts.references.update(run.timing, run.info);
    this.#parts.broadcast.sendSession(session.id);
  }

  emit(session: LiveSession, run: LiveRun, drafts: readonly EventDraft[]): void {
    if (drafts.length > 0) this.#events.dispatch(session.id, run, drafts);
  }

  /**
   * The session of this id. Creates it when there is none.
   * @throws RelayError `too-many` when all sessions are in use
   */
  open(sessionID: string): LiveSession {
    const known = this.#sessions.get(sessionID);
    if (known !== undefined) return known;
    const now = this.#parts.now();
    if (this.#sessions.size >= limits.sessionsMax) this.#evict(now);
    const inherited = this.#parts.ownership?.inherited(sessionID) ?? null;
    const session = new LiveSession(sessionID, now, inherited);
    this.#sessions.set(sessionID, session);
    return session;
  }

  /** Removes the session that has been idle longest. Its viewers keep waiting for it. */
  #evict(now: number): void {
    const idlest = longestIdle(this.#sessions.values(), now);
    this.#finish(idlest, now);
    this.#sessions.delete(idlest.id);
  }

  /** Ends a session. */
  #finish(session: LiveSession, now: number): void {
    const run = session.finish(now);
    if (run !== null) this.#close(session, run);
  }

  #close(session: LiveSession, run: LiveRun): void {
    for (const one of run.drain()) this.#showBatch(session, run, one);
    this.emit(session, run, run.leave());
    this.#parts.store.flush({ sessionID: session.id, run: run.name });
    this.#sendChanges(session);
  }

  /** A client without an agent describes a session. Fields that it leaves out keep their values. */
  describe(sessionID: string, given: unknown): SessionInfo {
    mergeInfo({}, given); // Invalid info must not create a session.
    const session = this.open(sessionID);
    const { info, waits } = session.describe(given, this.#parts.now());
    if (!waits) this.#parts.store.describe({ sessionID, run: session.runName ?? '' }, info);
    this.#events.knownBest(info);
    this.#sendChanges(session);
    return info;
  }

  /** An agent describes one of its runs. @throws RelayError `too-many`; the info is stored all the same */
  describeRun(sessionID: string, run: string, info: SessionInfo): void {
    this.#parts.store.describe({ sessionID, run }, info);
    const session = this.open(sessionID);
    session.describeRun(run, info, this.#parts.now());
    this.#events.knownBest(info);
    this.#sendChanges(session);
  }

  /**
   * An agent reports the status of its game.
   * @returns the session that the agent publishes from now on; null: the run is over
   * @throws RelayError `too-many` when all sessions are in use
   */
  changeStatus(
    sessionID: string,
    run: string,
    status: GameStatus,
    connection: PublisherConnection,
  ): LiveSession | null {
    const now = this.#parts.now();
    if (status === 'ended') {
      this.#endRun(sessionID, run, now);
      return null;
    }
    const session = this.open(sessionID);
    if (!session.isOver(run)) this.#noteOwner(session, run, connection);
    const selection = session.selectRun({ name: run, number: 0 }, connection, now);
    if (selection.run === null) return session.isOver(run) ? null : session;
    this.#switchViewers(session, selection);
    const events = selection.run.setStatus(status);
    if (selection.kind !== 'stored') this.emit(session, selection.run, events);
    this.#sendChanges(session);
    return session;
  }

  #endRun(sessionID: string, run: string, now: number): void {
    this.#parts.store.flush({ sessionID, run });
    const session = this.get(sessionID);
    const ended = session?.endRun(run, now) ?? null;
    if (session !== undefined && ended !== null) this.#close(session, ended);
  }

  setStart(sessionID: string, run: string, originMs: number): void {
    const session = this.get(sessionID);
    if (session === undefined) return;
    session.setStart(run, originMs);
    this.#sendChanges(session);
  }

  /** An agent starts to publish this run. */
  attach(session: LiveSession, agent: PublisherConnection, run: string): void {
    session.attach(agent, run, this.#parts.now());
  }

  /** An agent stops publishing this session. */
  detach(session: LiveSession, agent: PublisherConnection): void {
    if (session.detach(agent, this.#parts.now())) this.#publisherLeft(session);
  }

  /** Nobody publishes the session at the moment. */
  #publisherLeft(session: LiveSession): void {
    this.#flush(session);
    this.#sendChanges(session);
  }

  /** Applies time-outs to all sessions. Called a few times a second. */
  tick(): void {
    const now = this.#parts.now();
    const forgotten: LiveSession[] = [];
    for (const session of this.#sessions.values()) {
      this.#isolation.run({ sessionID: session.id }, () => this.#checkSession(session, now));
      if (session.isExpired(now)) forgotten.push(session);
    }
    for (const { id } of forgotten) this.#forgetUnwatched(id);
  }

  #checkSession(session: LiveSession, now: number): void {
    if (session.consumePause(now)) this.#parts.broadcast.sendLatest(session.id);
    this.#recover(session);
    const back = session.restoreConnected(now);
    if (back !== null) {
      this.#switchViewers(session, back);
      this.#sendChanges(session);
    }
    const change = session.tick(now);
    const contest = session.takeNewConflict(now);
    if (contest !== null) this.#parts.log.warn({ sessionID: session.id, ...contest }, twoPublish);
    if (change === 'left') this.#publisherLeft(session);
    else if (change === 'lost') this.#finish(session, now);
    // Sends what the store has answered meanwhile.
    this.#sendChanges(session);
  }

  /** Removes a session that is over, unless it is watched or `live` stands for it. */
  #forgetUnwatched(id: string): void {
    const { broadcast, latestViewers } = this.#parts;
    const isUsed = id === latestViewers.current || broadcast.viewersOf(id) > 0;
    if (!isUsed) this.#sessions.delete(id);
  }

  /** Measures the frame rates. @param ms since the last call */
  measure(ms: number): void {
    for (const session of this.#sessions.values()) session.counts.measure(ms);
  }

  /** Shows the batches that are held back and flushes the store. May be called again after more batches. */
  stop(): void {
    this.#held.stop();
    for (const session of this.#sessions.values()) {
      const run = session.reorderingRun;
      for (const one of run?.drain() ?? []) this.#showBatch(session, run!, one);
      this.#flush(session);
    }
  }

  #flush({ id, runName }: LiveSession): void {
    if (runName !== null) this.#parts.store.flush({ sessionID: id, run: runName });
  }
}
