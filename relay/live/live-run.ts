/**
 * One run of one publisher as viewers see it: its facts, its car, its clock, what happens in it. It ends with the
 * run, so nothing of it can be taken for the next one's. Does no input or output of its own.
 */
import type { Board } from '../../protocol/board.ts';
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import type { ShownBatch } from '../broadcast/broadcast-group.ts';
import type { CheckedBatch, Connection } from '../ingest/batch.ts';
import type { LapResult } from '../timing/book-state.ts';
import { countsForBests } from '../timing/lap-validity.ts';
import { CarState } from './car-state.ts';
import { LiveBook } from './live-book.ts';
import { type EventDraft, isDrive, RaceEventDetector } from './race-events.ts';
import { type Orderable, ReorderBuffer } from './reorder-buffer.ts';
import { sortByPacket } from './run.ts';
import { StartEstimate } from './start-estimate.ts';

/** Frames of one run that may be shown, in the order of their packets. */
export interface Arrived extends Orderable {
  readonly lap: number;
  readonly frames: Frame[];
  readonly connection: Connection;
  /** ms on the relay's clock. */
  readonly at: number;
}

/** @param frames of the batch, of one run, ascending by packetId, at least one */
export function arrivedOf(batch: CheckedBatch, frames: Frame[], at: number): Arrived {
  let step = 0;
  for (let i = 1; i < frames.length; i++) {
    step = Math.max(step, frames[i]!.packetId - frames[i - 1]!.packetId);
  }
  const { lap, connection } = batch;
  const first = frames[0]!.packetId;
  const last = frames.at(-1)!.packetId;
  return { lap, frames, at, first, last, count: frames.length, step, connection };
}

/** What became of frames that were shown. */
export interface Shown {
  readonly batch: ShownBatch;
  readonly events: EventDraft[];
}

export interface LiveRunOptions {
  readonly sessionID: string;
  /** Of its publisher, as the claim knows it. */
  readonly publisher: string;
  /** The agent's name of the run; `''` for a simple publisher. */
  readonly token: string;
  readonly facts: SessionInfo;
  /** The relay's clock at `t` = 0 as its publisher measured it; null: not told. */
  readonly originMs: number | null;
  /** Where the time of a publisher without a clock begins, ms. */
  readonly startT: number;
}

export class LiveRun {
  readonly publisher: string;
  readonly token: string;
  readonly car: CarState;
  readonly book = new LiveBook();
  readonly #sessionID: string;
  readonly #order = new ReorderBuffer<Arrived>();
  readonly #origin = new StartEstimate();
  readonly #race = new RaceEventDetector();
  #facts: SessionInfo;
  #measured: number | null;
  /** What the game does, as far as it is told. */
  #game: GameStatus = 'waiting';
  /** The publisher tells the status; of one that does not, frames say that it drives. */
  #statusTold = false;
  /** Best lap of the driver in this run that counted as a personal best, ms. */
  #personalBestMs: number | null = null;
  /** Laps that may be a best one. */
  readonly #counting = new Set<number>();
  /** Something changed that its pages do not know yet. */
  #changed = true;

  constructor({ sessionID, publisher, token, facts, originMs, startT }: LiveRunOptions) {
    this.#sessionID = sessionID;
    this.publisher = publisher;
    this.token = token;
    this.car = new CarState(startT);
    this.#facts = facts;
    this.#measured = originMs;
  }

  get facts(): SessionInfo {
    return this.#facts;
  }

  get game(): GameStatus {
    return this.#game;
  }

  get lap(): number | null {
    return this.book.lap;
  }

  /** `t` of the newest frame, ms; null before the first. */
  get t(): number | null {
    return this.car.t;
  }

  boardNow(): Board {
    return this.book.board();
  }

  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    return this.car.pick(names);
  }

  get originMs(): number | null {
    return this.#measured ?? this.#origin.originMs;
  }

  get clock(): 'measured' | 'estimated' | null {
    if (this.#measured !== null) return 'measured';
    return this.originMs === null ? null : 'estimated';
  }

  /** Something changed since this was asked the last time. */
  takeChanged(): boolean {
    const changed = this.book.takeChanged() || this.#changed;
    this.#changed = false;
    return changed;
  }

  describe(facts: SessionInfo): void {
    this.#facts = facts;
    this.#changed = true;
  }

  /** The book was read back. @returns the events of laps that waited for it */
  tellRecalled(): EventDraft[] {
    const completed = this.book.takeRecalled();
    this.#hold(completed);
    return this.#race.complete(completed);
  }

  /** What is stored of the run is known of it, unless it was told otherwise since. */
  recallFacts(stored: SessionInfo): void {
    const known = { ...stored, ...this.#facts };
    if (Object.keys(known).length > Object.keys(this.#facts).length) this.describe(known);
  }

  /** The publisher measured its clock against the relay's. */
  setOrigin(originMs: number): void {
    if (this.#measured === originMs) return;
    this.#measured = originMs;
    this.#changed = true;
  }

  /** The publisher says what the game does. @returns the events that follow from it */
  setStatus(status: GameStatus): EventDraft[] {
    this.#statusTold = true;
    return this.#changeStatus(status);
  }

  #changeStatus(status: GameStatus): EventDraft[] {
    if (status === this.#game) return [];
    this.#game = status;
    this.#changed = true;
    return this.#race.changeStatus(status, isDrive(status) ? [] : this.#finished());
  }

  /** It is shown no longer: another one is, or the session is over. @returns the events that end it */
  leave(): EventDraft[] {
    this.#changed = true;
    return this.#race.changeStatus('ended', this.#finished());
  }

  /** It is shown again, from its next frame on. */
  comeBack(): void {
    this.#changed = true;
    this.#race.rejoin(this.#game);
  }

  /** Takes a batch of a publisher whose batches may overtake one another; returns what may be shown now, in order. */
  reorder(arrived: Arrived, now: number): Arrived[] {
    return this.#order.offer(arrived, now);
  }

  /** What has waited long enough for those before it. */
  due(now: number): Arrived[] {
    return this.#order.due(now);
  }

  /** All that waits. */
  drain(): Arrived[] {
    return this.#order.drain();
  }

  get isHolding(): boolean {
    return this.#order.nextDue !== null;
  }

  /** Shows a batch; null when all of it is older than what was shown. */
  show(arrived: Arrived): Shown | null {
    const { car } = this;
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
      const { deltas, completed } = this.book.take(frame, lap);
      const t = car.take(frame, lap, deltas);
      added[i] = { t, deltas };
      this.#hold(completed);
      const found = this.#race.take(frame, lap, t, frame.t !== undefined, completed);
      if (found.length > 0) events.push(...found);
    }
    const told = this.#origin.arrived(car.t!, at);
    if (told !== null && this.#measured === null) this.#changed = true;
    return { batch: shownBatch(this.#sessionID, lap, frames, added), events };
  }

  /** The drive ends: laps that were still open. */
  #finished(): readonly LapResult[] {
    const completed = this.book.finish();
    this.#hold(completed);
    return completed;
  }

  #hold(completed: readonly LapResult[]): void {
    for (const result of completed) {
      if (countsForBests(result)) this.#counting.add(result.lap);
      else this.#counting.delete(result.lap);
    }
  }

  /**
   * Whether a completed lap is the driver's best; if so, it is remembered.
   * @param known the best lap before, ms; null: none; undefined: not known
   */
  isPersonalBest({ lap, lapTimeMs }: EventDraft, known: number | null | undefined): boolean {
    if (lapTimeMs === undefined || known === undefined) return false;
    if (!this.#counting.has(lap ?? -1)) return false;
    const best = Math.min(known ?? Infinity, this.#personalBestMs ?? Infinity);
    if (lapTimeMs >= best) return false;
    this.#personalBestMs = lapTimeMs;
    return true;
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
