/**
 * The pipe between the relay and a process that holds viewers. It carries records of a head and bytes, in order. Both
 * ends belong to the same build, so records have no version and are not checked.
 */
import type { Socket } from 'node:net';
import type { CloseKind } from '../../protocol/close-codes.ts';
import type { PoolCounters, PooledConnectionInfo } from './connection-pool.ts';

/** An order of the relay. `id` is a connection's; `group` is a number that the relay gave to some subscribers. */
export type PoolOrder =
  /** The relay knows that the connection is open, so messages to it may go out. */
  | { readonly type: 'greet'; readonly id: number }
  | {
      readonly type: 'join';
      readonly id: number;
      readonly group: number;
      readonly backlogBytesMax: number;
    }
  | { readonly type: 'leave'; readonly id: number; readonly group: number }
  | {
      readonly type: 'close';
      readonly id: number;
      readonly kind: CloseKind;
      readonly detail?: string;
    }
  /** Sent once a second. @property now ms on the relay's clock */
  | { readonly type: 'tick'; readonly now: number };

/** A report of the process. */
export type PoolReport =
  | { readonly type: 'ready' }
  | { readonly type: 'opened'; readonly id: number; readonly subprotocol: string }
  | { readonly type: 'caught-up'; readonly id: number }
  | { readonly type: 'lost'; readonly id: number; readonly kind: 'stuck' | 'silent' }
  | { readonly type: 'closed'; readonly id: number }
  /** Answers a tick: what was counted since the tick before, and the connections that missed messages. */
  | {
      readonly type: 'counts';
      readonly counts: PoolCounters;
      readonly lagging: readonly (readonly [id: number, info: PooledConnectionInfo])[];
    };

/** Describes a socket that is handed to the process. Both travel over Node's own channel, which can carry sockets. */
export interface SocketHandover {
  readonly id: number;
  /** Headers of the WebSocket handshake; keys and cookies stay with the relay. */
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly head: string;
}

export const recordKinds = {
  /** An order or a report as JSON; `id` is 0. */
  json: 1,
  /** A WebSocket frame for a group of subscribers. */
  toGroup: 2,
  /** A WebSocket frame for one connection. */
  toConnection: 3,
  /** A message of a connection. */
  text: 4,
  binary: 5,
} as const;

export type RecordKind = (typeof recordKinds)[keyof typeof recordKinds];

export interface PipeRecord {
  readonly kind: RecordKind;
  /** Of a connection or a group. */
  readonly id: number;
  readonly bytes: Buffer;
}

/** The head: one byte kind, four bytes id, four bytes length. */
const headBytes = 9;

export function packRecord(kind: RecordKind, id: number, bytes: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(headBytes + bytes.length);
  record[0] = kind;
  record.writeUInt32LE(id, 1);
  record.writeUInt32LE(bytes.length, 5);
  record.set(bytes, headBytes);
  return record;
}

/** Reads records from chunks. A record's bytes are not copied when it lies in one chunk. */
export class RecordReader {
  readonly #onRecord: (record: PipeRecord) => void;
  /** Chunks of a record that is not complete. */
  #parts: Buffer[] = [];
  #have = 0;
  /** Number of bytes that the next record needs. */
  #need = headBytes;

  constructor(onRecord: (record: PipeRecord) => void) {
    this.#onRecord = onRecord;
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
      this.#onRecord({ kind, id, bytes: bytes.subarray(end - this.#need + headBytes, end) });
    }
    this.#parts = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#have = bytes.length - at;
  }
}

/** One end of the pipe. */
export class PoolPipe {
  readonly socket: Socket;
  #isCorked = false;

  constructor(socket: Socket, onRecord: (record: PipeRecord) => void) {
    this.socket = socket;
    const reader = new RecordReader(onRecord);
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
  }

  sendJson(value: PoolOrder | PoolReport): void {
    this.send(recordKinds.json, 0, Buffer.from(JSON.stringify(value)));
  }

  /** Joins all records of one turn of the event loop into one write. Does nothing when the pipe is closed. */
  send(kind: RecordKind, id: number, bytes: Uint8Array): void {
    if (this.socket.destroyed) return;
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.socket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        this.socket.uncork();
      });
    }
    this.socket.write(packRecord(kind, id, bytes));
  }
}
