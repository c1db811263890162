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
import type { CheckedBatch } from './ingest/batch.ts';
import type { EventDraft } from './race.ts';
import { sortByPacket, splitRuns } from './run.ts';
import { type Arrived, LiveSession } from './session.ts';
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
   * Takes a batch that passed every check.
   * @throws RelayError `too-many` when there are too many sessions at a time
   */
  take(batch: CheckedBatch): LiveSession {
    const now = this.#parts.now();
    const session = this.open(batch.sessionID);
    session.touchedAt = now;
    session.framesTaken += batch.frames.length;
    this.#framesTaken += batch.frames.length;
    this.#batchesTaken++;
    if (batch.run === '') this.#takeSimple(session, batch, now);
    else this.#takeNumbered(session, batch, now);
    return session;
  }

  /** A run with a name: the agent tells what is new and what is sent again. */
  #takeNumbered(session: LiveSession, batch: CheckedBatch, now: number): void {
    const { run, lap, frames } = batch;
    sortByPacket(frames);
    if (batch.late || session.isOver(run)) {
      this.#countLate(session, frames.length);
    } else {
      if (session.token !== run) this.#beginRun(session, run, now);
      this.#offer(session, arrivedOf(batch, frames, now), now);
    }
    this.#parts.recorder.record({ sessionID: session.id, run, lap, frames: [...frames] });
  }

  /** A publisher that only counts packets: they tell which run each belongs to. */
  #takeSimple(session: LiveSession, batch: CheckedBatch, now: number): void {
    const { lap } = batch;
    const { stretches, state } = splitRuns(session.packets, batch.frames);
    session.packets = state;
    for (const { run, frames } of stretches) {
      const isNew = session.token !== '' || run > session.simpleRun;
      if (run < session.simpleRun) {
        this.#countLate(session, frames.length);
      } else {
        if (isNew) this.#beginRun(session, '', now);
        session.simpleRun = run;
        this.#offer(session, arrivedOf(batch, frames, now), now);
      }
      this.#parts.recorder.record({ sessionID: session.id, run: '', lap, frames: [...frames] });
      if (isNew && Object.keys(session.facts).length > 0) {
        this.#parts.recorder.describe({ sessionID: session.id, run: '' }, session.facts);
      }
    }
  }

  #countLate(session: LiveSession, frames: number): void {
    session.framesLate += frames;
    this.#framesLate += frames;
  }

  #beginRun(session: LiveSession, token: string, now: number): void {
    const before = session.token;
    this.#holding.delete(session);
    const events = session.beginRun(token, now);
    this.#emit(session, events);
    if (before !== null) {
      this.#parts.hub.reset(session.id);
      this.#parts.recorder.flush({ sessionID: session.id, run: before });
      this.#parts.log.info({ sessionID: session.id, run: session.run }, 'A new run began.');
    }
  }

  /** Hands a batch to the viewers, in order. Only batches of simple publishers can have overtaken one another. */
  #offer(session: LiveSession, arrived: Arrived, now: number): void {
    session.keepPace(now);
    session.setAway(false);
    if (session.token !== '') {
      this.#show(session, arrived);
      return;
    }
    for (const one of session.order.offer(arrived, now)) this.#show(session, one);
    if (session.order.nextDue === null) {
      this.#holding.delete(session);
    } else {
      this.#holding.add(session);
      this.#releaseSoon();
    }
  }

  #releaseSoon(): void {
    this.#holdTimer ??= setTimeout(() => {
      this.#holdTimer = null;
      const now = this.#parts.now();
      for (const session of this.#holding) {
        for (const one of session.order.due(now)) this.#show(session, one);
        if (session.order.nextDue === null) this.#holding.delete(session);
      }
      if (this.#holding.size > 0) this.#releaseSoon();
    }, limits.reorderMs);
  }

  #show(session: LiveSession, arrived: Arrived): void {
    const shown = session.show(arrived);
    const late = arrived.frames.length - (shown?.batch.frames.length ?? 0);
    if (late > 0) this.#countLate(session, late);
    if (shown === null) return;
    this.#parts.followers.published(shown.batch);
    this.#tell(session);
    this.#parts.hub.show(shown.batch);
    this.#emit(session, shown.events);
  }

  /** Tells the pages of a session what changed, once. */
  #tell(session: LiveSession): void {
    if (!session.untold) return;
    session.untold = false;
    this.#parts.references.look(session.board, session.facts);
    this.#parts.hub.tellSession(session.id);
  }

  #emit(session: LiveSession, drafts: readonly EventDraft[]): void {
    for (const draft of drafts) {
      this.#emitOne(session, draft);
      if (draft.name === 'lap-completed' && this.#isPersonalBest(session, draft)) {
        this.#emitOne(session, { ...draft, name: 'personal-best' });
      }
    }
  }

  #emitOne(session: LiveSession, draft: EventDraft): void {
    const { driverName, car, track } = session.facts;
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
  #knownBest({ facts }: LiveSession): number | null | undefined {
    const { driverName, car, track } = facts;
    if (!driverName || !car || !track) return undefined;
    return this.#parts.personalBest?.(facts);
  }

  #isPersonalBest(session: LiveSession, { lapTimeMs, valid }: EventDraft): boolean {
    if (lapTimeMs === undefined || valid === false) return false;
    const known = this.#knownBest(session);
    if (known === undefined) return false;
    const best = Math.min(known ?? Infinity, session.personalBestMs ?? Infinity);
    if (lapTimeMs >= best) return false;
    session.personalBestMs = lapTimeMs;
    return true;
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
      const idle = session.agents.size === 0 && now - session.touchedAt > limits.publisherSilentMs;
      if (idle && (idlest === null || session.touchedAt < idlest.touchedAt)) idlest = session;
    }
    if (idlest === null) {
      throw new RelayError(
        'too-many',
        `There are ${limits.sessionsMax} sessions in use already.`,
        'A session that nobody publishes makes room after a few seconds.',
      );
    }
    this.#finish(idlest);
    this.#sessions.delete(idlest.id);
  }

  /** The session is over, whoever says so. */
  #finish(session: LiveSession): void {
    if (session.ended) return;
    this.#emit(session, session.finish());
    if (session.token !== null) {
      this.#parts.recorder.flush({ sessionID: session.id, run: session.token });
    }
    this.#tell(session);
  }

  /** Somebody without an agent describes a session: what is known already stays. */
  describe(sessionID: string, given: unknown): SessionFacts {
    const facts = describedBy(this.get(sessionID)?.facts ?? {}, given);
    const session = this.open(sessionID);
    session.touchedAt = this.#parts.now();
    session.facts = facts;
    session.untold = true;
    this.#parts.recorder.describe({ sessionID, run: session.token ?? '' }, facts);
    this.#knownBest(session);
    this.#tell(session);
    return facts;
  }

  /** An agent describes one of its runs. */
  describeRun(sessionID: string, run: string, facts: SessionFacts): void {
    const session = this.open(sessionID);
    session.touchedAt = this.#parts.now();
    session.describeRun(run, facts);
    this.#parts.recorder.describe({ sessionID, run }, facts);
    this.#knownBest(session);
    this.#tell(session);
  }

  /**
   * An agent says what the game does.
   * @returns null: the run is over, its status changes nothing
   */
  changeStatus(sessionID: string, run: string, status: GameStatus): LiveSession | null {
    const now = this.#parts.now();
    const session = this.open(sessionID);
    if (session.isOver(run)) return null;
    session.touchedAt = now;
    if (session.token !== run) this.#beginRun(session, run, now);
    session.setAway(false);
    this.#emit(session, session.setStatus(status));
    if (status === 'ended') this.#parts.recorder.flush({ sessionID, run });
    this.#tell(session);
    return session;
  }

  setOrigin(sessionID: string, run: string, originMs: number): void {
    const session = this.open(sessionID);
    session.setOrigin(run, originMs);
    this.#tell(session);
  }

  /** An agent publishes this session from now on. */
  attach(session: LiveSession, agent: object): void {
    session.agents.add(agent);
  }

  /** An agent publishes this session no longer. */
  detach(session: LiveSession, agent: object): void {
    if (!session.agents.delete(agent) || session.agents.size > 0) return;
    session.touchedAt = this.#parts.now();
    this.#leave(session);
  }

  #leave(session: LiveSession): void {
    session.setAway(true);
    if (session.token !== null) {
      this.#parts.recorder.flush({ sessionID: session.id, run: session.token });
    }
    this.#tell(session);
  }

  /** Looks who has gone silent. Called a few times a second. */
  tick(): void {
    const now = this.#parts.now();
    for (const session of this.#sessions.values()) {
      const silentMs = now - session.touchedAt;
      if (!session.settled && silentMs > limits.liveHoldMsMin) {
        session.settled = true;
        this.#parts.hub.settle(session.id);
      }
      if (session.agents.size > 0 || session.token === null) continue;
      if (!session.away && silentMs > limits.publisherSilentMs) this.#leave(session);
      if (session.away && !session.ended && silentMs > limits.sessionAwayMs) this.#finish(session);
    }
  }

  /** Takes the rates. @param ms since it was called last */
  measure(ms: number): void {
    for (const session of this.#sessions.values()) {
      const frames = session.framesTaken - session.framesMeasured;
      session.framesMeasured = session.framesTaken;
      session.framesPerSecond = Math.round((frames * 1000) / ms);
    }
  }

  /** Shows what is held back and has the recorder write what it collected. */
  stop(): void {
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    this.#holdTimer = null;
    for (const session of this.#sessions.values()) {
      for (const one of session.order.drain()) this.#show(session, one);
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
