/** Reads the books of live runs back from the store, beside the live path. */
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import { bookBefore, framesOfLap } from '../timing/stored-laps.ts';
import type { TimingBook } from '../timing/timing-book.ts';
import type { LiveBook } from './live-book.ts';
import type { StoredRuns } from './ports.ts';

export interface BookRecallParts {
  readonly stored: StoredRuns;
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
    const { stored: runs } = this.#parts;
    await runs.flushForReaders(key.sessionID);
    const isWhole = through < 0 || ((await runs.storedThrough(key)) ?? -1) >= through;
    // The store is slow, or away: what it has would lack the very frames that are asked for.
    if (!isWhole) return 'later';
    const sessionID = await runs.storedSession(key);
    if (sessionID === null) return null;
    const stored = await runs.reader.session(sessionID);
    const known = { ...stored?.facts, ...facts };
    const read = await bookBefore(runs.reader, sessionID, known, null);
    if (read === null) return null;
    const { book, lap } = read;
    for await (const frame of framesOfLap(runs.reader, sessionID, lap, book.packetId)) {
      book.take(frame, lap);
    }
    return { book, facts: known };
  }
}
