/**
 * Where viewers sit: a stand holds the sockets of many of them, in this process or in another one, and writes the
 * same bytes to all of an audience. It knows bytes and backlogs, never what they mean.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CloseKind } from '../../protocol/close-codes.ts';

/** A request that was let in and wants to become a WebSocket. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What came behind the request. */
  readonly head: Buffer;
}

/** What a stand tells of a seat; `id` is the one it was taken with. */
export interface PoolListener {
  /** It is a WebSocket now. @param subprotocol empty: none was asked for */
  opened(id: number, subprotocol: string): void;
  heard(id: number, data: Buffer, isBinary: boolean): void;
  /** It had lost messages because it lagged, and is in step again. */
  caughtUp(id: number): void;
  /** It should be closed: behind for `limits.stuckMs`, or two pings without an answer. */
  lost(id: number, kind: 'stuck' | 'silent'): void;
  /** The last that is told of it. */
  closed(id: number): void;
}

/** Counted over all seats; only ever grows. */
export interface PoolCounters {
  /** Messages written to audiences, counted for each seat. */
  messages: number;
  bytes: number;
  /** Messages that seats did not get because they lagged. */
  skipped: number;
}

export interface PooledConnectionInfo {
  messagesSkipped: number;
  /** Bytes that the system has not taken yet. */
  backlogBytes: number;
}

/** Seats of one stand that get the same messages. */
export interface Subscribers {
  readonly stand: ConnectionPool;
  readonly size: number;
  add(id: number): void;
  remove(id: number): void;
  /** To each seat at once, but not to one that has too much unsent. @param message framed for WebSocket */
  write(message: Buffer): void;
}

/** What is said to a seat that is gone goes nowhere. */
export interface ConnectionPool {
  readonly size: number;
  take(id: number, door: UpgradeRequest, listener: PoolListener): void;
  /** A new one, nobody in it. @param backlogBytesMax unsent bytes from which on a seat of it gets nothing */
  audience(backlogBytesMax: number): Subscribers;
  /** To one seat. @param message framed for WebSocket */
  send(id: number, message: Buffer): void;
  /** Says why and ends the connection, also where the peer does not answer. */
  close(id: number, kind: CloseKind, detail?: string): void;
  facts(id: number): PooledConnectionInfo;
  /** Once a second: pings a share of the seats, looks after those that lag. */
  tick(): void;
}
