/**
 * The book of laps of a run that is on. A relay that starts in the middle of a race, or frames that come late, leave
 * it with less than is stored: then the book is read back from the store, and goes on with the frames that came
 * meanwhile.
 */
import type { Board } from '../../protocol/board.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { LapResult } from '../timing/book-state.ts';
import type { Deltas } from '../timing/lap-courses.ts';
import type { LapTrace } from '../timing/lap-trace.ts';
import { TimingBook } from '../timing/timing-book.ts';
import type { LearntMap } from '../timing/track-map.ts';

/**
 * Whether the book has all that is stored.
 * - `stale`: more may be stored; `since` is when the last of it came, ms on the relay's clock
 * - `reading`: it is being read back
 * - `whole`: it has
 *
 * `frames` came since the book has not been whole, and are read again behind what was stored.
 */
type Recall =
  | { readonly kind: 'stale'; readonly since: number; readonly frames: LapFrame[] }
  | BookReading
  | { readonly kind: 'whole' };

/** One reading of the book, until frames come late or it is over. */
export interface BookReading {
  readonly kind: 'reading';
  readonly frames: LapFrame[];
}

interface LapFrame {
  readonly frame: Frame;
  readonly lap: number;
}

export class LiveBook {
  #book = new TimingBook();
  #recall: Recall = { kind: 'stale', since: Number.NEGATIVE_INFINITY, frames: [] };
  /** Highest packet of the frames that were stored and not shown; -1: there were none. */
  #storedThrough = -1;
  /**
   * Laps that were completed before the book was read back the first time. null: it was, or nothing was driven before
   * it began.
   */
  #waiting: LapResult[] | null = [];
  /** Laps that waited and are to be told. */
  readonly #recalled: LapResult[] = [];
  /** The highest lap that was told to be complete. */
  #toldThrough = Number.NEGATIVE_INFINITY;
  #personal: { timeMs: number; trace: LapTrace | null } | null = null;
  #trackMap: string | null = null;
  #facts: SessionInfo = {};

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

  board(): Board {
    return this.#book.board();
  }

  takeChanged(): boolean {
    return this.#book.takeChanged();
  }

  setFacts(facts: SessionInfo): void {
    this.#facts = facts;
    this.#book.setFacts(facts);
  }

  setPersonalBest(timeMs: number, trace: LapTrace | null): void {
    this.#personal = { timeMs, trace };
    this.#book.setPersonalBest(timeMs, trace);
  }

  setTrackMap(path: string | null): void {
    this.#trackMap = path;
    this.#book.setTrackMap(path);
  }

  take(frame: Frame, lap: number): { deltas: Deltas | null; completed: readonly LapResult[] } {
    if (this.#recall.kind !== 'whole') this.#remember(this.#recall.frames, frame, lap);
    if (lap <= this.#toldThrough) this.#toldThrough = lap - 1;
    const isFirst = this.#book.lap === null;
    const { deltas, completed } = this.#book.take(frame, lap);
    if (isFirst && lap <= 1 && this.#book.beginning !== 'joined') this.#waiting = null;
    const isQuiet = completed.length === 0 && this.#recalled.length === 0;
    return { deltas, completed: isQuiet ? completed : this.#untold(completed) };
  }

  /** What is older than that is stored long since. */
  #remember(frames: LapFrame[], frame: Frame, lap: number): void {
    frames.push({ frame, lap });
    if (frames.length > limits.bookRecallFramesMax) frames.splice(0, frames.length / 2);
  }

  /** See `TimingBook.finish`. Nothing waits any longer. */
  finish(): readonly LapResult[] {
    this.#tellWaiting(this.#waiting ?? []);
    return this.#untold(this.#book.finish());
  }

  /** Until the book was read back, it does not know what a lap is worth beside those before it. */
  #untold(completed: readonly LapResult[]): readonly LapResult[] {
    if (this.#waiting !== null) {
      this.#waiting.push(...completed);
      return [];
    }
    const untold = [...this.#recalled.splice(0), ...completed].filter(
      ({ lap }) => lap > this.#toldThrough,
    );
    for (const { lap } of untold) this.#toldThrough = lap;
    return untold;
  }

  /** Laps that waited for the book to be read back, and were not told yet. */
  takeRecalled(): readonly LapResult[] {
    return this.#recalled.length === 0 ? [] : this.#untold([]);
  }

  #tellWaiting(completed: readonly LapResult[]): void {
    if (this.#waiting === null) return;
    this.#waiting = null;
    this.#recalled.push(...completed);
  }

  /**
   * Frames of the run were stored that were not shown.
   * @param through highest packet of them
   * @param now ms on the relay's clock
   */
  storedOnly(through: number, now: number): void {
    this.#storedThrough = Math.max(this.#storedThrough, through);
    this.#becomeStale(now);
  }

  /** What is read back is whole when the store has all frames up to this packet. */
  get storedThrough(): number {
    return this.#storedThrough;
  }

  #becomeStale(now: number): void {
    const frames = this.#recall.kind === 'whole' ? [] : this.#recall.frames;
    this.#recall = { kind: 'stale', since: now, frames };
  }

  /** More may be stored than the book has, and nothing has come for a while: it is worth being read back. */
  isToBeRead(now: number): boolean {
    return this.#recall.kind === 'stale' && now - this.#recall.since >= limits.bookRecallMs;
  }

  /** @returns what tells this reading from the next one, which may begin before this one is over */
  beginReading(): BookReading {
    const frames = this.#recall.kind === 'whole' ? [] : this.#recall.frames;
    const reading: BookReading = { kind: 'reading', frames };
    this.#recall = reading;
    return reading;
  }

  /** The store could not say. @param now ms on the relay's clock */
  stopReading(reading: BookReading, now: number): void {
    if (this.#recall === reading) this.#becomeStale(now);
    this.#tellWaiting(this.#waiting ?? []);
  }

  /**
   * Goes on with the book that was read back. Of a reading that is no longer the newest nothing is taken: more was
   * stored since it began.
   * @param book null: nothing is stored, the book is whole as it is
   * @param isOfRun it is certainly of this run; else one that is ahead is of another run
   */
  finishReading(reading: BookReading, book: TimingBook | null, isOfRun: boolean): void {
    if (this.#recall !== reading) return;
    const { frames } = reading;
    this.#recall = { kind: 'whole' };
    const newest = frames.at(-1)?.frame.packetId ?? this.#book.packetId;
    if (book === null || (newest < book.packetId && !isOfRun)) {
      this.#tellWaiting(this.#waiting ?? []);
      return;
    }
    book.setFacts(this.#facts);
    book.setTrackMap(this.#trackMap);
    if (this.#personal !== null) book.setPersonalBest(this.#personal.timeMs, this.#personal.trace);
    const completed = frames.flatMap(({ frame, lap }) => book.take(frame, lap).completed);
    const waited = new Set(this.#waiting?.map(({ lap }) => lap));
    this.#tellWaiting(completed.filter(({ lap }) => waited.has(lap)));
    this.#book = book;
  }
}
