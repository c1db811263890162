/** Recovers the timing of live runs from the store, after a restart and after late frames. Never delays the live path. */
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

/** A live run. */
export interface RecoveringRun {
  readonly timing: LiveTiming;
  readonly info: SessionInfo;
  /** Adds stored info where the run has none. */
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
   * Recovers the timing of a run when the store may have more of it. Never waits, never throws.
   * @param onRecovered laps that waited can be reported now
   */
  update(run: RecoveringRun, key: RunKey, onRecovered: () => void): void {
    const { timing, info } = run;
    if (!timing.needsRecovery(this.#parts.now())) return;
    const attempt = timing.beginRecovery();
    // The store logs that it is away or slow. The next call tries again.
    const stop = (): void => {
      timing.stopRecovery(attempt, this.#parts.now());
      onRecovered();
    };
    this.#read(timing.storedThrough, key, info).then((read) => {
      if (read === 'later') {
        timing.stopRecovery(attempt, this.#parts.now());
      } else {
        timing.finishRecovery(attempt, read?.book ?? null, key.run !== '');
        if (read !== null && timing.packetId >= read.book.packetId) run.recoverInfo(read.info);
      }
      onRecovered();
    }, stop);
  }

  /** @param through the highest packet that must be in the store */
  async #read(
    through: number,
    key: RunKey,
    info: SessionInfo,
  ): Promise<StoredRun | null | 'later'> {
    const { stored: runs } = this.#parts;
    await runs.flushForReaders(key.sessionID);
    const isWhole = through < 0 || ((await runs.storedThrough(key)) ?? -1) >= through;
    // Without the late frames there is nothing to recover yet.
    if (!isWhole) return 'later';
    const sessionID = await runs.storedSession(key);
    if (sessionID === null) return null;
    const stored = await runs.reader.session(sessionID);
    const known = { ...stored?.facts, ...info };
    const read = await bookBefore(runs.reader, sessionID, known, null);
    if (read === null) return null;
    const { book, lap } = read;
    for await (const frame of framesOfLap(runs.reader, sessionID, lap, book.packetId)) {
      book.addFrame(frame, lap);
    }
    return { book, info: known };
  }
}
