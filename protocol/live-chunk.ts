/**
 * The stream of a session as files of one second each, which caches can serve to any number of viewers (`/live`). A chunk
 * holds the messages that pages get on their sockets, each with the time at which the relay sent it. Pure.
 *
 * ```
 * chunk  = version (1 byte: 1) record*
 * record = wait (varint, ms since the record before; of the first since the second began) length (varint) message
 * ```
 *
 * A message is JSON text (first byte `{`), compact frames in `liveChunkForm`, or compact cars. The number of a chunk is its
 * second since 1970 on the relay's clock, so no number is used twice, whatever runs a session has.
 */
import { ByteReader, ByteWriter, CodecError } from './byte-stream.ts';
import { channels } from './channels.ts';
import type { Frame } from './frame.ts';
import { formOf } from './frame-codec.ts';
import type { ViewedSession, ViewerCars } from './messages.ts';
import type { SessionStatus } from './session.ts';
import type { PageLook } from './theme-metadata.ts';
import type { TimingSummary } from './timing-summary.ts';

const version = 1;

/** Chunks carry every channel, because all pages share them. */
export const liveChunkForm = formOf(channels.map(({ name }) => name));

/** First byte of a message that is JSON. */
export const jsonKind = '{'.charCodeAt(0);

export interface LiveChunkRecord {
  /** When the relay sent it, ms since the second of the chunk began. */
  readonly atMs: number;
  readonly message: Uint8Array;
}

/** The answer of `/live/{session}/latest`. */
export interface LatestLiveChunk {
  /** The relay's clock when it answered, ms since 1970. */
  readonly relayMs: number;
  readonly build: string;
  /** How late viewers see the stream, ms; null: the streamer has not set it. */
  readonly streamDelayMs: number | null;
  /** Themes that are chosen through the relay. */
  readonly settings: PageLook;
  /** null: nothing is published. */
  readonly sessionID: string | null;
  readonly status: SessionStatus | null;
  /** Number of the newest chunk, and of the oldest from which on none is missing; null: there is none yet. */
  readonly newest: number | null;
  readonly first: number | null;
}

/** The answer of `/live/{session}/{n}.json`: everything that a page needs to begin with this chunk. */
export interface LiveChunkOpening {
  readonly session: ViewedSession;
  readonly board: TimingSummary | null;
  readonly cars: ViewerCars | null;
  /** The latest value of every channel. */
  readonly state: Partial<Frame>;
}

/** @param records in the order of their times */
export function encodeChunk(records: readonly LiveChunkRecord[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const head = new ByteWriter();
  head.byte(version);
  let beforeMs = 0;
  for (const { atMs, message } of records) {
    const waitMs = Math.max(Math.round(atMs) - beforeMs, 0);
    beforeMs += waitMs;
    head.varint(waitMs);
    head.varint(message.length);
    parts.push(head.bytes.slice(0, head.length), message);
    head.length = 0;
  }
  if (records.length === 0) parts.push(head.bytes.slice(0, head.length));
  const chunk = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    chunk.set(part, at);
    at += part.length;
  }
  return chunk;
}

/** @throws CodecError for bytes that are not a chunk */
export function decodeChunk(bytes: Uint8Array): LiveChunkRecord[] {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== version) throw new CodecError('This chunk is of another version.');
  const records: LiveChunkRecord[] = [];
  let atMs = 0;
  while (reader.at < bytes.length) {
    atMs += reader.varint();
    const length = reader.varint();
    const end = reader.at + length;
    if (end > bytes.length) throw new CodecError('The chunk ends too early.');
    records.push({ atMs, message: bytes.subarray(reader.at, end) });
    reader.at = end;
  }
  return records;
}
