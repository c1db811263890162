/**
 * What the relay and a process that holds viewers say to each other, in order, over one pipe: records of a head and
 * bytes. Both ends are of the same build, so nothing here is versioned or checked twice.
 */
import type { CloseKind } from '../../protocol/close-codes.ts';
import type { PoolCounters, PooledConnectionInfo } from './connection-pool.ts';

/** What the relay orders. `seat` is a viewer's id, `audience` a number that the relay gave it. */
export type PoolOrder =
  /** The relay knows that it is open: what it was sent may go out now. */
  | { readonly type: 'greet'; readonly seat: number }
  | {
      readonly type: 'join';
      readonly seat: number;
      readonly audience: number;
      readonly backlogBytesMax: number;
    }
  | { readonly type: 'leave'; readonly seat: number; readonly audience: number }
  | {
      readonly type: 'close';
      readonly seat: number;
      readonly kind: CloseKind;
      readonly detail?: string;
    }
  /** A second has passed. @property now ms on the relay's clock */
  | { readonly type: 'tick'; readonly now: number };

/** What the process reports. */
export type PoolReport =
  | { readonly type: 'ready' }
  | { readonly type: 'opened'; readonly seat: number; readonly subprotocol: string }
  | { readonly type: 'caught-up'; readonly seat: number }
  | { readonly type: 'lost'; readonly seat: number; readonly kind: 'stuck' | 'silent' }
  | { readonly type: 'closed'; readonly seat: number }
  /** After each tick: since the one before, and the seats that lag or did. */
  | {
      readonly type: 'counts';
      readonly counts: PoolCounters;
      readonly lagging: readonly (readonly [seat: number, facts: PooledConnectionInfo])[];
    };

/** A request whose socket comes along with this message, over the channel of Node that can carry one. */
export interface HandedOver {
  readonly seat: number;
  /** Those of the WebSocket handshake; keys and cookies stay with the relay. */
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly head: string;
}

export const recordKinds = {
  /** JSON of an order or a report; `id` is 0. */
  words: 1,
  /** A framed message for all of an audience. */
  audience: 2,
  /** A framed message for one seat. */
  seat: 3,
  /** What a seat said. */
  text: 4,
  binary: 5,
} as const;

export type RecordKind = (typeof recordKinds)[keyof typeof recordKinds];

export interface PipeRecord {
  readonly kind: RecordKind;
  /** Of a seat or an audience. */
  readonly id: number;
  readonly bytes: Buffer;
}

/** Kind, id, number of bytes behind it. */
const headBytes = 9;

export function packRecord(kind: RecordKind, id: number, bytes: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(headBytes + bytes.length);
  record[0] = kind;
  record.writeUInt32LE(id, 1);
  record.writeUInt32LE(bytes.length, 5);
  record.set(bytes, headBytes);
  return record;
}

export function packWords(words: PoolOrder | PoolReport): Buffer {
  return packRecord(recordKinds.words, 0, Buffer.from(JSON.stringify(words)));
}

/** Makes records of the chunks in which they come; their bytes lie in the chunks where they fit into one. */
export class RecordReader {
  readonly #take: (record: PipeRecord) => void;
  /** Chunks of a record that is not complete. */
  #parts: Buffer[] = [];
  #have = 0;
  /** Bytes without which nothing more can be read. */
  #need = headBytes;

  constructor(take: (record: PipeRecord) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#have += chunk.length;
    if (this.#have < this.#need) return;
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#have);
    let at = 0;
    for (;;) {
      const left = bytes.length - at;
      this.#need = left < headBytes ? headBytes : headBytes + bytes.readUInt32LE(at + 5);
      if (left < this.#need) break;
      const end = at + this.#need;
      const kind = bytes[at] as RecordKind;
      const id = bytes.readUInt32LE(at + 1);
      at = end;
      this.#take({ kind, id, bytes: bytes.subarray(end - this.#need + headBytes, end) });
    }
    this.#parts = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#have = bytes.length - at;
  }
}
