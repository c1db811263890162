/**
 * The relay's end of a stand in another process: hands sockets over to it, and writes each message for an audience
 * once, however many sit there. The way there is bounded: what does not fit is left out for its viewers only.
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
  type HandedOver,
  type PipeRecord,
  type PoolOrder,
  type PoolReport,
  packRecord,
  packWords,
  type RecordKind,
  RecordReader,
  recordKinds,
} from './pool-pipe.ts';

export interface WorkerPoolParts {
  readonly counters: PoolCounters;
  now(): number;
  /** It has ended, and its viewers with it. Told once, also when it never began. */
  onEnd(): void;
}

interface WorkerSeat {
  readonly listener: PoolListener;
  /** On its way; null once the process has it. */
  socket: Socket | null;
  audience: WorkerAudience | null;
}

class WorkerAudience implements Subscribers {
  readonly stand: WorkerPool;
  readonly number: number;
  readonly backlogBytesMax: number;
  readonly seats = new Set<number>();

  constructor(stand: WorkerPool, number: number, backlogBytesMax: number) {
    this.stand = stand;
    this.number = number;
    this.backlogBytesMax = backlogBytesMax;
  }

  get size(): number {
    return this.seats.size;
  }

  add(id: number): void {
    if (this.stand.seatIn(id, this)) this.seats.add(id);
  }

  remove(id: number): void {
    if (this.seats.delete(id)) this.stand.seatOut(id, this);
  }

  write(message: Buffer): void {
    this.stand.write(this, message);
  }
}

/** Of a request's lines, those that the handshake is made of. */
const handshakeLines = [
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
  readonly #pipe: Socket;
  readonly #seats = new Map<number, WorkerSeat>();
  /** Those that lost messages because the process lagged. */
  readonly #behind = new Set<WorkerAudience>();
  #lagging: ReadonlyMap<number, PooledConnectionInfo> = new Map();
  #nextAudience = 1;
  #isReady = false;
  #hasEnded = false;
  #isHeldBack = false;
  /** It can take viewers, or has ended without. */
  readonly begun: Promise<void>;
  readonly #ended: Promise<void>;
  #begin: () => void = () => {};
  /** Ticks since its last answer: of a machine that slept, only one. */
  #unanswered = 0;

  constructor(parts: WorkerPoolParts) {
    this.#parts = parts;
    // As the relay itself: V8's memory reducer stops a program that seems idle for tens of milliseconds.
    this.#child = spawn(process.execPath, ['--no-memory-reducer', ...entry()], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    });
    const late = setTimeout(() => this.#child.kill('SIGKILL'), limits.workerSilentMs);
    this.begun = new Promise((resolve) => {
      this.#begin = () => {
        clearTimeout(late);
        resolve();
      };
    });
    this.#pipe = this.#child.stdio[4] as Socket;
    const reader = new RecordReader((record) => this.#hear(record));
    this.#pipe.on('data', (chunk: Buffer) => reader.push(chunk));
    this.#pipe.on('error', () => this.#end());
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
    return this.#seats.size;
  }

  /** It can take viewers. */
  get isReady(): boolean {
    return this.#isReady && !this.#hasEnded;
  }

  take(id: number, { request, socket, head }: UpgradeRequest, listener: PoolListener): void {
    this.#seats.set(id, { listener, socket, audience: null });
    const headers: Record<string, string> = {};
    for (const name of handshakeLines) {
      const value = request.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    const handed: HandedOver = { seat: id, headers, head: head.toString('base64') };
    this.#child.send(handed, socket, (error) => {
      if (error !== null) this.#closed(id);
    });
  }

  audience(backlogBytesMax: number): Subscribers {
    return new WorkerAudience(this, this.#nextAudience++, backlogBytesMax);
  }

  send(id: number, message: Buffer): void {
    if (this.#seats.has(id)) this.#say(recordKinds.seat, id, message);
  }

  close(id: number, kind: CloseKind, detail?: string): void {
    const seat = this.#seats.get(id);
    if (seat === undefined) return;
    seat.audience?.remove(id);
    this.#order({
      type: 'close',
      seat: id,
      kind,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  /** As of its last report, a second ago at most. */
  facts(id: number): PooledConnectionInfo {
    return this.#lagging.get(id) ?? { messagesSkipped: 0, backlogBytes: 0 };
  }

  tick(): void {
    if (++this.#unanswered > limits.workerSilentMs / 1000) {
      this.#child.kill('SIGKILL');
      return;
    }
    this.#order({ type: 'tick', now: this.#parts.now() });
    if (this.#pipe.writableLength > limits.workerBacklogBytesMax / 2) return;
    for (const audience of this.#behind) {
      for (const id of audience.seats) this.#seats.get(id)?.listener.caughtUp(id);
    }
    this.#behind.clear();
  }

  /** Lets the process go, whose viewers were told goodbye. */
  async stop(): Promise<void> {
    this.#pipe.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), limits.workerStopMs);
    await this.#ended;
    clearTimeout(late);
  }

  /** @returns false: there is no such seat any more */
  seatIn(id: number, audience: WorkerAudience): boolean {
    const seat = this.#seats.get(id);
    if (seat === undefined) return false;
    seat.audience?.remove(id);
    seat.audience = audience;
    const { number, backlogBytesMax } = audience;
    this.#order({ type: 'join', seat: id, audience: number, backlogBytesMax });
    return true;
  }

  seatOut(id: number, audience: WorkerAudience): void {
    const seat = this.#seats.get(id);
    if (seat !== undefined) seat.audience = null;
    this.#order({ type: 'leave', seat: id, audience: audience.number });
  }

  write(audience: WorkerAudience, message: Buffer): void {
    if (this.#pipe.writableLength > limits.workerBacklogBytesMax) {
      this.#parts.counters.skipped += audience.size;
      this.#behind.add(audience);
      return;
    }
    this.#say(recordKinds.audience, audience.number, message);
  }

  #order(order: PoolOrder): void {
    this.#sayBytes(packWords(order));
  }

  #say(kind: RecordKind, id: number, message: Buffer): void {
    this.#sayBytes(packRecord(kind, id, message));
  }

  /** All that is said in one turn of the event loop goes out in one write. */
  #sayBytes(bytes: Buffer): void {
    if (this.#hasEnded) return;
    if (!this.#isHeldBack) {
      this.#isHeldBack = true;
      this.#pipe.cork();
      process.nextTick(() => {
        this.#isHeldBack = false;
        this.#pipe.uncork();
      });
    }
    this.#pipe.write(bytes);
  }

  #hear({ kind, id, bytes }: PipeRecord): void {
    if (kind === recordKinds.words) this.#take(JSON.parse(bytes.toString()) as PoolReport);
    else this.#seats.get(id)?.listener.heard(id, bytes, kind === recordKinds.binary);
  }

  #take(report: PoolReport): void {
    switch (report.type) {
      case 'ready':
        this.#isReady = true;
        this.#begin();
        break;
      case 'opened':
        this.#opened(report.seat, report.subprotocol);
        break;
      case 'caught-up':
        this.#seats.get(report.seat)?.listener.caughtUp(report.seat);
        break;
      case 'lost':
        this.#seats.get(report.seat)?.listener.lost(report.seat, report.kind);
        break;
      case 'closed':
        this.#closed(report.seat);
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
    const seat = this.#seats.get(id);
    if (seat === undefined) return;
    seat.socket = null;
    seat.listener.opened(id, subprotocol);
    this.#order({ type: 'greet', seat: id });
  }

  #closed(id: number): void {
    const seat = this.#seats.get(id);
    if (seat === undefined) return;
    seat.socket?.destroy();
    seat.audience?.remove(id);
    this.#seats.delete(id);
    seat.listener.closed(id);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#pipe.destroy();
    for (const id of [...this.#seats.keys()]) this.#closed(id);
    this.#behind.clear();
    this.#begin();
    this.#parts.onEnd();
  }
}

/** Built: a file beside this bundle. From source: tsx reads TypeScript there too. */
function entry(): string[] {
  if (!import.meta.url.endsWith('.ts')) {
    return [fileURLToPath(new URL('./stand-worker.js', import.meta.url))];
  }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', tsx, fileURLToPath(new URL('./pool-worker.ts', import.meta.url))];
}
