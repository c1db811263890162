/**
 * Checks with an independent rule which publisher the relay shows: among the publishers of a session that sent
 * recently and have not left, it shows the one that began last.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { GameStatus } from '../../protocol/session.ts';
import type { Batch } from '../../relay/live/batch.ts';
import type { TrueRun, Truth } from './truth.ts';
import type { VirtualTime } from './virtual-time.ts';

interface Publisher {
  readonly run: TrueRun;
  heardAt: number;
  state: 'here' | 'gone' | 'over';
  /** The highest packet shown and the highest received for showing, and since when they differ. */
  shown: number;
  offered: number;
  waitsSince: number | null;
}

interface Session {
  /** In order of their beginning, the newest last. */
  readonly publishers: Publisher[];
  readonly agents: Map<object, string>;
  /** The publisher whose frame was shown last. */
  newestShown: TrueRun | null;
}

/** The longest delay before a received frame is shown, ms: a batch that arrives early waits for those before it. */
const showMs = 2 * limits.reorderMs + 10;

export class Publishing {
  readonly #truth: Truth;
  readonly #time: VirtualTime;
  readonly #fail: (sentence: string) => void;
  #sessions = new Map<string, Session>();
  /** Frames that were shown. */
  framesShown = 0;

  constructor(truth: Truth, time: VirtualTime, fail: (sentence: string) => void) {
    this.#truth = truth;
    this.#time = time;
    this.#fail = fail;
  }

  /** A restarted relay: forgets everything. */
  relayBegins(): void {
    this.#sessions = new Map();
  }

  #session(sessionID: string): Session {
    let session = this.#sessions.get(sessionID);
    if (session === undefined) {
      session = { publishers: [], agents: new Map(), newestShown: null };
      this.#sessions.set(sessionID, session);
    }
    return session;
  }

  /** The run of the frame that was shown last. */
  newestShown(sessionID: string): TrueRun | null {
    return this.#sessions.get(sessionID)?.newestShown ?? null;
  }

  #publisher(session: Session, run: TrueRun): Publisher {
    let publisher = session.publishers.find((one) => one.run === run);
    if (publisher === undefined) {
      publisher = {
        run,
        heardAt: this.#time.now,
        state: 'here',
        shown: -1,
        offered: -1,
        waitsSince: null,
      };
      session.publishers.push(publisher);
    }
    return publisher;
  }

  #isActive({ state, heardAt }: Publisher): boolean {
    return state === 'here' && this.#time.now - heardAt <= limits.publisherSilentMs;
  }

  /** The publisher that must be shown; null: there is none. */
  #newest({ publishers }: Session): Publisher | null {
    return publishers.findLast((one) => this.#isActive(one)) ?? null;
  }

  #hear(session: Session, run: TrueRun): Publisher {
    const publisher = this.#publisher(session, run);
    if (publisher.state === 'over') return publisher;
    publisher.state = 'here';
    publisher.heardAt = this.#time.now;
    return publisher;
  }

  /** A batch arrives that is not late. */
  batchArrived(batch: Batch, frames: readonly Frame[]): void {
    const session = this.#session(batch.sessionID);
    for (const run of new Set(frames.map(({ packetId }) => this.#truth.runOf.get(packetId)))) {
      if (run !== undefined) this.#hear(session, run);
    }
  }

  /** The relay has processed the batch. */
  batchProcessed(batch: Batch, frames: readonly Frame[]): void {
    const session = this.#session(batch.sessionID);
    const newest = this.#newest(session);
    for (const { packetId } of frames) {
      const run = this.#truth.runOf.get(packetId);
      if (newest === null || run !== newest.run || packetId <= newest.offered) continue;
      newest.offered = packetId;
      if (newest.shown < packetId) newest.waitsSince ??= this.#time.now;
    }
  }

  shown({ sessionID, frames }: Batch): void {
    const session = this.#session(sessionID);
    for (const { packetId } of frames) {
      const run = this.#truth.runOf.get(packetId);
      if (run === undefined) continue;
      this.framesShown++;
      session.newestShown = run;
      const publisher = this.#publisher(session, run);
      if (packetId <= publisher.shown) {
        this.#fail(`Packet ${packetId} of ${run.name} is shown behind ${publisher.shown}.`);
      }
      publisher.shown = packetId;
      if (publisher.shown >= publisher.offered) publisher.waitsSince = null;
      const newest = this.#newest(session);
      const isHeldBack = publisher.offered >= packetId;
      if (newest !== null && newest !== publisher && !isHeldBack) {
        this.#fail(`${run.name} is shown although ${newest.run.name} is newer.`);
      }
    }
  }

  status(sessionID: string, token: string, status: GameStatus): void {
    const run = this.#truth.runs.find((one) => one.token === token && one.sessionID === sessionID);
    if (run === undefined) return;
    const session = this.#session(sessionID);
    if (status !== 'ended') this.#hear(session, run);
    else this.#publisher(session, run).state = 'over';
  }

  attached(sessionID: string, agent: object, token: string): void {
    const session = this.#session(sessionID);
    const before = session.agents.get(agent);
    session.agents.set(agent, token);
    if (before === undefined || before === token) return;
    const ended = session.publishers.find((one) => one.run.token === before);
    if (ended !== undefined && ![...session.agents.values()].includes(before)) ended.state = 'over';
  }

  detached(sessionID: string, agent: object): void {
    const session = this.#session(sessionID);
    const token = session.agents.get(agent);
    session.agents.delete(agent);
    if (token === undefined || [...session.agents.values()].includes(token)) return;
    const publisher = session.publishers.find((one) => one.run.token === token);
    if (publisher?.state === 'here') publisher.state = 'gone';
  }

  /** After every step. */
  check(): void {
    for (const [sessionID, session] of this.#sessions) {
      for (const one of session.publishers) {
        if (one.waitsSince === null) continue;
        if (one.state === 'over' || this.#newest(session) !== one) one.waitsSince = null;
        else if (this.#time.now - one.waitsSince > showMs) {
          one.waitsSince = null;
          this.#fail(
            `${sessionID}: packet ${one.offered} of ${one.run.name} is not shown, though nobody newer publishes.`,
          );
        }
      }
    }
  }
}
