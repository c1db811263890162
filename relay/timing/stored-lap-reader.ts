/** The port through which timing reads stored laps. The store implements it. Types only. */
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { BookState, LapResult } from './book-state.ts';

/** Some frames of a lap as JSON text. */
export interface StoredChunk {
  startPacket: number;
  endPacket: number;
  frames: number;
  /** A JSON array of frames, ascending by packetId. */
  json: string;
}

export interface PersonalBest {
  sessionID: string;
  lap: number;
  lapMs: number;
}

/** All methods reject with `StoreProblem` while the database is away. */
export interface StoredLapReader {
  /** By number. Empty for an unknown session too. */
  laps(sessionID: string): Promise<StoredLap[]>;
  /** The results of the complete laps, by number. */
  lapResults(sessionID: string): Promise<LapResult[]>;
  /**
   * The state of the book before the first frame of a lap, and that lap; null: not known.
   * @param lap null: the newest
   */
  bookAt(sessionID: string, lap: number | null): Promise<{ lap: number; state: BookState } | null>;
  /**
   * The first chunk of the lap with frames after a packet. It may begin before the packet when late frames changed the
   * chunks meanwhile.
   * @param after `endPacket` of the chunk before, -1 for the first
   */
  chunkAfter(sessionID: string, lap: number, after: number): Promise<StoredChunk | null>;
  /**
   * The fastest lap of this driver, car, track and configuration that counts; null when one of the four is missing, too.
   * @param before only sessions that were created before this, ms since 1970
   */
  personalBest(info: SessionInfo, before?: number): Promise<PersonalBest | null>;
}
