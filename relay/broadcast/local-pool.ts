/**
 * The pool of this process: upgrades requests to WebSockets, writes to them, pings them and skips those that are
 * behind. It has no timer and no queue; the only backlog is the socket's own.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { CloseKind } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import { viewerSubprotocol } from '../../protocol/messages.ts';
import { Heartbeat } from '../transport/heartbeat.ts';
import { socketServer, viewerVersions } from '../transport/socket-server.ts';
import type {
  ConnectionPool,
  PoolCounters,
  PooledConnectionInfo,
  PoolListener,
  Subscribers,
  UpgradeRequest,
} from './connection-pool.ts';
import { SlowViewer } from './slow-viewer.ts';

const pingTurns = Math.round(limits.pingIntervalMs / 1000);

class PooledConnection {
  readonly id: number;
  readonly socket: Socket;
  readonly listener: PoolListener;
  readonly lag = new SlowViewer();
  /** null until the connection is a WebSocket. */
  heartbeat: Heartbeat | null = null;
  isClosing = false;
  subscribers: LocalSubscribers | null = null;
  /** Index in the subscribers' list. */
  index = 0;

  constructor(id: number, socket: Socket, listener: PoolListener) {
    this.id = id;
    this.socket = socket;
    this.listener = listener;
  }
}

class LocalSubscribers implements Subscribers {
  readonly pool: LocalPool;
  readonly backlogBytesMax: number;
  readonly #connections: PooledConnection[] = [];
  /** Sockets of the connections, at the same indexes: writing to them then reads memory that lies together. */
  readonly #sockets: Socket[] = [];

  constructor(pool: LocalPool, backlogBytesMax: number) {
    this.pool = pool;
    this.backlogBytesMax = backlogBytesMax;
  }

  get size(): number {
    return this.#connections.length;
  }

  add(id: number): void {
    const connection = this.pool.connection(id);
    if (connection === undefined) return;
    connection.subscribers?.remove(id);
    connection.subscribers = this;
    connection.index = this.#connections.length;
    this.#connections.push(connection);
    this.#sockets.push(connection.socket);
  }

  remove(id: number): void {
    const connection = this.pool.connection(id);
    if (connection?.subscribers !== this) return;
    const last = this.#connections.pop()!;
    const lastSocket = this.#sockets.pop()!;
    if (last !== connection) {
      this.#connections[connection.index] = last;
      this.#sockets[connection.index] = lastSocket;
      last.index = connection.index;
    }
    connection.subscribers = null;
  }

  write(message: Buffer): void {
    const sockets = this.#sockets;
    const most = this.backlogBytesMax;
    let written = 0;
    for (let i = 0; i < sockets.length; i++) {
      const socket = sockets[i]!;
      if (socket.writableLength > most) {
        this.pool.skip(this.#connections[i]!);
      } else if (socket.writable) {
        socket.write(message);
        written++;
      }
    }
    const { counters } = this.pool;
    counters.messages += written;
    counters.bytes += written * message.length;
  }
}

export interface LocalPoolParts {
  readonly counters: PoolCounters;
  /** ms */
  now(): number;
  /** Upgrades a request to a WebSocket; default: `ws` does. */
  readonly upgrade?: (request: UpgradeRequest, opened: (ws: WebSocket) => void) => void;
}

export class LocalPool implements ConnectionPool {
  readonly counters: PoolCounters;
  readonly #now: () => number;
  readonly #connections = new Map<number, PooledConnection>();
  readonly #upgrade: NonNullable<LocalPoolParts['upgrade']>;
  /** Which part of the connections is pinged this second. */
  #second = 0;

  constructor({ counters, now, upgrade = upgradeByWs() }: LocalPoolParts) {
    this.counters = counters;
    this.#now = now;
    this.#upgrade = upgrade;
  }

  get size(): number {
    return this.#connections.size;
  }

  connection(id: number): PooledConnection | undefined {
    return this.#connections.get(id);
  }

  add(id: number, upgrade: UpgradeRequest, listener: PoolListener): void {
    const { socket } = upgrade;
    const connection = new PooledConnection(id, socket, listener);
    this.#connections.set(id, connection);
    const onClose = (): void => this.#remove(connection);
    if (socket.destroyed) {
      onClose();
      return;
    }
    socket.once('close', onClose);
    this.#upgrade(upgrade, (ws) => {
      // `ws` may still hold messages when its socket closes; its own `close` comes behind the last of them.
      socket.off('close', onClose);
      ws.once('close', onClose);
      const heartbeat = new Heartbeat(ws, socket);
      connection.heartbeat = heartbeat;
      ws.on('message', (data: Buffer, isBinary: boolean) => {
        heartbeat.noteActivity();
        listener.message(id, data, isBinary);
      });
      listener.opened(id, ws.protocol);
    });
  }

  subscribers(backlogBytesMax: number): Subscribers {
    return new LocalSubscribers(this, backlogBytesMax);
  }

  send(id: number, message: Buffer): void {
    const socket = this.#connections.get(id)?.socket;
    if (socket?.writable) socket.write(message);
  }

  close(id: number, kind: CloseKind, detail?: string): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.isClosing = true;
    connection.subscribers?.remove(id);
    if (connection.heartbeat === null) connection.socket.destroy();
    else connection.heartbeat.close(kind, detail);
  }

  info(id: number): PooledConnectionInfo {
    const connection = this.#connections.get(id);
    return {
      messagesSkipped: connection?.lag.skipped ?? 0,
      backlogBytes: connection?.socket.writableLength ?? 0,
    };
  }

  tick(): void {
    this.#second = (this.#second + 1) % pingTurns;
    for (const connection of this.#connections.values()) {
      const { id, heartbeat, lag, listener } = connection;
      if (heartbeat === null || connection.isClosing) continue;
      if (lag.isBehind) this.#checkLag(connection);
      else if (id % pingTurns === this.#second && !heartbeat.ping()) listener.lost(id, 'silent');
    }
  }

  /** The connection misses a message. */
  skip({ lag }: PooledConnection): void {
    lag.skip(this.#now());
    this.counters.skipped++;
  }

  #checkLag({ id, socket, lag, subscribers, listener }: PooledConnection): void {
    const most = subscribers?.backlogBytesMax ?? limits.compactBacklogBytesMax;
    const state = lag.check(socket.writableLength, most, this.#now());
    if (state === 'caught-up') listener.caughtUp(id);
    else if (state === 'stuck') listener.lost(id, 'stuck');
  }

  #remove({ id, subscribers, listener }: PooledConnection): void {
    subscribers?.remove(id);
    this.#connections.delete(id);
    listener.closed(id);
  }
}

function upgradeByWs(): NonNullable<LocalPoolParts['upgrade']> {
  const server = socketServer(limits.viewerMessageBytesMax, viewerSubprotocol, viewerVersions);
  return ({ request, socket, head }, opened) => server.handleUpgrade(request, socket, head, opened);
}
