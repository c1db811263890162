/**
 * The stand of this process: makes WebSockets of requests, writes to them, pings them, and sees who lags. Holds no
 * timer and no queue of its own: the only backlog is the socket's.
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

const pingTurns = Math.round(limits.pingIntervalMs / 1000);

class LocalSeat {
  readonly id: number;
  readonly socket: Socket;
  readonly listener: PoolListener;
  /** null until it is a WebSocket. */
  line: Heartbeat | null = null;
  isClosing = false;
  audience: LocalAudience | null = null;
  /** Place in the audience's list. */
  place = 0;
  /** Since when its backlog is too long, ms; 0: it is not. */
  behindSince = 0;
  skipped = 0;

  constructor(id: number, socket: Socket, listener: PoolListener) {
    this.id = id;
    this.socket = socket;
    this.listener = listener;
  }
}

class LocalAudience implements Subscribers {
  readonly stand: LocalPool;
  readonly backlogBytesMax: number;
  readonly #seats: LocalSeat[] = [];
  /** Those of the seats, at the same places: a message then goes through memory that lies together. */
  readonly #sockets: Socket[] = [];

  constructor(stand: LocalPool, backlogBytesMax: number) {
    this.stand = stand;
    this.backlogBytesMax = backlogBytesMax;
  }

  get size(): number {
    return this.#seats.length;
  }

  add(id: number): void {
    const seat = this.stand.seat(id);
    if (seat === undefined) return;
    seat.audience?.remove(id);
    seat.audience = this;
    seat.place = this.#seats.length;
    this.#seats.push(seat);
    this.#sockets.push(seat.socket);
  }

  remove(id: number): void {
    const seat = this.stand.seat(id);
    if (seat?.audience !== this) return;
    const last = this.#seats.pop()!;
    const lastSocket = this.#sockets.pop()!;
    if (last !== seat) {
      this.#seats[seat.place] = last;
      this.#sockets[seat.place] = lastSocket;
      last.place = seat.place;
    }
    seat.audience = null;
  }

  write(message: Buffer): void {
    const sockets = this.#sockets;
    const most = this.backlogBytesMax;
    let written = 0;
    for (let i = 0; i < sockets.length; i++) {
      const socket = sockets[i]!;
      if (socket.writableLength > most) {
        this.stand.leaveOut(this.#seats[i]!);
      } else if (socket.writable) {
        socket.write(message);
        written++;
      }
    }
    const { counters } = this.stand;
    counters.messages += written;
    counters.bytes += written * message.length;
  }
}

export interface LocalPoolParts {
  readonly counters: PoolCounters;
  /** ms */
  now(): number;
  /** Makes a WebSocket of a request; absent: `ws` does. */
  readonly upgrade?: (door: UpgradeRequest, opened: (ws: WebSocket) => void) => void;
}

export class LocalPool implements ConnectionPool {
  readonly counters: PoolCounters;
  readonly #now: () => number;
  readonly #seats = new Map<number, LocalSeat>();
  readonly #upgrade: NonNullable<LocalPoolParts['upgrade']>;
  #second = 0;

  constructor({ counters, now, upgrade = upgradeByWs() }: LocalPoolParts) {
    this.counters = counters;
    this.#now = now;
    this.#upgrade = upgrade;
  }

  get size(): number {
    return this.#seats.size;
  }

  seat(id: number): LocalSeat | undefined {
    return this.#seats.get(id);
  }

  take(id: number, door: UpgradeRequest, listener: PoolListener): void {
    const { socket } = door;
    const seat = new LocalSeat(id, socket, listener);
    this.#seats.set(id, seat);
    const gone = (): void => this.#gone(seat);
    if (socket.destroyed) {
      gone();
      return;
    }
    socket.once('close', gone);
    this.#upgrade(door, (ws) => {
      // The end is told behind all that was heard, which `ws` may still hold when its socket is closed.
      socket.off('close', gone);
      ws.once('close', gone);
      const line = new Heartbeat(ws, socket);
      seat.line = line;
      ws.on('message', (data: Buffer, isBinary: boolean) => {
        line.heard();
        listener.heard(id, data, isBinary);
      });
      listener.opened(id, ws.protocol);
    });
  }

  audience(backlogBytesMax: number): Subscribers {
    return new LocalAudience(this, backlogBytesMax);
  }

  send(id: number, message: Buffer): void {
    const socket = this.#seats.get(id)?.socket;
    if (socket?.writable) socket.write(message);
  }

  close(id: number, kind: CloseKind, detail?: string): void {
    const seat = this.#seats.get(id);
    if (seat === undefined) return;
    seat.isClosing = true;
    seat.audience?.remove(id);
    if (seat.line === null) seat.socket.destroy();
    else seat.line.close(kind, detail);
  }

  facts(id: number): PooledConnectionInfo {
    const seat = this.#seats.get(id);
    return {
      messagesSkipped: seat?.skipped ?? 0,
      backlogBytes: seat?.socket.writableLength ?? 0,
    };
  }

  /** Of the seats that lag or did: what `facts` says. */
  *lagging(): Iterable<[id: number, facts: PooledConnectionInfo]> {
    for (const seat of this.#seats.values()) {
      if (seat.skipped > 0) yield [seat.id, this.facts(seat.id)];
    }
  }

  tick(): void {
    this.#second = (this.#second + 1) % pingTurns;
    for (const seat of this.#seats.values()) {
      if (seat.line === null || seat.isClosing) continue;
      if (seat.behindSince !== 0) this.#lookAfter(seat);
      else if (seat.id % pingTurns === this.#second && !seat.line.ping())
        seat.listener.lost(seat.id, 'silent');
    }
  }

  /** A message that it does not get. */
  leaveOut(seat: LocalSeat): void {
    if (seat.behindSince === 0) seat.behindSince = this.#now();
    seat.skipped++;
    this.counters.skipped++;
  }

  #lookAfter(seat: LocalSeat): void {
    const most = seat.audience?.backlogBytesMax ?? limits.compactBacklogBytesMax;
    if (seat.socket.writableLength <= most) {
      seat.behindSince = 0;
      seat.listener.caughtUp(seat.id);
    } else if (this.#now() - seat.behindSince > limits.stuckMs) {
      seat.listener.lost(seat.id, 'stuck');
    }
  }

  #gone(seat: LocalSeat): void {
    seat.audience?.remove(seat.id);
    this.#seats.delete(seat.id);
    seat.listener.closed(seat.id);
  }
}

function upgradeByWs(): NonNullable<LocalPoolParts['upgrade']> {
  const server = socketServer(limits.viewerMessageBytesMax, viewerSubprotocol, viewerVersions);
  return ({ request, socket, head }, opened) => server.handleUpgrade(request, socket, head, opened);
}
