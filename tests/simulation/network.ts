/**
 * The network of a simulation: WebSockets and requests that are late, stall, break, or are half open. Its objects have
 * the part of the interface of `ws` and Node's socket that the programs use. Bytes of one direction arrive in order or
 * not at all.
 */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Chance } from './random.ts';
import { Process, type VirtualTime } from './virtual-time.ts';

/** Data in one direction. */
type Parcel =
  | { readonly kind: 'message'; readonly data: Buffer; readonly isBinary: boolean }
  | { readonly kind: 'ping' | 'pong' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  /** The other side disappeared without closing. */
  | { readonly kind: 'reset' };

const states = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

/** One side of a connection: `ws` and the socket below it in one. */
export class End extends EventEmitter {
  readonly wire: Wire;
  readonly owner: Process;
  readonly protocol: string;
  readonly remoteAddress = '127.0.0.1';
  readonly OPEN = states.open;
  readyState: number = states.connecting;
  other!: End;
  /** Bytes sent and not arrived. */
  bufferedAmount = 0;
  /** The earliest arrival of the last of them. */
  arrivesAt = 0;
  /** Listeners in the form of browsers and the OBS library. */
  onopen: ((event: object) => void) | null = null;
  onmessage: ((event: object) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: object) => void) | null = null;

  constructor(wire: Wire, owner: Process, protocol: string) {
    super();
    this.wire = wire;
    this.owner = owner;
    this.protocol = protocol;
  }

  get writable(): boolean {
    return this.readyState === states.open || this.readyState === states.closing;
  }

  get destroyed(): boolean {
    return this.readyState === states.closed;
  }

  get writableLength(): number {
    return this.bufferedAmount;
  }

  send(data: Buffer | string, { binary = false }: { binary?: boolean } = {}): void {
    if (this.readyState === states.connecting) throw new Error('The socket is not open.');
    if (this.readyState !== states.open) return;
    this.wire.carry(this, { kind: 'message', data: Buffer.from(data), isBinary: binary });
  }

  /** What the relay writes past `ws`: one frame of a server. */
  write(bytes: Buffer): boolean {
    if (!this.writable) return false;
    const opcode = bytes[0]! & 0x0f;
    if (opcode === 9) {
      this.wire.carry(this, { kind: 'ping' });
      return true;
    }
    const short = bytes[1]!;
    const data = bytes.subarray(short < 126 ? 2 : short === 126 ? 4 : 10);
    this.wire.carry(this, { kind: 'message', data: Buffer.from(data), isBinary: opcode === 2 });
    return true;
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState === states.connecting) this.terminate();
    if (this.readyState !== states.open) return;
    this.readyState = states.closing;
    this.wire.carry(this, { kind: 'close', code, reason });
  }

  terminate(): void {
    if (this.readyState === states.closed) return;
    const isOpen = this.readyState !== states.connecting;
    this.readyState = states.closed;
    if (isOpen) this.wire.carry(this, { kind: 'reset' });
    this.wire.time.in(0, this.owner, 'terminated', () => this.ended(1006, ''));
  }

  destroy(): void {
    this.terminate();
  }

  opened(): void {
    this.readyState = states.open;
    this.emit('open');
    this.onopen?.({});
  }

  failed(message: string, code?: string): void {
    if (this.readyState === states.closed) return;
    this.readyState = states.closed;
    const error = Object.assign(new Error(message), code === undefined ? {} : { code });
    // A refused connection has no listeners.
    if (this.listenerCount('error') > 0) this.emit('error', error);
    this.onerror?.({ message });
    this.ended(1006, '');
  }

  ended(code: number, reason: string): void {
    this.readyState = states.closed;
    this.emit('close', code, Buffer.from(reason));
    this.onclose?.({ code, reason });
  }

  deliver(parcel: Parcel): void {
    if (this.readyState === states.closed) return;
    switch (parcel.kind) {
      case 'message':
        this.emit('message', parcel.data, parcel.isBinary);
        this.onmessage?.({ data: parcel.isBinary ? parcel.data : parcel.data.toString('utf8') });
        return;
      case 'ping':
        this.wire.carry(this, { kind: 'pong' });
        return;
      case 'pong':
        this.emit('pong');
        return;
      case 'close': {
        if (this.readyState === states.open) {
          this.readyState = states.closing;
          this.wire.carry(this, { ...parcel });
        }
        this.ended(parcel.code, parcel.reason);
        return;
      }
      case 'reset':
        this.ended(1006, '');
    }
  }
}

/**
 * - `open`: data arrives after a delay
 * - `still`: nothing arrives until it is open again, as on a lost radio link
 * - `half-open`: nothing arrives any more, and neither side gets notice
 */
type WireState = 'open' | 'still' | 'half-open';

export class Wire {
  readonly time: VirtualTime;
  readonly client: End;
  readonly server: End;
  state: WireState = 'open';
  /** The address that the client requested. */
  readonly path: string;
  readonly #chance: Chance;
  readonly #delayMs: number;
  /** Data that waits until the wire is open again. */
  #held: (() => void)[] = [];
  /** May change or drop data for a side. */
  change: ((from: End, text: string) => string) | null = null;

  constructor(
    time: VirtualTime,
    chance: Chance,
    delayMs: number,
    sides: { client: Process; server: Process; protocol: string; path: string },
  ) {
    this.time = time;
    this.path = sides.path;
    this.#chance = chance;
    this.#delayMs = delayMs;
    this.client = new End(this, sides.client, sides.protocol);
    this.server = new End(this, sides.server, sides.protocol);
    this.client.other = this.server;
    this.server.other = this.client;
  }

  get isOver(): boolean {
    return this.client.destroyed && this.server.destroyed;
  }

  delay(): number {
    const late = this.#chance.holds(0.02) ? 20 : 1;
    return this.#delayMs * this.#chance.between(0.5, 1.5) * late;
  }

  carry(from: End, given: Parcel): void {
    let parcel = given;
    if (parcel.kind === 'message' && this.change !== null && !parcel.isBinary) {
      parcel = { ...parcel, data: Buffer.from(this.change(from, parcel.data.toString('utf8'))) };
    }
    const bytes = parcel.kind === 'message' ? parcel.data.length : 4;
    from.bufferedAmount += bytes;
    const { other: to } = from;
    const send = (): void => {
      from.arrivesAt = Math.max(from.arrivesAt, this.time.now + this.delay());
      this.time.at(from.arrivesAt, to.owner, parcel.kind, () => {
        from.bufferedAmount -= bytes;
        if (this.state === 'open') to.deliver(parcel);
        else if (this.state === 'still') {
          this.#held.push(() => {
            this.time.in(0, to.owner, parcel.kind, () => to.deliver(parcel));
          });
        }
      });
    };
    if (this.state === 'open') send();
    else if (this.state === 'still') this.#held.push(send);
  }

  stall(): void {
    if (this.state === 'open') this.state = 'still';
  }

  /** Delivers held data in order. */
  goOn(): void {
    if (this.state !== 'still') return;
    this.state = 'open';
    for (const act of this.#held.splice(0)) act();
  }

  halve(): void {
    this.state = 'half-open';
    this.#held = [];
  }

  /** The connection breaks: both sides notice it after a while, and data in flight is lost. */
  cut(): void {
    this.halve();
    for (const end of [this.client, this.server]) {
      this.time.in(this.delay(), end.owner, 'cut', () => {
        if (end.readyState === states.connecting) end.failed('read ECONNRESET', 'ECONNRESET');
        else if (!end.destroyed) end.ended(1006, '');
      });
    }
  }
}

/** A server at an address. */
export interface Listener {
  readonly process: Process;
  accept(end: End, path: string, protocols: readonly string[]): void;
}

export class Network {
  readonly time: VirtualTime;
  readonly #chance: Chance;
  readonly #listeners = new Map<string, Listener>();
  wires: Wire[] = [];
  /** May change the messages of a new connection. */
  onWire: (wire: Wire) => void = () => {};

  constructor(time: VirtualTime, chance: Chance) {
    this.time = time;
    this.#chance = chance;
  }

  listen(host: string, listener: Listener): void {
    this.#listeners.set(host, listener);
  }

  /** The server at a host now; null: none. */
  at(host: string): Listener | null {
    const listener = this.#listeners.get(host);
    return listener?.process.isAlive ? listener : null;
  }

  /** Latency from a machine to the host, ms. */
  latency(): number {
    return this.#chance.oneOf([0.2, 1, 5, 20]);
  }

  connect(url: URL, protocols: readonly string[], timeoutMs: number | null): End {
    const { time } = this;
    const client = time.current;
    const listener = this.at(url.host);
    const server = listener?.process ?? new Process('nobody');
    const sides = { client, server, protocol: protocols[0] ?? '', path: url.pathname };
    const wire = new Wire(time, this.#chance, this.latency(), sides);
    const { client: end } = wire;
    this.onWire(wire);
    if (listener === null) {
      time.in(wire.delay(), client, 'refused', () =>
        end.failed('connect ECONNREFUSED', 'ECONNREFUSED'),
      );
      return end;
    }
    this.wires.push(wire);
    this.wires = this.wires.filter((one) => !one.isOver);
    if (timeoutMs !== null) {
      time.in(timeoutMs, client, 'handshake is late', () => {
        if (end.readyState === states.connecting) end.failed('Opening handshake has timed out');
      });
    }
    time.in(wire.delay(), server, 'accepts', () => {
      if (wire.state === 'half-open' || end.destroyed) return;
      wire.server.readyState = states.open;
      end.arrivesAt = time.now;
      wire.server.arrivesAt = time.now + wire.delay();
      time.at(wire.server.arrivesAt, client, 'opened', () => {
        if (end.readyState === states.connecting && wire.state !== 'half-open') end.opened();
      });
      listener.accept(wire.server, url.pathname, protocols);
    });
    return end;
  }

  /** Its machine lost power, so the other side gets no notice. */
  vanish(process: Process): void {
    for (const wire of this.wires) {
      if (wire.client.owner === process || wire.server.owner === process) wire.halve();
    }
  }

  /** A process has ended: its system notifies every connected peer. */
  forget(process: Process): void {
    for (const wire of this.wires) {
      for (const end of [wire.client, wire.server]) {
        if (end.owner !== process || end.destroyed) continue;
        end.readyState = states.closed;
        if (end.other.readyState === states.connecting) {
          const { other } = end;
          this.time.in(wire.delay(), other.owner, 'reset', () =>
            other.failed('read ECONNRESET', 'ECONNRESET'),
          );
        } else wire.carry(end, { kind: 'reset' });
      }
    }
  }
}

export function asWebSocket(end: End): WebSocket {
  return end as unknown as WebSocket;
}

export function asSocket(end: End): Socket {
  return end as unknown as Socket;
}
