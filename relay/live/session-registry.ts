/**
 * The one writer of what happens live: takes checked batches from every way in, and hands each on to the
 * viewers, to those who listen for events and to the recorder. None of the three ever waits for another.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import type { StoredReferences } from '../timing/stored-references.ts';
import type { Batch, PublisherConnection } from './batch.ts';
import { FailureIsolation } from './failure-isolation.ts';
import type { SessionCounts } from './frame-counts.ts';
import type { LiveRun } from './live-run.ts';
import { LiveSession } from './live-session.ts';
import type { Broadcast, FrameStore, LatestViewers } from './ports.ts';
import type { EventDraft } from './race-event-detector.ts';
import { type PersonalBestLookup, RaceEventDispatcher } from './race-event-dispatcher.ts';
import { longestIdle } from './session-eviction.ts';
import { mergeInfo } from './session-metadata.ts';
import type { RunId } from './session-publishers.ts';
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
  /** Fetches what books need from elsewhere. */
  readonly references: StoredReferences;
  readonly recovery: TimingRecovery;
}

export class SessionRegistry {
  readonly #parts: SessionRegistryParts;
  readonly #sessions = new Map<string, LiveSession>();
  /** Sessions that hold batches back until those before them come. */
  readonly #reordering = new Set<LiveSession>();
  #reorderTimer: NodeJS.Timeout | null = null;
  readonly #events: RaceEventDispatcher;
  readonly #counts: SessionCounts = { framesTaken: 0, batchesTaken: 0, framesLate: 0 };
  readonly #isolation: FailureIsolation;

  constructor(parts: SessionRegistryParts) {
    this.#parts = parts;
    const { now, personalBest, log } = parts;
    this.#isolation = new FailureIsolation(log);
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
   * Takes a batch that passed every check. One that is late is for the store only and needs no room here.
   * @throws RelayError `too-many` when there are too many sessions at a time; nothing of the batch was kept
   */
  receive(batch: Batch): void {
    const session = batch.late ? this.get(batch.sessionID) : this.open(batch.sessionID);
    session?.counts.countReceived(batch.frames.length);
    this.#counts.framesTaken += batch.frames.length;
    this.#counts.batchesTaken++;
    if (session === undefined || batch.late) this.#receiveLate(session, batch);
    else if (batch.run === '') this.#receiveSimple(session, batch);
    else this.#receiveNamed(session, batch);
  }

  #receiveLate(session: LiveSession | undefined, batch: Batch): void {
    const { run, frames, receivedAt } = batch;
    this.#countLate(session, frames.length);
    sortByPacket(frames);
    const through = frames.at(-1)!.packetId;
    this.#parts.store.record(batch);
    session?.noteStoredOnly(run, through, receivedAt);
  }

  /** A run with a name: the agent says what is new and what is sent again. */
  #receiveNamed(session: LiveSession, batch: Batch): void {
    sortByPacket(batch.frames);
    this.#offer(session, { name: batch.run, number: 0 }, batch);
    this.#record(batch);
  }

  /** A publisher that only counts packets: they tell which run each belongs to. */
  #receiveSimple(session: LiveSession, batch: Batch): void {
    for (const { run, isNew, frames } of session.simpleRuns.split(batch.frames)) {
      const part = { ...batch, frames };
      this.#offer(session, { name: '', number: run }, part);
      this.#record(part);
      const { info: facts, runName: token } = session;
      if (isNew && token === '' && Object.keys(facts).length > 0) {
        this.#parts.store.describe({ sessionID: session.id, run: '' }, facts);
      }
    }
  }

  /** The store gets a list of its own: what is shown may wait for the frames before it. */
  #record(batch: Batch): void {
    this.#parts.store.record({ ...batch, frames: [...batch.frames] });
  }

  #countLate(session: LiveSession | undefined, frames: number): void {
    session?.counts.countLate(frames);
    this.#counts.framesLate += frames;
  }

  /** Whatever goes wrong on the way to the viewers: the store gets the batch. */
  #offer(session: LiveSession, name: RunId, batch: Batch): void {
    this.#isolation.run({ sessionID: session.id }, () => this.#offerLive(session, name, batch));
  }

  /** Hands a batch to the viewers, in order, where its publisher is the one that is shown. */
  #offerLive(session: LiveSession, name: RunId, batch: Batch): void {
    const { connection, receivedAt, frames } = batch;
    const turn = session.selectRun(name, connection, receivedAt);
    if (turn.kind === 'stored') {
      // Its laps go on, for when it is shown again.
      turn.run?.receive(batch);
      this.#countLate(session, frames.length);
      return;
    }
    this.#switchViewers(session, turn);
    session.recordBatch(receivedAt);
    const { run } = turn;
    const facts = session.takeDueInfo(receivedAt);
    const key = { sessionID: session.id, run: run.name };
    if (facts !== null) this.#parts.store.describe(key, facts);
    // Only batches of simple publishers can have overtaken one another.
    if (name.name !== '') {
      this.#showBatch(session, run, batch);
      return;
    }
    for (const one of run.reorder(batch)) this.#showBatch(session, run, one);
    if (run.isReordering) {
      this.#reordering.add(session);
      this.#releaseSoon();
    }
  }

  /** Takes the viewers over to another run, once what they still have to see of the one before is shown. */
  #switchViewers(session: LiveSession, turn: RunSelection): void {
    if (turn.kind !== 'changed') return;
    const { ended } = turn;
    const { broadcast, store, log } = this.#parts;
    if (ended !== null) {
      for (const one of ended.drain()) this.#showBatch(session, ended, one);
      this.#emit(session, ended, ended.leave());
      store.flush({ sessionID: session.id, run: ended.name });
    }
    broadcast.reset(session.id);
    log.info({ sessionID: session.id, run: session.runNumber }, 'A new run began.');
  }

  #releaseSoon(): void {
    this.#reorderTimer ??= setTimeout(() => {
      this.#reorderTimer = null;
      const now = this.#parts.now();
      for (const session of this.#reordering) {
        this.#isolation.run({ sessionID: session.id }, () => {
          const run = session.reorderingRun;
          for (const one of run?.due(now) ?? []) this.#showBatch(session, run!, one);
        });
        if (session.reorderingRun === null) this.#reordering.delete(session);
      }
      if (this.#reordering.size > 0) this.#releaseSoon();
    }, limits.reorderMs);
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
    this.#emit(session, run, shown.events);
  }

  /** What is stored of the run that is shown goes into its book. */
  #recover(session: LiveSession): void {
    const run = session.liveRun;
    // An agent that only says what its game does may have driven before.
    if (run === null || (run.t === null && run.name === '')) return;
    const key = { sessionID: session.id, run: run.name };
    this.#parts.recovery.update(run, key, () => {
      const events = () => this.#emit(session, run, run.takeRecoveredEvents());
      this.#isolation.run({ sessionID: session.id }, events);
    });
  }

  /** Tells the pages of a session what changed, once. */
  #sendChanges(session: LiveSession): void {
    if (!session.consumeChange()) return;
    const run = session.liveRun;
    if (run !== null) this.#parts.references.update(run.timing, run.info);
    this.#parts.broadcast.sendSession(session.id);
  }

  #emit(session: LiveSession, run: LiveRun, drafts: readonly EventDraft[]): void {
    if (drafts.length > 0) this.#events.dispatch(session.id, run, drafts);
  }

  /**
   * The session of this id, made when there is none.
   * @throws RelayError `too-many` when all sessions that there may be are in use
   */
  open(sessionID: string): LiveSession {
    const known = this.#sessions.get(sessionID);
    if (known !== undefined) return known;
    const now = this.#parts.now();
    if (this.#sessions.size >= limits.sessionsMax) this.#evict(now);
    const session = new LiveSession(sessionID, now);
    this.#sessions.set(sessionID, session);
    return session;
  }

  /** The one that was idle longest goes; its viewers wait for it to come back. */
  #evict(now: number): void {
    const idlest = longestIdle(this.#sessions.values(), now);
    this.#finish(idlest, now);
    this.#sessions.delete(idlest.id);
  }

  /** The session is over, whoever says so. */
  #finish(session: LiveSession, now: number): void {
    const run = session.finish(now);
    if (run !== null) this.#close(session, run);
  }

  #close(session: LiveSession, run: LiveRun): void {
    for (const one of run.drain()) this.#showBatch(session, run, one);
    this.#emit(session, run, run.leave());
    this.#parts.store.flush({ sessionID: session.id, run: run.name });
    this.#sendChanges(session);
  }

  /** Somebody without an agent describes a session: what is known already stays. */
  describe(sessionID: string, given: unknown): SessionInfo {
    // What is wrong must not make a session.
    mergeInfo({}, given);
    const session = this.open(sessionID);
    const { facts, waits } = session.describe(given, this.#parts.now());
    if (!waits) this.#parts.store.describe({ sessionID, run: session.runName ?? '' }, facts);
    this.#events.knownBest(facts);
    this.#sendChanges(session);
    return facts;
  }

  /** An agent describes one of its runs. @throws RelayError `too-many`; the store knows it all the same */
  describeRun(sessionID: string, run: string, facts: SessionInfo): void {
    this.#parts.store.describe({ sessionID, run }, facts);
    const session = this.open(sessionID);
    session.describeRun(run, facts, this.#parts.now());
    this.#events.knownBest(facts);
    this.#sendChanges(session);
  }

  /**
   * An agent says what the game does.
   * @returns the session that its agent publishes from now on; null: the run is over
   * @throws RelayError `too-many` when there is no room for its session
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
    const turn = session.selectRun({ name: run, number: 0 }, connection, now);
    if (turn.run === null) return session.isOver(run) ? null : session;
    this.#switchViewers(session, turn);
    const events = turn.run.setStatus(status);
    if (turn.kind !== 'stored') this.#emit(session, turn.run, events);
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

  /** An agent publishes this run from now on. */
  attach(session: LiveSession, agent: PublisherConnection, run: string): void {
    session.attach(agent, run, this.#parts.now());
  }

  /** An agent publishes this session no longer. */
  detach(session: LiveSession, agent: PublisherConnection): void {
    if (session.detach(agent, this.#parts.now())) this.#publisherLeft(session);
  }

  /** Nobody publishes it for the moment. */
  #publisherLeft(session: LiveSession): void {
    this.#flush(session);
    this.#sendChanges(session);
  }

  /** Looks who has gone silent. Called a few times a second. */
  tick(): void {
    const now = this.#parts.now();
    const forgotten: LiveSession[] = [];
    for (const session of this.#sessions.values()) {
      this.#isolation.run({ sessionID: session.id }, () => this.#checkSession(session, now));
      if (session.isExpired(now)) forgotten.push(session);
    }
    if (forgotten.length > 0) this.#forget(forgotten);
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
    if (contest !== null) {
      const sentence =
        'Two publishers send this session at the same time. The newer one is shown, the other is stored: end one, or give one another session id.';
      this.#parts.log.warn({ sessionID: session.id, ...contest }, sentence);
    }
    if (change === 'left') this.#publisherLeft(session);
    else if (change === 'lost') this.#finish(session, now);
    // What was looked up in the store has come.
    this.#sendChanges(session);
  }

  /** Sessions that are over leave memory, but for those that are looked at and the one that `live` stands for. */
  #forget(sessions: readonly LiveSession[]): void {
    const { broadcast, latestViewers } = this.#parts;
    const latest = latestViewers.current;
    for (const { id } of sessions) {
      if (id !== latest && broadcast.viewersOf(id) === 0) this.#sessions.delete(id);
    }
  }

  /** Takes the rates. @param ms since it was called last */
  measure(ms: number): void {
    for (const session of this.#sessions.values()) session.counts.measure(ms);
  }

  /** Shows what is held back and has the recorder write what it collected. */
  stop(): void {
    if (this.#reorderTimer !== null) clearTimeout(this.#reorderTimer);
    this.#reorderTimer = null;
    for (const session of this.#sessions.values()) {
      const run = session.reorderingRun;
      for (const one of run?.drain() ?? []) this.#showBatch(session, run!, one);
      this.#flush(session);
    }
  }

  #flush({ id, runName: token }: LiveSession): void {
    if (token !== null) this.#parts.store.flush({ sessionID: id, run: token });
  }
}
