/**
 * One run of one publisher as viewers see it: its info, car, clock, timing and events. Each run has its own object, so
 * nothing of one run can leak into the next. Does no input or output.
 */

import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import type { LapResult } from '../timing/book-state.ts';
import { GridTiming } from '../timing/grid/grid-timing.ts';
import { countsForBests } from '../timing/lap-validity.ts';
import type { Deltas } from '../timing/reference-laps.ts';
import type { Batch } from './batch.ts';
import { CarState } from './car-state.ts';
import { LiveTiming } from './live-timing.ts';
import { type EventDraft, isDrive, RaceEventDetector } from './race-event-detector.ts';
import { ReorderBuffer } from './reorder-buffer.ts';
import { sortByPacket } from './simple-runs.ts';
import { StartEstimate } from './start-estimate.ts';

/** What viewers get of a batch, and the events in it. */
export interface ReceivedBatch {
  /** Only the frames that were not shown yet. */
  readonly batch: Batch;
  /** The same frames for pages: with `t`, `lap` and the deltas. Built when the first page needs them. */
  readonly pageFrames: () => readonly Frame[];
  readonly events: EventDraft[];
}

export interface LiveRunOptions {
  /** Key of its publisher in `PublisherPriority`. */
  readonly publisher: string;
  /** The agent's name of the run; `''` for a simple publisher. */
  readonly name: string;
  readonly info: SessionInfo;
  /** The relay's clock at `t` = 0 as its publisher measured it, ms; null: it did not. */
  readonly startMs: number | null;
  /** First `t` of a publisher without a clock, ms. */
  readonly startT: number;
}

export class LiveRun {
  readonly publisher: string;
  readonly name: string;
  readonly car: CarState;
  /** The other cars, from a source on the driver's PC. */
  readonly grid = new GridTiming();
  readonly timing = new LiveTiming();
  readonly #reorderBuffer = new ReorderBuffer();
  readonly #startEstimate = new StartEstimate();
  readonly #eventDetector = new RaceEventDetector();
  #info: SessionInfo;
  /** When the session began, ms on the relay's clock, as the publisher measured it; null: it is estimated. */
  #measuredStartMs: number | null;
  /** The last reported status. */
  #game: GameStatus = 'waiting';
  /** The publisher reports its status. Of one that does not, frames show that it drives. */
  #reportsStatus = false;
  /** Best lap of the driver in this run that counted as a personal best, ms. */
  #personalBestMs: number | null = null;
  /** Moments marked so far. */
  #marks = 0;
  /** Laps that may be a best one. */
  readonly #countingLaps = new Set<number>();
  /** Something changed that its pages were not sent yet. */
  #isDirty = true;

  constructor({ publisher, name, info, startMs, startT }: LiveRunOptions) {
    this.publisher = publisher;
    this.name = name;
    this.car = new CarState(startT);
    this.#info = info;
    this.#measuredStartMs = startMs;
  }

  get info(): SessionInfo {
    return this.#info;
  }

  get game(): GameStatus {
    return this.#game;
  }

  get lap(): number | null {
    return this.timing.lap;
  }

  /** `t` of the newest frame, ms; null before the first. */
  get t(): number | null {
    return this.car.t;
  }

  timingSummary(): TimingSummary {
    return this.timing.summary();
  }

  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    return this.car.pick(names);
  }

  get startMs(): number | null {
    return this.#measuredStartMs ?? this.#startEstimate.startMs;
  }

  get clock(): 'measured' | 'estimated' | null {
    if (this.#measuredStartMs !== null) return 'measured';
    return this.startMs === null ? null : 'estimated';
  }

  /** Whether anything changed since the last call. */
  consumeChange(): boolean {
    const changed = this.timing.consumeChange() || this.#isDirty;
    this.#isDirty = false;
    return changed;
  }

  describe(info: SessionInfo): void {
    this.#info = info;
    this.#isDirty = true;
  }

  /** Timing was recovered from the store. @returns the events of laps that waited for it */
  takeRecoveredEvents(): EventDraft[] {
    const completed = this.timing.takeRecovered();
    this.#updateCountingLaps(completed);
    return this.#eventDetector.addLaps(completed);
  }

  /** Adds stored info where the run has none. */
  recoverInfo(stored: SessionInfo): void {
    const known = { ...stored, ...this.#info };
    if (Object.keys(known).length > Object.keys(this.#info).length) this.describe(known);
  }

  /** The publisher measured its clock against the relay's. */
  setStart(startMs: number): void {
    if (this.#measuredStartMs === startMs) return;
    this.#measuredStartMs = startMs;
    this.#isDirty = true;
  }

  /** The publisher reported its status. @returns the events that follow from it */
  setStatus(status: GameStatus): EventDraft[] {
    this.#reportsStatus = true;
    return this.#changeStatus(status);
  }

  #changeStatus(status: GameStatus): EventDraft[] {
    if (status === this.#game) return [];
    this.#game = status;
    this.#isDirty = true;
    return this.#eventDetector.changeStatus(status, isDrive(status) ? [] : this.#finishLaps());
  }

  /** The run is no longer shown: another one is, or the session is over. @returns the events that end it */
  leave(): EventDraft[] {
    this.#isDirty = true;
    return this.#eventDetector.changeStatus('ended', this.#finishLaps());
  }

  /** The run is shown again, from its next frame on. */
  resume(): void {
    this.#isDirty = true;
    this.#eventDetector.resume(this.#game);
  }

  /** Reorders a batch of a publisher whose batches may arrive out of order. @returns what can be shown now, in order */
  reorder(batch: Batch): Batch[] {
    return this.#reorderBuffer.offer(batch, batch.receivedAt);
  }

  /** Batches that have waited long enough for earlier ones. */
  due(now: number): Batch[] {
    return this.#reorderBuffer.due(now);
  }

  /** All waiting batches. */
  drain(): Batch[] {
    return this.#reorderBuffer.drain();
  }

  get isReordering(): boolean {
    return this.#reorderBuffer.nextDue !== null;
  }

  /** Adds a batch to the run. @returns null: all of it is older than what was shown */
  receive(batch: Batch): ReceivedBatch | null {
    const { car } = this;
    const { lap } = batch;
    const frames = this.#newFrames(batch.frames);
    if (frames.length === 0) return null;
    const events: EventDraft[] = this.#reportsStatus ? [] : this.#changeStatus('driving');
    const times = new Array<number>(frames.length);
    const allDeltas = new Array<Deltas | null>(frames.length);
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i]!;
      const { deltas, completed } = this.timing.addFrame(frame, lap);
      const t = car.addFrame(frame, lap, deltas);
      times[i] = t;
      allDeltas[i] = deltas;
      this.#updateCountingLaps(completed);
      const found = this.#eventDetector.addFrame(frame, lap, t, frame.t !== undefined, completed);
      if (found.length > 0) events.push(...found);
    }
    const reported = this.#startEstimate.addArrival(car.t!, batch.receivedAt);
    if (reported !== null && this.#measuredStartMs === null) this.#isDirty = true;
    let made: readonly Frame[] | null = null;
    const pageFrames = (): readonly Frame[] => {
      made ??= frames.map((frame, i) => pageFrame(frame, lap, times[i]!, allDeltas[i]!));
      return made;
    };
    return { batch: frames === batch.frames ? batch : { ...batch, frames }, pageFrames, events };
  }

  /** The frames that were not shown yet, in order, each packet once. */
  #newFrames(frames: Frame[]): Frame[] {
    const { highest } = this.car;
    const isNew = frames[0]!.packetId > highest && !repeats(frames);
    return isNew ? frames : newOnes(frames, highest);
  }

  /** A moment is about to be marked. @returns false: there are too many already */
  countMark(): boolean {
    if (this.#marks >= limits.momentsPerRunMax) return false;
    this.#marks++;
    return true;
  }

  /** The drive ends. @returns laps that were still open */
  #finishLaps(): readonly LapResult[] {
    const completed = this.timing.finish();
    this.#updateCountingLaps(completed);
    return completed;
  }

  #updateCountingLaps(completed: readonly LapResult[]): void {
    for (const result of completed) {
      if (countsForBests(result)) this.#countingLaps.add(result.lap);
      else this.#countingLaps.delete(result.lap);
    }
  }

  /**
   * Remembers a completed lap that is the driver's best.
   * @param known the best lap before, ms; null: none; undefined: not known
   * @returns whether it is
   */
  recordPersonalBest({ lap, lapTimeMs }: EventDraft, known: number | null | undefined): boolean {
    if (lapTimeMs === undefined || known === undefined) return false;
    if (!this.#countingLaps.has(lap ?? -1)) return false;
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

/** The frames above a packet id, in order, each packet once. */
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
