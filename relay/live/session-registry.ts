/**
 * The one writer of what happens live: takes checked batches from every way in, and hands each on to the
 * viewers, to those who listen for events and to the recorder. None of the three ever waits for another.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import type { References } from '../timing/references.ts';
import type { Batch, PublisherConnection } from './batch.ts';
import type { BookRecall } from './book-recall.ts';
import { type AnnouncedBest, EventTeller } from './event-teller.ts';
import type { SessionCounts } from './frame-counts.ts';
import { LiveGuard } from './live-guard.ts';
import type { LiveRun } from './live-run.ts';
import { LiveSession } from './live-session.ts';
import type { Broadcast, FrameStore, LatestViewers } from './ports.ts';
import type { RunName } from './publishers.ts';
import type { EventDraft } from './race-events.ts';
import { sortByPacket } from './run.ts';
import type { Turn } from './session-life.ts';
import { idlestOf } from './session-room.ts';
import { describedBy } from './told-info.ts';

export interface SessionRegistryParts {
  readonly broadcast: Broadcast;
  readonly latestViewers: LatestViewers;
  readonly store: FrameStore;
  readonly log: Log;
  now(): number;
  onEvent(event: RaceEvent): void;
  readonly personalBest?: AnnouncedBest | undefined;
  /** Fetches what books need from elsewhere. */
  readonly references: References;
  readonly recall: BookRecall;
}

export class SessionRegistry {
  readonly #parts: SessionRegistryParts;
  readonly #sessions = new Map<string, LiveSession>();
  /** Sessions that hold batches back until those before them come. */
  readonly #holding = new Set<LiveSession>();
  #holdTimer: NodeJS.Timeout | null = null;
  readonly #events: EventTeller;
  readonly #counts: SessionCounts = { framesTaken: 0, batchesTaken: 0, framesLate: 0 };
  readonly #guard: LiveGuard;

  constructor(parts: SessionRegistryParts) {
    this.#parts = parts;
    const { now, personalBest, log } = parts;
    this.#guard = new LiveGuard(log);
    this.#events = new EventTeller({
      now,
      personalBest,
      tell: (event) => {
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
    session?.counts.countTaken(batch.frames.length);
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
    session?.storedOnly(run, through, receivedAt);
  }

  /** A run with a name: the agent says what is new and what is sent again. */
  #receiveNamed(session: LiveSession, batch: Batch): void {
    sortByPacket(batch.frames);
    this.#offer(session, { token: batch.run, number: 0 }, batch);
    this.#record(batch);
  }

  /** A publisher that only counts packets: they tell which run each belongs to. */
  #receiveSimple(session: LiveSession, batch: Batch): void {
    for (const { run, isNew, frames } of session.simpleRuns.split(batch.frames)) {
      const part = { ...batch, frames };
      this.#offer(session, { token: '', number: run }, part);
      this.#record(part);
      const { facts, token } = session;
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
  #offer(session: LiveSession, name: RunName, batch: Batch): void {
    this.#guard.run({ sessionID: session.id }, () => this.#offerLive(session, name, batch));
  }

  /** Hands a batch to the viewers, in order, where its publisher is the one that is shown. */
  #offerLive(session: LiveSession, name: RunName, batch: Batch): void {
    const { connection, receivedAt, frames } = batch;
    const turn = session.hear(name, connection, receivedAt);
    if (turn.kind === 'stored') {
      // Its laps go on, for when it is shown again.
      turn.run?.receive(batch);
      this.#countLate(session, frames.length);
      return;
    }
    this.#follow(session, turn);
    session.keepPace(receivedAt);
    const { run } = turn;
    const facts = session.takeSettledFacts(receivedAt);
    const key = { sessionID: session.id, run: run.token };
    if (facts !== null) this.#parts.store.describe(key, facts);
    // Only batches of simple publishers can have overtaken one another.
    if (name.token !== '') {
      this.#show(session, run, batch);
      return;
    }
    for (const one of run.reorder(batch)) this.#show(session, run, one);
    if (run.isHolding) {
      this.#holding.add(session);
      this.#releaseSoon();
    }
  }

  /** Takes the viewers over to another run, once what they still have to see of the one before is shown. */
  #follow(session: LiveSession, turn: Turn): void {
    if (turn.kind !== 'changed') return;
    const { ended } = turn;
    const { broadcast, store, log } = this.#parts;
    if (ended !== null) {
      for (const one of ended.drain()) this.#show(session, ended, one);
      this.#emit(session, ended, ended.leave());
      store.flush({ sessionID: session.id, run: ended.token });
    }
    broadcast.reset(session.id);
    log.info({ sessionID: session.id, run: session.run }, 'A new run began.');
  }

  #releaseSoon(): void {
    this.#holdTimer ??= setTimeout(() => {
      this.#holdTimer = null;
      const now = this.#parts.now();
      for (const session of this.#holding) {
        this.#guard.run({ sessionID: session.id }, () => {
          const run = session.holding;
          for (const one of run?.due(now) ?? []) this.#show(session, run!, one);
        });
        if (session.holding === null) this.#holding.delete(session);
      }
      if (this.#holding.size > 0) this.#releaseSoon();
    }, limits.reorderMs);
  }

  #show(session: LiveSession, run: LiveRun, batch: Batch): void {
    const shown = run.receive(batch);
    const late = batch.frames.length - (shown?.batch.frames.length ?? 0);
    if (late > 0) {
      this.#countLate(session, late);
      session.storedOnly(run.token, batch.frames.at(-1)!.packetId, this.#parts.now());
    }
    if (shown === null) return;
    session.unsettle();
    this.#parts.latestViewers.published(shown.batch);
    this.#recall(session);
    this.#tell(session);
    this.#parts.broadcast.sendBatch(shown.batch, shown.pageFrames);
    this.#emit(session, run, shown.events);
  }

  /** What is stored of the run that is shown goes into its book. */
  #recall(session: LiveSession): void {
    const run = session.shownRun;
    // An agent that only says what its game does may have driven before.
    if (run === null || (run.t === null && run.token === '')) return;
    const key = { sessionID: session.id, run: run.token };
    this.#parts.recall.update(run, key, () => {
      const events = () => this.#emit(session, run, run.tellRecalled());
      this.#guard.run({ sessionID: session.id }, events);
    });
  }

  /** Tells the pages of a session what changed, once. */
  #tell(session: LiveSession): void {
    if (!session.takeChanged()) return;
    const run = session.shownRun;
    if (run !== null) this.#parts.references.update(run.book, run.facts);
    this.#parts.broadcast.sendSession(session.id);
  }

  #emit(session: LiveSession, run: LiveRun, drafts: readonly EventDraft[]): void {
    if (drafts.length > 0) this.#events.tell(session.id, run, drafts);
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
    const idlest = idlestOf(this.#sessions.values(), now);
    this.#finish(idlest, now);
    this.#sessions.delete(idlest.id);
  }

  /** The session is over, whoever says so. */
  #finish(session: LiveSession, now: number): void {
    const run = session.finish(now);
    if (run !== null) this.#close(session, run);
  }

  #close(session: LiveSession, run: LiveRun): void {
    for (const one of run.drain()) this.#show(session, run, one);
    this.#emit(session, run, run.leave());
    this.#parts.store.flush({ sessionID: session.id, run: run.token });
    this.#tell(session);
  }

  /** Somebody without an agent describes a session: what is known already stays. */
  describe(sessionID: string, given: unknown): SessionInfo {
    // What is wrong must not make a session.
    describedBy({}, given);
    const session = this.open(sessionID);
    const { facts, waits } = session.describe(given, this.#parts.now());
    if (!waits) this.#parts.store.describe({ sessionID, run: session.token ?? '' }, facts);
    this.#events.knownBest(facts);
    this.#tell(session);
    return facts;
  }

  /** An agent describes one of its runs. @throws RelayError `too-many`; the store knows it all the same */
  describeRun(sessionID: string, run: string, facts: SessionInfo): void {
    this.#parts.store.describe({ sessionID, run }, facts);
    const session = this.open(sessionID);
    session.describeRun(run, facts, this.#parts.now());
    this.#events.knownBest(facts);
    this.#tell(session);
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
    const turn = session.hear({ token: run, number: 0 }, connection, now);
    if (turn.run === null) return session.isOver(run) ? null : session;
    this.#follow(session, turn);
    const events = turn.run.setStatus(status);
    if (turn.kind !== 'stored') this.#emit(session, turn.run, events);
    this.#tell(session);
    return session;
  }

  #endRun(sessionID: string, run: string, now: number): void {
    this.#parts.store.flush({ sessionID, run });
    const session = this.get(sessionID);
    const ended = session?.endRun(run, now) ?? null;
    if (session !== undefined && ended !== null) this.#close(session, ended);
  }

  setOrigin(sessionID: string, run: string, originMs: number): void {
    const session = this.get(sessionID);
    if (session === undefined) return;
    session.setOrigin(run, originMs);
    this.#tell(session);
  }

  /** An agent publishes this run from now on. */
  attach(session: LiveSession, agent: PublisherConnection, run: string): void {
    session.attach(agent, run, this.#parts.now());
  }

  /** An agent publishes this session no longer. */
  detach(session: LiveSession, agent: PublisherConnection): void {
    if (session.detach(agent, this.#parts.now())) this.#left(session);
  }

  /** Nobody publishes it for the moment. */
  #left(session: LiveSession): void {
    this.#flush(session);
    this.#tell(session);
  }

  /** Looks who has gone silent. Called a few times a second. */
  tick(): void {
    const now = this.#parts.now();
    const forgotten: LiveSession[] = [];
    for (const session of this.#sessions.values()) {
      this.#guard.run({ sessionID: session.id }, () => this.#look(session, now));
      if (session.isForgotten(now)) forgotten.push(session);
    }
    if (forgotten.length > 0) this.#forget(forgotten);
  }

  #look(session: LiveSession, now: number): void {
    if (session.takePaused(now)) this.#parts.broadcast.sendLatest(session.id);
    this.#recall(session);
    const back = session.giveBack(now);
    if (back !== null) {
      this.#follow(session, back);
      this.#tell(session);
    }
    const change = session.tick(now);
    const contest = session.takeContest(now);
    if (contest !== null) {
      const sentence =
        'Two publishers send this session at the same time. The newer one is shown, the other is stored: end one, or give one another session id.';
      this.#parts.log.warn({ sessionID: session.id, ...contest }, sentence);
    }
    if (change === 'left') this.#left(session);
    else if (change === 'lost') this.#finish(session, now);
    // What was looked up in the store has come.
    this.#tell(session);
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
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    this.#holdTimer = null;
    for (const session of this.#sessions.values()) {
      const run = session.holding;
      for (const one of run?.drain() ?? []) this.#show(session, run!, one);
      this.#flush(session);
    }
  }

  #flush({ id, token }: LiveSession): void {
    if (token !== null) this.#parts.store.flush({ sessionID: id, run: token });
  }
}
