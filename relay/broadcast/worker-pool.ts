/**
 * The relay's end of a pool in another process. It hands sockets over to the process and writes each message for a
 * group of subscribers once. The pipe's backlog is bounded: while it is full, the viewers of that process miss messages.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CloseKind } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import type {
  ConnectionPool,
  PoolCounters,
  PooledConnectionInfo,
  PoolListener,
  Subscribers,
  UpgradeRequest,
} from './connection-pool.ts';
import {
  type PipeRecord,
  PoolPipe,
  type PoolReport,
  recordKinds,
  type SocketHandover,
} from './pool-pipe.ts';

export interface WorkerPoolParts {
  readonly counters: PoolCounters;
  /** ms on the relay's clock */
  now(): number;
  /** The process has ended, and its viewers with it. Called once, also when the process never started. */
  onEnd(): void;
}

interface WorkerConnection {
  readonly listener: PoolListener;
  /** null once the process has it. */
  socket: Socket | null;
  subscribers: WorkerSubscribers | null;
}

class WorkerSubscribers implements Subscribers {
  readonly pool: WorkerPool;
  readonly number: number;
  readonly backlogBytesMax: number;
  readonly ids = new Set<number>();

  constructor(pool: WorkerPool, number: number, backlogBytesMax: number) {
    this.pool = pool;
    this.number = number;
    this.backlogBytesMax = backlogBytesMax;
  }

  get size(): number {
    return this.ids.size;
  }

  add(id: number): void {
    if (this.pool.join(id, this)) this.ids.add(id);
  }

  remove(id: number): void {
    if (this.ids.delete(id)) this.pool.leave(id, this);
  }

  write(message: Buffer): void {
    this.pool.write(this, message);
  }
}

/** The headers that a WebSocket handshake needs. */
const handshakeHeaders = [
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
] as const;

export class WorkerPool implements ConnectionPool {
  readonly #parts: WorkerPoolParts;
  readonly #child: ChildProcess;
  readonly #pipe: PoolPipe;
  readonly #connections = new Map<number, WorkerConnection>();
  /** Subscribers that missed messages because the pipe was full. */
  readonly #behind = new Set<WorkerSubscribers>();
  #lagging: ReadonlyMap<number, PooledConnectionInfo> = new Map();
  #nextNumber = 1;
  #isReady = false;
  #hasEnded = false;
  /** Resolves when the process can hold viewers, or has ended before it could. */
  readonly begun: Promise<void>;
  readonly #ended: Promise<void>;
  #resolveBegun: () => void = () => {};
  /** Ticks since the latest answer. Ticks are counted because a machine that slept for hours makes one tick only. */
  #unanswered = 0;

  constructor(parts: WorkerPoolParts) {
    this.#parts = parts;
    // The relay runs with the same flag: V8's memory reducer stops an idle program for tens of milliseconds.
    this.#child = spawn(process.execPath, ['--no-memory-reducer', ...entry()], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
      windowsHide: true,
    });
    const late = setTimeout(() => this.#child.kill('SIGKILL'), limits.workerSilentMs);
    this.begun = new Promise((resolve) => {
      this.#resolveBegun = () => {
        clearTimeout(late);
        resolve();
      };
    });
    const socket = this.#child.stdio[4] as Socket;
    this.#pipe = new PoolPipe(socket, (record) => this.#onRecord(record));
    socket.on('error', () => this.#end());
    this.#child.on('error', () => this.#end());
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', () => {
        this.#end();
        resolve();
      });
      this.#child.once('error', () => resolve());
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get size(): number {
    return this.#connections.size;
  }

  /** The process can hold viewers. */
  get isReady(): boolean {
    return this.#isReady && !this.#hasEnded;
  }

  add(id: number, { request, socket, head }: UpgradeRequest, listener: PoolListener): void {
    this.#connections.set(id, { listener, socket, subscribers: null });
    const headers: Record<string, string> = {};
    for (const name of handshakeHeaders) {
      const value = request.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    const handover: SocketHandover = { id, headers, head: head.toString('base64') };
    this.#child.send(handover, socket, (error) => {
      if (error !== null) this.#closed(id);
    });
  }

  subscribers(backlogBytesMax: number): Subscribers {
    return new WorkerSubscribers(this, this.#nextNumber++, backlogBytesMax);
  }

  send(id: number, message: Buffer): void {
    if (this.#connections.has(id)) this.#pipe.send(recordKinds.toConnection, id, message);
  }

  close(id: number, kind: CloseKind, detail?: string): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.subscribers?.remove(id);
    this.#pipe.sendJson({ type: 'close', id, kind, ...(detail === undefined ? {} : { detail }) });
  }

  /** As of the latest report, which is at most a second old. */
  info(id: number): PooledConnectionInfo {
    return this.#lagging.get(id) ?? { messagesSkipped: 0, backlogBytes: 0 };
  }

  tick(): void {
    if (++this.#unanswered > limits.workerSilentMs / 1000) {
      this.#child.kill('SIGKILL');
      return;
    }
    this.#pipe.sendJson({ type: 'tick', now: this.#parts.now() });
    if (this.#pipe.socket.writableLength > limits.workerBacklogBytesMax / 2) return;
    for (const { ids } of this.#behind) {
      for (const id of ids) this.#connections.get(id)?.listener.caughtUp(id);
    }
    this.#behind.clear();
  }

  /** Ends the process, whose viewers were closed before. */
  async stop(): Promise<void> {
    this.#pipe.socket.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), limits.workerStopMs);
    await this.#ended;
    clearTimeout(late);
  }

  /** @returns false: the connection is closed */
  join(id: number, subscribers: WorkerSubscribers): boolean {
    const connection = this.#connections.get(id);
    if (connection === undefined) return false;
    connection.subscribers?.remove(id);
    connection.subscribers = subscribers;
    const { number, backlogBytesMax } = subscribers;
    this.#pipe.sendJson({ type: 'join', id, group: number, backlogBytesMax });
    return true;
  }

  leave(id: number, { number }: WorkerSubscribers): void {
    const connection = this.#connections.get(id);
    if (connection !== undefined) connection.subscribers = null;
    this.#pipe.sendJson({ type: 'leave', id, group: number });
  }

  write(subscribers: WorkerSubscribers, message: Buffer): void {
    if (this.#pipe.socket.writableLength > limits.workerBacklogBytesMax) {
      this.#parts.counters.skipped += subscribers.size;
      this.#behind.add(subscribers);
      return;
    }
    this.#pipe.send(recordKinds.toGroup, subscribers.number, message);
  }

  #onRecord({ kind, id, bytes }: PipeRecord): void {
    if (kind === recordKinds.json) this.#onReport(JSON.parse(bytes.toString()) as PoolReport);
    else this.#connections.get(id)?.listener.message(id, bytes, kind === recordKinds.binary);
  }

  #onReport(report: PoolReport): void {
    switch (report.type) {
      case 'ready':
        this.#isReady = true;
        this.#resolveBegun();
        break;
      case 'opened':
        this.#opened(report.id, report.subprotocol);
        break;
      case 'caught-up':
        this.#connections.get(report.id)?.listener.caughtUp(report.id);
        break;
      case 'lost':
        this.#connections.get(report.id)?.listener.lost(report.id, report.kind);
        break;
      case 'closed':
        this.#closed(report.id);
        break;
      case 'counts': {
        const { counters } = this.#parts;
        counters.messages += report.counts.messages;
        counters.bytes += report.counts.bytes;
        counters.skipped += report.counts.skipped;
        this.#lagging = new Map(report.lagging);
        this.#unanswered = 0;
        break;
      }
    }
  }

  #opened(id: number, subprotocol: string): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.socket = null;
    connection.listener.opened(id, subprotocol);
    this.#pipe.sendJson({ type: 'greet', id });
  }

  #closed(id: number): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.socket?.destroy();
    connection.subscribers?.remove(id);
    this.#connections.delete(id);
    connection.listener.closed(id);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#pipe.socket.destroy();
    for (const id of [...this.#connections.keys()]) this.#closed(id);
    this.#behind.clear();
    this.#resolveBegun();
    this.#parts.onEnd();
  }
}

/** Arguments that start the process: a file beside this bundle, or the TypeScript source through tsx. */
function entry(): string[] {
  if (!import.meta.url.endsWith('.ts')) {
    return [fileURLToPath(new URL('./pool-worker.js', import.meta.url))];
  }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', tsx, fileURLToPath(new URL('./pool-worker.ts', import.meta.url))];
}
