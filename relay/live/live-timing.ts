/**
 * The timing of a live run. When a relay starts in the middle of a race, or frames arrive late, the store has more of
 * the run than memory. Then the timing book is recovered from the store (`timing-recovery.ts` reads it) and continues with the
 * frames that arrived meanwhile.
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
 * Whether the book covers all that is stored.
 * - `stale`: more may be stored; `since` is when the last late frames came, ms on the relay's clock
 * - `reading`: it is being recovered
 * - `whole`: it covers everything
 *
 * `frames` arrived since the book was last whole. Recovery adds them again after the stored ones.
 */
type Recovery =
  | { readonly kind: 'stale'; readonly since: number; readonly frames: LapFrame[] }
  | RecoveryAttempt
  | { readonly kind: 'whole' };

/** One attempt to recover the book. It becomes invalid when more frames arrive late. */
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
  /** Highest packet that was stored without being shown; -1: there is none. */
  #storedThrough = -1;
  /**
   * Laps that were completed before the first recovery. null: recovery is done, or the run was seen from its
   * beginning.
   */
  #waiting: LapResult[] | null = [];
  /** Laps that waited for recovery and can be reported now. */
  readonly #recovered: LapResult[] = [];
  /** The highest lap that was reported as complete. */
  #reportedThrough = Number.NEGATIVE_INFINITY;
  /** The driver's best lap of all sessions; null: not known. */
  #personal: { timeMs: number; trace: LapTrace | null } | null = null;
  /** Path of the map that was learnt before; null: none. */
  #trackMap: string | null = null;
  /** The map that the other cars have shown. */
  #mapOfCars: LearntMap | null = null;
  #isDirty = false;
  #info: SessionInfo = {};

  get lap(): number | null {
    return this.#book.lap;
  }

  /** Packet of the newest frame; -1: there was none. */
  get packetId(): number {
    return this.#book.packetId;
  }

  get learntMap(): LearntMap | null {
    return this.#book.learntMap ?? this.#mapOfCars;
  }

  /** A map is known or has been learnt. */
  get hasMap(): boolean {
    return this.#trackMap !== null || this.learntMap !== null;
  }

  /** The other cars have shown the track. */
  offerMap(map: LearntMap): void {
    this.#mapOfCars = map;
    this.#isDirty = true;
  }

  summary(): TimingSummary {
    return this.#book.summary();
  }

  consumeChange(): boolean {
    const changed = this.#book.consumeChange() || this.#isDirty;
    this.#isDirty = false;
    return changed;
  }

  setInfo(info: SessionInfo): void {
    this.#info = info;
    this.#book.setInfo(info);
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

  /** Older frames were stored long ago. */
  #remember(frames: LapFrame[], frame: Frame, lap: number): void {
    frames.push({ frame, lap });
    if (frames.length > limits.bookRecallFramesMax) frames.splice(0, frames.length / 2);
  }

  /** See `TimingBook.finish`. Reports waiting laps too. */
  finish(): readonly LapResult[] {
    this.#releaseWaiting(this.#waiting ?? []);
    return this.#unreported(this.#book.finish());
  }

  /** Before recovery the best laps are unknown, so completed laps wait. */
  #unreported(completed: readonly LapResult[]): readonly LapResult[] {
    if (this.#waiting !== null) {
      this.#waiting.push(...completed);
      return [];
    }
    const unreported = [...this.#recovered.splice(0), ...completed].filter(
      ({ lap }) => lap > this.#reportedThrough,
    );
    for (const { lap } of unreported) this.#reportedThrough = lap;
    return unreported;
  }

  /** Laps that waited for recovery and were not reported yet. */
  takeRecovered(): readonly LapResult[] {
    return this.#recovered.length === 0 ? [] : this.#unreported([]);
  }

  #releaseWaiting(completed: readonly LapResult[]): void {
    if (this.#waiting === null) return;
    this.#waiting = null;
    this.#recovered.push(...completed);
  }

  /**
   * Frames of the run were stored without being shown.
   * @param through their highest packet
   * @param now ms on the relay's clock
   */
  noteStoredOnly(through: number, now: number): void {
    this.#storedThrough = Math.max(this.#storedThrough, through);
    this.#becomeStale(now);
  }

  /** Recovery needs all frames up to this packet in the store. */
  get storedThrough(): number {
    return this.#storedThrough;
  }

  #becomeStale(now: number): void {
    const frames = this.#recovery.kind === 'whole' ? [] : this.#recovery.frames;
    this.#recovery = { kind: 'stale', since: now, frames };
  }

  /** The store may have more than the book, and late frames have stopped arriving. */
  needsRecovery(now: number): boolean {
    return this.#recovery.kind === 'stale' && now - this.#recovery.since >= limits.bookRecallMs;
  }

  /** @returns the attempt; a newer one may begin before it is over */
  beginRecovery(): RecoveryAttempt {
    const frames = this.#recovery.kind === 'whole' ? [] : this.#recovery.frames;
    const attempt: RecoveryAttempt = { kind: 'reading', frames };
    this.#recovery = attempt;
    return attempt;
  }

  /** The store could not be read. @param now ms on the relay's clock */
  stopRecovery(attempt: RecoveryAttempt, now: number): void {
    if (this.#recovery === attempt) this.#becomeStale(now);
    this.#releaseWaiting(this.#waiting ?? []);
  }

  /**
   * Continues with the recovered book. An outdated attempt is ignored, because more was stored since it began.
   * @param book null: nothing is stored, so the present book is whole
   * @param isOfRun the book certainly belongs to this run; if not, a book that is ahead belongs to another run
   */
  finishRecovery(attempt: RecoveryAttempt, book: TimingBook | null, isOfRun: boolean): void {
    if (this.#recovery !== attempt) return;
    const { frames } = attempt;
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
