/**
 * A pool holds the sockets of many viewers, in this process or in another one, and writes the same bytes to all
 * subscribers of a group. It knows bytes and backlogs, never what they mean.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CloseKind } from '../../protocol/close-codes.ts';

/** A request that passed every check and is to become a WebSocket. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** Bytes that arrived behind the request. */
  readonly head: Buffer;
}

/** What a pool reports about a connection; `id` is the one it was added with. */
export interface PoolListener {
  /** The connection is a WebSocket now. @param subprotocol empty: the client asked for none */
  opened(id: number, subprotocol: string): void;
  message(id: number, data: Buffer, isBinary: boolean): void;
  /** The connection was behind and missed messages; its backlog is short again. */
  caughtUp(id: number): void;
  /** The connection should be closed: it was behind for `limits.stuckMs`, or left two pings unanswered. */
  lost(id: number, kind: 'stuck' | 'silent'): void;
  /** The last report about a connection. */
  closed(id: number): void;
}

/** Totals of all connections; they only grow. */
export interface PoolCounters {
  /** Messages written to subscribers, counted once for each connection. */
  messages: number;
  bytes: number;
  /** Messages that connections missed because they were behind. */
  skipped: number;
}

export interface PooledConnectionInfo {
  messagesSkipped: number;
  /** Bytes that the operating system has not accepted yet. */
  backlogBytes: number;
}

/** Connections of one pool that get the same messages. */
export interface Subscribers {
  readonly pool: ConnectionPool;
  readonly size: number;
  add(id: number): void;
  remove(id: number): void;
  /** Writes to each connection at once; skips those whose backlog is too long. @param message a WebSocket frame */
  write(message: Buffer): void;
}

/** Calls about a connection that is closed do nothing. */
export interface ConnectionPool {
  readonly size: number;
  add(id: number, upgrade: UpgradeRequest, listener: PoolListener): void;
  /** An empty group of subscribers. @param backlogBytesMax a connection with more unsent bytes gets nothing */
  subscribers(backlogBytesMax: number): Subscribers;
  /** Sends to one connection. @param message a WebSocket frame */
  send(id: number, message: Buffer): void;
  /** Sends the close code and ends the connection, even if the peer does not answer. */
  close(id: number, kind: CloseKind, detail?: string): void;
  info(id: number): PooledConnectionInfo;
  /** Once a second: pings some of the connections and checks those that are behind. */
  tick(): void;
}
