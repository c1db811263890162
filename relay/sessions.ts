/**
 * The one writer of what happens live: takes checked batches from every way in, and hands each on to the
 * viewers, to those who listen for events and to the recorder. None of the three ever waits for another.
 */
import type { RaceEvent } from '../protocol/events.ts';
import type { Frame } from '../protocol/frame.ts';
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';
import type { GameStatus, SessionFacts } from '../protocol/session.ts';
import { cleanTrack } from '../protocol/track-key.ts';
import type { References } from './board/references.ts';
import { RelayError } from './errors.ts';
import { describedBy } from './facts.ts';
import type { Followers } from './followers.ts';
import type { Hub } from './hub.ts';
import type { CheckedBatch, Connection } from './ingest/batch.ts';
import type { Arrived, LiveRun } from './live/live-run.ts';
import type { EventDraft } from './race.ts';
import { sortByPacket } from './run.ts';
import { LiveSession, type RunName, type Turn } from './session.ts';
import type { Recorder } from './store/recorder.ts';

/** The best lap so far of a driver with a car on a track, ms; null: none; undefined: not known (yet). */
export type PersonalBest = (facts: SessionFacts) => number | null | undefined;

export interface SessionsParts {
  readonly hub: Hub;
  readonly followers: Followers;
  readonly recorder: Recorder;
  readonly log: Log;
  now(): number;
  onEvent(event: RaceEvent): void;
  readonly personalBest?: PersonalBest | undefined;
  /** Fetches what boards need from elsewhere. */
  readonly references: References;
}

const failuresLoggedMax = 20;

export class Sessions {
  readonly #parts: SessionsParts;
  readonly #sessions = new Map<string, LiveSession>();
  /** Sessions that hold batches back until those before them come. */
  readonly #holding = new Set<LiveSession>();
  #holdTimer: NodeJS.Timeout | null = null;
  #eventId = 0;
  #framesTaken = 0;
  #batchesTaken = 0;
  #framesLate = 0;
  /** What went wrong on the way to the viewers, each said once. */
  readonly #failures = new Set<string>();

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  get framesTaken(): number {
    return this.#framesTaken;
  }

  get batchesTaken(): number {
    return this.#batchesTaken;
  }

  /** Frames that only the store got. */
  get framesLate(): number {
    return this.#framesLate;
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
  take(batch: CheckedBatch): void {
    const now = this.#parts.now();
    const session = batch.late ? this.get(batch.sessionID) : this.open(batch.sessionID);
    const { length } = batch.frames;
    session?.countTaken(length);
    this.#framesTaken += length;
    this.#batchesTaken++;
    if (session === undefined || batch.late) this.#takeLate(session, batch);
    else if (batch.run === '') this.#takeSimple(session, batch, now);
    else this.#takeNumbered(session, batch, now);
  }

  #takeLate(session: LiveSession | undefined, { sessionID, run, lap, frames }: CheckedBatch): void {
    this.#countLate(session, frames.length);
    sortByPacket(frames);
    this.#parts.recorder.record({ sessionID, run, lap, frames });
  }

  /** A run with a name: the agent tells what is new and what is sent again. */
  #takeNumbered(session: LiveSession, batch: CheckedBatch, now: number): void {
    const { run, lap, frames } = batch;
    sortByPacket(frames);
    const arrived = arrivedOf(batch, frames, now);
    this.#offer(session, { token: run, number: 0 }, arrived, now);
    this.#parts.recorder.record({ sessionID: session.id, run, lap, frames: [...frames] });
  }

  /** A publisher that only counts packets: they tell which run each belongs to. */
  #takeSimple(session: LiveSession, batch: CheckedBatch, now: number): void {
    const { lap } = batch;
    for (const { run, isNew, frames } of session.splitRuns(batch.frames)) {
      const arrived = arrivedOf(batch, frames, now);
      this.#offer(session, { token: '', number: run }, arrived, now);
      this.#parts.recorder.record({ sessionID: session.id, run: '', lap, frames: [...frames] });
      const { facts, token } = session;
      if (isNew && token === '' && Object.keys(facts).length > 0) {
        this.#parts.recorder.describe({ sessionID: session.id, run: '' }, facts);
      }
    }
  }

  #countLate(session: LiveSession | undefined, frames: number): void {
    session?.countLate(frames);
    this.#framesLate += frames;
  }

  /** Whatever goes wrong on the way to the viewers: the store gets the batch. */
  #offer(session: LiveSession, name: RunName, arrived: Arrived, now: number): void {
    this.#guarded(session, () => this.#offerLive(session, name, arrived, now));
  }

  #guarded(session: LiveSession, act: () => void): void {
    try {
      act();
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      if (this.#failures.has(cause) || this.#failures.size >= failuresLoggedMax) return;
      this.#failures.add(cause);
      this.#parts.log.error(
        { err: error, sessionID: session.id },
        'The live picture failed; the store goes on.',
      );
    }
  }

  /** Hands a batch to the viewers, in order, where its publisher is the one that is shown. */
  #offerLive(session: LiveSession, name: RunName, arrived: Arrived, now: number): void {
    const turn = session.hear(name, arrived.connection, now);
    if (turn.kind === 'stored') {
      // Its laps go on, for when it is shown again.
      turn.run?.show(arrived);
      this.#countLate(session, arrived.frames.length);
      return;
    }
    this.#follow(session, turn);
    session.keepPace(now);
    const { run } = turn;
    const facts = session.takeWaitingFacts(now);
    if (facts !== null)
      this.#parts.recorder.describe({ sessionID: session.id, run: run.token }, facts);
    // Only batches of simple publishers can have overtaken one another.
    if (name.token !== '') {
      this.#show(session, run, arrived);
      return;
    }
    for (const one of run.reorder(arrived, now)) this.#show(session, run, one);
    if (run.isHolding) {
      this.#holding.add(session);
      this.#releaseSoon();
    }
  }

  /** Takes the viewers over to another run, once what they still have to see of the one before is shown. */
  #follow(session: LiveSession, turn: Turn): void {
    if (turn.kind !== 'changed') return;
    const { ended } = turn;
    const { hub, recorder, log } = this.#parts;
    if (ended !== null) {
      for (const one of ended.drain()) this.#show(session, ended, one);
      this.#emit(session, ended, ended.leave());
      recorder.flush({ sessionID: session.id, run: ended.token });
    }
    hub.reset(session.id);
    log.info({ sessionID: session.id, run: session.run }, 'A new run began.');
  }

  #releaseSoon(): void {
    this.#holdTimer ??= setTimeout(() => {
      this.#holdTimer = null;
      const now = this.#parts.now();
      for (const session of this.#holding) {
        this.#guarded(session, () => {
          const run = session.holding;
          for (const one of run?.due(now) ?? []) this.#show(session, run!, one);
        });
        if (session.holding === null) this.#holding.delete(session);
      }
      if (this.#holding.size > 0) this.#releaseSoon();
    }, limits.reorderMs);
  }

  #show(session: LiveSession, run: LiveRun, arrived: Arrived): void {
    const shown = run.show(arrived);
    const late = arrived.frames.length - (shown?.batch.frames.length ?? 0);
    if (late > 0) this.#countLate(session, late);
    if (shown === null) return;
    session.unsettle();
    this.#parts.followers.published(shown.batch);
    this.#tell(session);
    this.#parts.hub.show(shown.batch);
    this.#emit(session, run, shown.events);
  }

  /** Tells the pages of a session what changed, once. */
  #tell(session: LiveSession): void {
    if (!session.takeChanged()) return;
    const run = session.shownRun;
    if (run !== null) this.#parts.references.look(run.board, run.facts);
    this.#parts.hub.tellSession(session.id);
  }

  #emit(session: LiveSession, run: LiveRun, drafts: readonly EventDraft[]): void {
    for (const draft of drafts) {
      this.#emitOne(session, run, draft);
      if (draft.name !== 'lap-completed') continue;
      if (!run.isPersonalBest(draft, this.#knownBest(run.facts))) continue;
      this.#emitOne(session, run, { ...draft, name: 'personal-best' });
    }
  }

  #emitOne(session: LiveSession, { facts }: LiveRun, draft: EventDraft): void {
    const { driverName, car, track } = facts;
    const event: RaceEvent = {
      ...draft,
      id: ++this.#eventId,
      sessionID: session.id,
      at: this.#parts.now(),
      ...(driverName === undefined ? {} : { driver: driverName }),
      ...(car === undefined ? {} : { car }),
      ...(track === undefined ? {} : { track: cleanTrack(track) }),
    };
    this.#parts.hub.tellEvent(event);
    this.#parts.onEvent(event);
  }

  /** undefined: not known. Asked as soon as the facts are there, for looking it up may take a moment. */
  #knownBest(facts: SessionFacts): number | null | undefined {
    const { driverName, car, track } = facts;
    if (!driverName || !car || !track) return undefined;
    return this.#parts.personalBest?.(facts);
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
    let idlest: LiveSession | null = null;
    for (const session of this.#sessions.values()) {
      if (!session.isIdle(now)) continue;
      if (idlest === null || session.touchedAt < idlest.touchedAt) idlest = session;
    }
    if (idlest === null) {
      throw new RelayError(
        'too-many',
        `There are ${limits.sessionsMax} sessions in use already.`,
        'A session that nobody publishes makes room after a few seconds.',
      );
    }
    this.#finish(idlest, now);
    this.#sessions.delete(idlest.id);
  }

  /** The session is over, whoever says so. */
  #finish(session: LiveSession, now: number): void {
    const run = session.finish(now);
    if (run !== null) this.#close(session, run);
  }

  /** The run was shown and is over. */
  #close(session: LiveSession, run: LiveRun): void {
    for (const one of run.drain()) this.#show(session, run, one);
    this.#emit(session, run, run.leave());
    this.#parts.recorder.flush({ sessionID: session.id, run: run.token });
    this.#tell(session);
  }

  /** Somebody without an agent describes a session: what is known already stays. */
  describe(sessionID: string, given: unknown): SessionFacts {
    // What is wrong must not make a session.
    describedBy({}, given);
    const session = this.open(sessionID);
    const { facts, waits } = session.describe(given, this.#parts.now());
    if (!waits) this.#parts.recorder.describe({ sessionID, run: session.token ?? '' }, facts);
    this.#knownBest(facts);
    this.#tell(session);
    return facts;
  }

  /** An agent describes one of its runs. @throws RelayError `too-many`; the store knows it all the same */
  describeRun(sessionID: string, run: string, facts: SessionFacts): void {
    this.#parts.recorder.describe({ sessionID, run }, facts);
    const session = this.open(sessionID);
    session.describeRun(run, facts, this.#parts.now());
    this.#knownBest(facts);
    this.#tell(session);
  }

  /**
   * An agent says what the game does.
   * @returns null: the run is over, its status changes nothing
   * @throws RelayError `too-many` when there is no room for its session
   */
  changeStatus(
    sessionID: string,
    run: string,
    status: GameStatus,
    connection: Connection,
  ): LiveSession | null {
    const now = this.#parts.now();
    if (status === 'ended') return this.#endRun(sessionID, run, now);
    const session = this.open(sessionID);
    const turn = session.hear({ token: run, number: 0 }, connection, now);
    if (turn.run === null) return session.isOver(run) ? null : session;
    this.#follow(session, turn);
    const events = turn.run.setStatus(status);
    if (turn.kind !== 'stored') this.#emit(session, turn.run, events);
    this.#tell(session);
    return session;
  }

  #endRun(sessionID: string, run: string, now: number): LiveSession | null {
    this.#parts.recorder.flush({ sessionID, run });
    const session = this.get(sessionID);
    if (session === undefined) return null;
    const ended = session.endRun(run, now);
    if (ended !== null) this.#close(session, ended);
    return session;
  }

  setOrigin(sessionID: string, run: string, originMs: number): void {
    const session = this.get(sessionID);
    if (session === undefined) return;
    session.setOrigin(run, originMs);
    this.#tell(session);
  }

  /** An agent publishes this run from now on. */
  attach(session: LiveSession, agent: Connection, run: string): void {
    session.attach(agent, run, this.#parts.now());
  }

  /** An agent publishes this session no longer. */
  detach(session: LiveSession, agent: Connection): void {
    if (session.detach(agent, this.#parts.now())) this.#left(session);
  }

  /** Nobody publishes it for the moment. */
  #left(session: LiveSession): void {
    if (session.token !== null) {
      this.#parts.recorder.flush({ sessionID: session.id, run: session.token });
    }
    this.#tell(session);
  }

  /** Looks who has gone silent. Called a few times a second. */
  tick(): void {
    const now = this.#parts.now();
    const forgotten: LiveSession[] = [];
    for (const session of this.#sessions.values()) {
      this.#guarded(session, () => this.#look(session, now));
      if (session.isForgotten(now)) forgotten.push(session);
    }
    if (forgotten.length > 0) this.#forget(forgotten);
  }

  #look(session: LiveSession, now: number): void {
    if (session.takePaused(now)) this.#parts.hub.settle(session.id);
    const back = session.returning(now);
    if (back !== null) {
      this.#follow(session, session.hear(back.name, back.connection, now));
      this.#tell(session);
    }
    const change = session.tick(now);
    if (change === 'left') this.#left(session);
    else if (change === 'lost') this.#finish(session, now);
  }

  /** Sessions that are over leave memory, but for those that are looked at and the one that `live` stands for. */
  #forget(sessions: readonly LiveSession[]): void {
    const { hub, followers } = this.#parts;
    const live = followers.current;
    for (const { id } of sessions) {
      if (id !== live && hub.viewersOf(id) === 0) this.#sessions.delete(id);
    }
  }

  /** Takes the rates. @param ms since it was called last */
  measure(ms: number): void {
    for (const session of this.#sessions.values()) session.measure(ms);
  }

  /** Shows what is held back and has the recorder write what it collected. */
  stop(): void {
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    this.#holdTimer = null;
    for (const session of this.#sessions.values()) {
      const run = session.holding;
      for (const one of run?.drain() ?? []) this.#show(session, run!, one);
      if (session.token !== null) {
        this.#parts.recorder.flush({ sessionID: session.id, run: session.token });
      }
    }
  }
}

/** @param frames ascending by packetId, at least one */
function arrivedOf(batch: CheckedBatch, frames: Frame[], at: number): Arrived {
  let step = 0;
  for (let i = 1; i < frames.length; i++) {
    step = Math.max(step, frames[i]!.packetId - frames[i - 1]!.packetId);
  }
  const { lap, connection } = batch;
  const first = frames[0]!.packetId;
  const last = frames.at(-1)!.packetId;
  return { lap, frames, at, first, last, count: frames.length, step, connection };
}
