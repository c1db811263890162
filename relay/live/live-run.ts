/**
 * One run of one publisher as viewers see it: its facts, its car, its clock, what happens in it. It ends with the
 * run, so nothing of it can be taken for the next one's. Does no input or output of its own.
 */
import type { Board } from '../../protocol/board.ts';
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import type { LapResult } from '../timing/book-state.ts';
import type { Deltas } from '../timing/lap-courses.ts';
import { countsForBests } from '../timing/lap-validity.ts';
import type { Batch } from './batch.ts';
import { CarState } from './car-state.ts';
import { LiveBook } from './live-book.ts';
import { type EventDraft, isDrive, RaceEventDetector } from './race-events.ts';
import { ReorderBuffer } from './reorder-buffer.ts';
import { sortByPacket } from './run.ts';
import { StartEstimate } from './start-estimate.ts';

/** What viewers see of a batch, and what happened in it. */
export interface ShownFrames {
  /** With the frames that nobody was shown yet. */
  readonly batch: Batch;
  /** These frames as pages see them: with `t`, `lap` and the deltas. Made when the first page needs them. */
  readonly pageFrames: () => readonly Frame[];
  readonly events: EventDraft[];
}

export interface LiveRunOptions {
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
  readonly #order = new ReorderBuffer();
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

  constructor({ publisher, token, facts, originMs, startT }: LiveRunOptions) {
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
  reorder(batch: Batch): Batch[] {
    return this.#order.offer(batch, batch.receivedAt);
  }

  /** What has waited long enough for those before it. */
  due(now: number): Batch[] {
    return this.#order.due(now);
  }

  /** All that waits. */
  drain(): Batch[] {
    return this.#order.drain();
  }

  get isHolding(): boolean {
    return this.#order.nextDue !== null;
  }

  /** Takes a batch into the run; null when all of it is older than what was shown. */
  receive(batch: Batch): ShownFrames | null {
    const { car } = this;
    const { lap } = batch;
    const frames = this.#unseen(batch.frames);
    if (frames.length === 0) return null;
    const events: EventDraft[] = this.#statusTold ? [] : this.#changeStatus('driving');
    const times = new Array<number>(frames.length);
    const allDeltas = new Array<Deltas | null>(frames.length);
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i]!;
      const { deltas, completed } = this.book.take(frame, lap);
      const t = car.take(frame, lap, deltas);
      times[i] = t;
      allDeltas[i] = deltas;
      this.#hold(completed);
      const found = this.#race.take(frame, lap, t, frame.t !== undefined, completed);
      if (found.length > 0) events.push(...found);
    }
    const told = this.#origin.arrived(car.t!, batch.receivedAt);
    if (told !== null && this.#measured === null) this.#changed = true;
    let made: readonly Frame[] | null = null;
    const pageFrames = (): readonly Frame[] => {
      made ??= frames.map((frame, i) => pageFrame(frame, lap, times[i]!, allDeltas[i]!));
      return made;
    };
    return { batch: frames === batch.frames ? batch : { ...batch, frames }, pageFrames, events };
  }

  /** Frames of the run that were not shown yet, in order, each packet once. */
  #unseen(frames: Frame[]): Frame[] {
    const { highest } = this.car;
    const isNew = frames[0]!.packetId > highest && !repeats(frames);
    return isNew ? frames : newOnes(frames, highest);
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

function pageFrame(frame: Frame, lap: number, t: number, deltas: Deltas | null): Frame {
  const isWhole = frame.t !== undefined && frame.lap !== undefined && deltas === null;
  return isWhole ? frame : { ...frame, t, lap: frame.lap ?? lap, ...deltas };
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
