/**
 * The book of laps of a run that is on. A relay that starts in the middle of a race, or frames that come late, leave
 * it with less than is stored: then the book is read back from the store, and goes on with the frames that came
 * meanwhile.
 */

import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import type { LapResult } from '../timing/book-state.ts';
import type { LapTrace } from '../timing/lap-trace.ts';
import type { Deltas } from '../timing/reference-laps.ts';
import { TimingBook } from '../timing/timing-book.ts';
import type { LearntMap } from '../timing/track-map-learning.ts';

/**
 * Whether the book has all that is stored.
 * - `stale`: more may be stored; `since` is when the last of it came, ms on the relay's clock
 * - `reading`: it is being read back
 * - `whole`: it has
 *
 * `frames` came since the book has not been whole, and are read again behind what was stored.
 */
type Recovery =
  | { readonly kind: 'stale'; readonly since: number; readonly frames: LapFrame[] }
  | RecoveryAttempt
  | { readonly kind: 'whole' };

/** One reading of the book, until frames come late or it is over. */
export interface RecoveryAttempt {
  readonly kind: 'reading';
  readonly frames: LapFrame[];
}

interface LapFrame {
  readonly frame: Frame;
  readonly lap: number;
}

export class LiveTiming {
  #book = new TimingBook();
  #recovery: Recovery = { kind: 'stale', since: Number.NEGATIVE_INFINITY, frames: [] };
  /** Highest packet of the frames that were stored and not shown; -1: there were none. */
  #storedThrough = -1;
  /**
   * Laps that were completed before the book was read back the first time. null: it was, or nothing was driven before
   * it began.
   */
  #waiting: LapResult[] | null = [];
  /** Laps that waited and are to be told. */
  readonly #recovered: LapResult[] = [];
  /** The highest lap that was told to be complete. */
  #reportedThrough = Number.NEGATIVE_INFINITY;
  #personal: { timeMs: number; trace: LapTrace | null } | null = null;
  #trackMap: string | null = null;
  #info: SessionInfo = {};

  get lap(): number | null {
    return this.#book.lap;
  }

  /** Packet of the newest frame; -1: there was none. */
  get packetId(): number {
    return this.#book.packetId;
  }

  get learntMap(): LearntMap | null {
    return this.#book.learntMap;
  }

  summary(): TimingSummary {
    return this.#book.summary();
  }

  consumeChange(): boolean {
    return this.#book.consumeChange();
  }

  setInfo(facts: SessionInfo): void {
    this.#info = facts;
    this.#book.setInfo(facts);
  }

  setPersonalBest(timeMs: number, trace: LapTrace | null): void {
    this.#personal = { timeMs, trace };
    this.#book.setPersonalBest(timeMs, trace);
  }

  setTrackMap(path: string | null): void {
    this.#trackMap = path;
    this.#book.setTrackMap(path);
  }

  addFrame(frame: Frame, lap: number): { deltas: Deltas | null; completed: readonly LapResult[] } {
    if (this.#recovery.kind !== 'whole') this.#remember(this.#recovery.frames, frame, lap);
    if (lap <= this.#reportedThrough) this.#reportedThrough = lap - 1;
    const isFirst = this.#book.lap === null;
    const { deltas, completed } = this.#book.addFrame(frame, lap);
    if (isFirst && lap <= 1 && this.#book.beginning !== 'joined') this.#waiting = null;
    const isQuiet = completed.length === 0 && this.#recovered.length === 0;
    return { deltas, completed: isQuiet ? completed : this.#unreported(completed) };
  }

  /** What is older than that is stored long since. */
  #remember(frames: LapFrame[], frame: Frame, lap: number): void {
    frames.push({ frame, lap });
    if (frames.length > limits.bookRecallFramesMax) frames.splice(0, frames.length / 2);
  }

  /** See `TimingBook.finish`. Nothing waits any longer. */
  finish(): readonly LapResult[] {
    this.#releaseWaiting(this.#waiting ?? []);
    return this.#unreported(this.#book.finish());
  }

  /** Until the book was read back, it does not know what a lap is worth beside those before it. */
  #unreported(completed: readonly LapResult[]): readonly LapResult[] {
    if (this.#waiting !== null) {
      this.#waiting.push(...completed);
      return [];
    }
    const untold = [...this.#recovered.splice(0), ...completed].filter(
      ({ lap }) => lap > this.#reportedThrough,
    );
    for (const { lap } of untold) this.#reportedThrough = lap;
    return untold;
  }

  /** Laps that waited for the book to be read back, and were not told yet. */
  takeRecovered(): readonly LapResult[] {
    return this.#recovered.length === 0 ? [] : this.#unreported([]);
  }

  #releaseWaiting(completed: readonly LapResult[]): void {
    if (this.#waiting === null) return;
    this.#waiting = null;
    this.#recovered.push(...completed);
  }

  /**
   * Frames of the run were stored that were not shown.
   * @param through highest packet of them
   * @param now ms on the relay's clock
   */
  noteStoredOnly(through: number, now: number): void {
    this.#storedThrough = Math.max(this.#storedThrough, through);
    this.#becomeStale(now);
  }

  /** What is read back is whole when the store has all frames up to this packet. */
  get storedThrough(): number {
    return this.#storedThrough;
  }

  #becomeStale(now: number): void {
    const frames = this.#recovery.kind === 'whole' ? [] : this.#recovery.frames;
    this.#recovery = { kind: 'stale', since: now, frames };
  }

  /** More may be stored than the book has, and nothing has come for a while: it is worth being read back. */
  needsRecovery(now: number): boolean {
    return this.#recovery.kind === 'stale' && now - this.#recovery.since >= limits.bookRecallMs;
  }

  /** @returns what tells this reading from the next one, which may begin before this one is over */
  beginRecovery(): RecoveryAttempt {
    const frames = this.#recovery.kind === 'whole' ? [] : this.#recovery.frames;
    const reading: RecoveryAttempt = { kind: 'reading', frames };
    this.#recovery = reading;
    return reading;
  }

  /** The store could not say. @param now ms on the relay's clock */
  stopRecovery(reading: RecoveryAttempt, now: number): void {
    if (this.#recovery === reading) this.#becomeStale(now);
    this.#releaseWaiting(this.#waiting ?? []);
  }

  /**
   * Goes on with the book that was read back. Of a reading that is no longer the newest nothing is taken: more was
   * stored since it began.
   * @param book null: nothing is stored, the book is whole as it is
   * @param isOfRun it is certainly of this run; else one that is ahead is of another run
   */
  finishRecovery(reading: RecoveryAttempt, book: TimingBook | null, isOfRun: boolean): void {
    if (this.#recovery !== reading) return;
    const { frames } = reading;
    this.#recovery = { kind: 'whole' };
    const newest = frames.at(-1)?.frame.packetId ?? this.#book.packetId;
    if (book === null || (newest < book.packetId && !isOfRun)) {
      this.#releaseWaiting(this.#waiting ?? []);
      return;
    }
    book.setInfo(this.#info);
    book.setTrackMap(this.#trackMap);
    if (this.#personal !== null) book.setPersonalBest(this.#personal.timeMs, this.#personal.trace);
    const completed = frames.flatMap(({ frame, lap }) => book.addFrame(frame, lap).completed);
    const waited = new Set(this.#waiting?.map(({ lap }) => lap));
    this.#releaseWaiting(completed.filter(({ lap }) => waited.has(lap)));
    this.#book = book;
  }
}
