/** Reads the books of live runs back from the store, beside the live path. */
import type { SessionInfo } from '../../protocol/session.ts';
import type { Recorder, RunKey } from '../storage/recorder.ts';
import { bookBefore, framesOfLap } from '../timing/stored-laps.ts';
import type { TimingBook } from '../timing/timing-book.ts';
import type { LiveBook } from './live-book.ts';

export interface BookRecallParts {
  readonly recorder: Pick<Recorder, 'reader' | 'settle' | 'storedSession' | 'storedThrough'>;
  /** ms on the relay's clock. */
  now(): number;
}

/** A run that is on. */
export interface RecalledRun {
  readonly book: LiveBook;
  readonly facts: SessionInfo;
  /** What is stored of the run is known of it, unless it was told otherwise since. */
  recallFacts(stored: SessionInfo): void;
}

/** What is stored of a run. */
interface StoredRun {
  readonly book: TimingBook;
  readonly facts: SessionInfo;
}

export class BookRecall {
  readonly #parts: BookRecallParts;

  constructor(parts: BookRecallParts) {
    this.#parts = parts;
  }

  /**
   * Reads a book back where more may be stored than it has. Never waits, never throws.
   * @param tell laps that waited for it are to be told
   */
  update(run: RecalledRun, key: RunKey, tell: () => void): void {
    const { book, facts } = run;
    if (!book.isToBeRead(this.#parts.now())) return;
    const reading = book.beginReading();
    // The store is away or slow: it says so itself, and is asked again.
    const again = (): void => {
      book.stopReading(reading, this.#parts.now());
      tell();
    };
    this.#read(book.storedThrough, key, facts).then((read) => {
      if (read === 'later') {
        book.stopReading(reading, this.#parts.now());
      } else {
        book.finishReading(reading, read?.book ?? null, key.run !== '');
        if (read !== null && book.packetId >= read.book.packetId) run.recallFacts(read.facts);
      }
      tell();
    }, again);
  }

  /** @param through the highest packet that must be in the store */
  async #read(
    through: number,
    key: RunKey,
    facts: SessionInfo,
  ): Promise<StoredRun | null | 'later'> {
    const { recorder } = this.#parts;
    await recorder.settle(key.sessionID);
    const isWhole = through < 0 || ((await recorder.storedThrough(key)) ?? -1) >= through;
    // The store is slow, or away: what it has would lack the very frames that are asked for.
    if (!isWhole) return 'later';
    const sessionID = await recorder.storedSession(key);
    if (sessionID === null) return null;
    const stored = await recorder.reader.session(sessionID);
    const known = { ...stored?.facts, ...facts };
    const read = await bookBefore(recorder.reader, sessionID, known, null);
    if (read === null) return null;
    const { book, lap } = read;
    for await (const frame of framesOfLap(recorder.reader, sessionID, lap, book.packetId)) {
      book.take(frame, lap);
    }
    return { book, facts: known };
  }
}
