/** What one transaction can do to the rows of a session. All databases answer it alike. Types only. */
import type { Frame } from '../../protocol/frame.ts';
import type { BookState, LapResult } from '../timing/book-state.ts';
import type { BookFacts } from '../timing/timing-book.ts';
import type { ChunkHead } from './chunk-plan.ts';
import type { LapExtent } from './lap-extent.ts';

/** A chunk to be stored. */
export interface NewChunk {
  lap: number;
  frames: readonly Frame[];
  gapMax: number;
}

export interface NewestChunk extends ChunkHead {
  /**
   * Makes it longer by frames that follow its last one, without reading what it holds. False: nothing was done, it
   * must be written anew.
   * @param gapMax largest step from one packetId to the next in the whole longer chunk
   */
  extend(frames: readonly Frame[], gapMax: number): Promise<boolean>;
}

/** What a transaction can do to the rows of one session. Lists are in order of packets or laps. */
export interface Tables {
  lapHeads(lap: number): Promise<ChunkHead[]>;
  /** Chunks of other laps that reach into the packets from…to (both included). */
  headsElsewhere(lap: number, fromPacket: number, toPacket: number): Promise<ChunkHead[]>;
  framesOf(head: ChunkHead): Promise<Frame[]>;
  insertChunk(chunk: NewChunk): Promise<void>;
  /** The chunk that reaches furthest in the session; null: there is none. */
  newestChunk(): Promise<NewestChunk | null>;
  deleteChunks(ids: readonly number[]): Promise<void>;
  /** Chunks of all laps that reach beyond a packet, by their first packet. */
  chunksAfter(packetId: number): Promise<ChunkHead[]>;
  /** What is stored of a lap; its result stays. */
  putExtent(lap: number, extent: LapExtent): Promise<void>;
  /** The book as it was before the first frame of a stored lap. */
  putCheckpoint(lap: number, state: BookState): Promise<void>;
  /** The newest of them that has read no packet from this one on; null: none. */
  checkpointBefore(packetId: number): Promise<BookState | null>;
  /** What the book decided of a stored lap; null: it is not complete. */
  putResult(lap: number, result: LapResult | null): Promise<void>;
  /** Takes back the results of laps that reach beyond a packet. */
  clearResults(packetId: number): Promise<void>;
  bookFacts(): Promise<BookFacts>;
}
