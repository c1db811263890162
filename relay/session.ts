/**
 * One live session: which run is on, its facts, its car, its race, its order. Decides what of a batch is shown;
 * does no input or output of its own.
 */
import type { Frame } from '../protocol/frame.ts';
import { limits } from '../protocol/limits.ts';
import type { ViewedSession } from '../protocol/messages.ts';
import type { GameStatus, SessionFacts, SessionStatus } from '../protocol/session.ts';
import { BoardMaker } from './board/board.ts';
import type { ShownBatch } from './group.ts';
import { advancePace, type Pace } from './live.ts';
import { Order, type Ordered } from './order.ts';
import { OriginEstimate } from './origin.ts';
import { type EventDraft, Race } from './race.ts';
import { type RunState, sortByPacket } from './run.ts';
import { CarState } from './state.ts';

interface Told {
  facts?: SessionFacts;
  originMs?: number;
}

/** Frames of one run that may be shown, in the order of their packets. */
export interface Arrived extends Ordered {
  readonly lap: number;
  readonly frames: Frame[];
  /** ms on the relay's clock. */
  readonly at: number;
}

/** What became of frames that were shown. */
export interface Shown {
  readonly batch: ShownBatch;
  readonly events: EventDraft[];
}

export class LiveSession {
  readonly id: string;
  readonly car = new CarState();
  readonly order = new Order<Arrived>();
  board = new BoardMaker();
  facts: SessionFacts = {};
  /** Counts runs under this id, from 1. */
  run = 1;
  /** The agent's name of the run; `''` for a simple publisher; null before anything came. */
  token: string | null = null;
  /** Of a simple publisher. */
  packets: RunState | null = null;
  /** Which of a simple publisher's runs is shown; 0: none yet. */
  simpleRun = 0;
  /** What the game does, as far as it is told. */
  game: GameStatus = 'waiting';
  /** Nobody publishes it now. */
  away = false;
  ended = false;
  pace: Pace | null = null;
  /** When anything about it came last, ms on the relay's clock. */
  touchedAt: number;
  /** Something changed that its pages do not know yet. */
  untold = false;
  /** Agents that are connected and publish it. */
  readonly agents = new Set<object>();
  /** Best lap of the driver in this session that counted as a personal best, ms. */
  personalBestMs: number | null = null;
  /** Frames a second, over the last second or so. */
  framesPerSecond = 0;
  /** Whether pages have all that was left out to keep their rates. */
  settled = true;
  framesTaken = 0;
  framesMeasured = 0;
  framesLate = 0;
  readonly #origin = new OriginEstimate();
  #measured: number | null = null;
  #race = new Race();
  /** The publisher tells the status; of one that does not, frames say that it drives. */
  #statusTold = false;
  /** Names of runs that are over. */
  readonly #over: string[] = [];
  /** What was told of runs before their first frame. */
  readonly #told = new Map<string, Told>();

  constructor(id: string, now: number) {
    this.id = id;
    this.touchedAt = now;
  }

  get status(): SessionStatus {
    return this.away && !this.ended ? 'agent-away' : this.game;
  }

  get lap(): number | null {
    return this.#race.lap;
  }

  get driver(): string | null {
    return this.facts.driverName ?? null;
  }

  get sessionID(): string {
    return this.id;
  }

  get originMs(): number | null {
    return this.#measured ?? this.#origin.originMs;
  }

  view(): ViewedSession {
    const { originMs } = this;
    const clock = this.#measured !== null ? 'measured' : originMs !== null ? 'estimated' : null;
    return {
      sessionID: this.id,
      run: this.run,
      facts: this.facts,
      status: this.status,
      originMs,
      clock,
    };
  }

  /** The run of this name is over: what still comes of it is for the store. */
  isOver(token: string): boolean {
    return this.#over.includes(token);
  }

  /**
   * Goes over to another run under the same id.
   * @param token the new run's name, `''` for a simple publisher's
   * @returns the events that end the old run
   */
  beginRun(token: string, now: number): EventDraft[] {
    const isFirst = this.token === null;
    const events = isFirst ? [] : this.#race.end();
    if (this.token !== null && this.token !== '' && this.token !== token) {
      this.#over.push(this.token);
      if (this.#over.length > limits.keptRunsMax) this.#over.shift();
    }
    this.token = token;
    this.untold = true;
    if (!isFirst) this.#forgetRun(now);
    const told = this.#told.get(token);
    if (told?.facts !== undefined) this.facts = told.facts;
    this.#measured = told?.originMs ?? null;
    return events;
  }

  #forgetRun(now: number): void {
    this.run++;
    // A publisher without a clock goes on in time where the old run would be now, so that pages see no gap.
    const { t } = this.car;
    const since = this.pace === null ? 0 : now - this.pace.lastAt;
    this.car.reset(t === null ? 0 : t + since);
    this.order.drain();
    this.#origin.reset();
    this.#race = new Race();
    this.board = new BoardMaker();
    this.#statusTold = false;
    this.personalBestMs = null;
    this.ended = false;
    this.game = 'waiting';
  }

  #tellingOf(token: string): Told {
    let told = this.#told.get(token);
    if (told === undefined) {
      told = {};
      this.#told.set(token, told);
      if (this.#told.size > limits.keptRunsMax) {
        this.#told.delete(this.#told.keys().next().value!);
      }
    }
    return told;
  }

  /** An agent said what a run is; it need not be on yet. */
  describeRun(token: string, facts: SessionFacts): void {
    this.#tellingOf(token).facts = facts;
    if (this.token !== null && this.token !== token) return;
    this.facts = facts;
    this.untold = true;
  }

  /** The publisher measured its clock against the relay's. */
  setOrigin(token: string, originMs: number): void {
    this.#tellingOf(token).originMs = originMs;
    if (this.token !== token || this.#measured === originMs) return;
    this.#measured = originMs;
    this.untold = true;
  }

  /** The publisher says what the game does. @returns the events that follow from it */
  setStatus(status: GameStatus): EventDraft[] {
    this.#statusTold = true;
    return this.#changeStatus(status);
  }

  /** The session is over, whoever noticed. @returns the events that follow from it */
  finish(): EventDraft[] {
    return this.#changeStatus('ended');
  }

  #changeStatus(status: GameStatus): EventDraft[] {
    if (status === this.game) return [];
    this.game = status;
    this.ended = status === 'ended';
    this.untold = true;
    const events = this.#race.changeStatus(status);
    this.#boardOf(events);
    return events;
  }

  /** Somebody publishes it, or nobody does any more. */
  setAway(away: boolean): void {
    if (this.away === away) return;
    this.away = away;
    this.untold = true;
  }

  /** Notes that a batch came that is not late. */
  keepPace(now: number): void {
    this.pace = advancePace(this.pace, now);
  }

  /** Shows a batch; null when all of it is older than what was shown. */
  show(arrived: Arrived): Shown | null {
    const { car, id } = this;
    const { lap, at } = arrived;
    let { frames } = arrived;
    if (frames[0]!.packetId <= car.highest || repeats(frames)) {
      frames = newOnes(frames, car.highest);
      if (frames.length === 0) return null;
    }
    const events: EventDraft[] = this.#statusTold ? [] : this.#changeStatus('driving');
    const added = new Array<Added>(frames.length);
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i]!;
      const deltas = this.board.take(frame, lap);
      const t = car.take(frame, lap, deltas);
      added[i] = { t, deltas };
      const found = this.#race.take(frame, lap, t, frame.t !== undefined);
      if (found.length === 0) continue;
      events.push(...found);
      this.#boardOf(found);
    }
    if (this.board.takeChanged()) this.untold = true;
    const told = this.#origin.arrived(car.t!, at);
    if (told !== null && this.#measured === null) this.untold = true;
    this.settled = false;
    return { batch: shownBatch(id, lap, frames, added), events };
  }

  #boardOf(events: readonly EventDraft[]): void {
    for (const event of events) {
      if (event.name === 'lap-completed') this.board.complete(event);
    }
  }
}

/** What the relay adds to a frame for pages. */
interface Added {
  readonly t: number;
  readonly deltas: Partial<Frame> | null;
}

function shownBatch(
  sessionID: string,
  lap: number,
  frames: readonly Frame[],
  added: readonly Added[],
): ShownBatch {
  let seen: readonly Frame[] | null = null;
  const make = (frame: Frame, i: number): Frame => {
    const { t, deltas } = added[i]!;
    const isWhole = frame.t !== undefined && frame.lap !== undefined && deltas === null;
    return isWhole ? frame : { ...frame, t, lap: frame.lap ?? lap, ...deltas };
  };
  return {
    sessionID,
    lap,
    frames,
    seen: () => {
      seen ??= frames.map(make);
      return seen;
    },
  };
}

function repeats(frames: readonly Frame[]): boolean {
  for (let i = 1; i < frames.length; i++) {
    if (frames[i]!.packetId <= frames[i - 1]!.packetId) return true;
  }
  return false;
}

/** Those above a packet id, in order, each packet once. */
function newOnes(frames: readonly Frame[], above: number): Frame[] {
  const sorted = [...frames];
  sortByPacket(sorted);
  let highest = above;
  return sorted.filter((frame) => {
    if (frame.packetId <= highest) return false;
    highest = frame.packetId;
    return true;
  });
}
