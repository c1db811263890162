/** Reads the books of live runs back from the store, beside the live path. */
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import { bookBefore, framesOfLap } from '../timing/stored-laps.ts';
import type { TimingBook } from '../timing/timing-book.ts';
import type { LiveTiming } from './live-timing.ts';
import type { StoredRuns } from './ports.ts';

export interface TimingRecoveryParts {
  readonly stored: StoredRuns;
  /** ms on the relay's clock. */
  now(): number;
}

/** A run that is on. */
export interface RecoveringRun {
  readonly timing: LiveTiming;
  readonly info: SessionInfo;
  /** What is stored of the run is known of it, unless it was told otherwise since. */
  recoverInfo(stored: SessionInfo): void;
}

/** What is stored of a run. */
interface StoredRun {
  readonly book: TimingBook;
  readonly info: SessionInfo;
}

export class TimingRecovery {
  readonly #parts: TimingRecoveryParts;

  constructor(parts: TimingRecoveryParts) {
    this.#parts = parts;
  }

  /**
   * Reads a book back where more may be stored than it has. Never waits, never throws.
   * @param tell laps that waited for it are to be told
   */
  update(run: RecoveringRun, key: RunKey, tell: () => void): void {
    const { timing: book, info: facts } = run;
    if (!book.needsRecovery(this.#parts.now())) return;
    const reading = book.beginRecovery();
    // The store is away or slow: it says so itself, and is asked again.
    const again = (): void => {
      book.stopRecovery(reading, this.#parts.now());
      tell();
    };
    this.#read(book.storedThrough, key, facts).then((read) => {
      if (read === 'later') {
        book.stopRecovery(reading, this.#parts.now());
      } else {
        book.finishRecovery(reading, read?.book ?? null, key.run !== '');
        if (read !== null && book.packetId >= read.book.packetId) run.recoverInfo(read.info);
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
      book.addFrame(frame, lap);
    }
    return { book, info: known };
  }
}
