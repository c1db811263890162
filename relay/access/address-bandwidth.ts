/**
 * How many bytes one address may get on a public relay: so many a second, and more at once after a pause. Callers with a key
 * and this machine are not counted. Requests of an address above its share are refused, and its newest sockets are closed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RelayError } from '../errors.ts';
import { type QuotaHolder, thisMachine } from './address-quota.ts';

export interface BandwidthOptions {
  readonly bytesPerSecond: number;
  /** What an address may get at once after a pause. */
  readonly burstBytes: number;
}

interface Share {
  /** Bytes that the address may still get; negative: it got too many. */
  left: number;
  /** When `left` was right, ms. */
  at: number;
}

interface OpenSocket {
  readonly socket: Socket;
  readonly holder: QuotaHolder;
  /** `bytesWritten` that is counted. */
  counted: number;
  close(): void;
}

export class AddressBandwidth {
  readonly #options: BandwidthOptions;
  readonly #now: () => number;
  readonly #shares = new Map<QuotaHolder, Share>();
  /** In the order in which they were opened. */
  readonly #sockets = new Set<OpenSocket>();

  /** @param now ms */
  constructor(options: BandwidthOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** Counts bytes that the address got. */
  spend(holder: QuotaHolder, bytes: number): void {
    if (holder === thisMachine) return;
    const left = this.#leftOf(holder) - bytes;
    this.#shares.set(holder, { left, at: this.#now() });
  }

  isOver(holder: QuotaHolder): boolean {
    return this.#leftOf(holder) < 0;
  }

  /** @throws RelayError `too-many` */
  check(holder: QuotaHolder): void {
    if (!this.isOver(holder)) return;
    throw new RelayError('too-many', tooManyBytes, 'Wait a few seconds.');
  }

  /** Counts an answer once it is over, headers included. */
  countAnswer({ socket }: IncomingMessage, response: ServerResponse, holder: QuotaHolder): void {
    const before = socket.bytesWritten;
    response.once('close', () => this.spend(holder, socket.bytesWritten - before));
  }

  /** Counts what an open socket gets. @param close closes it as one too many */
  countSocket(socket: Socket, holder: QuotaHolder, close: () => void): void {
    if (holder === thisMachine) return;
    const open: OpenSocket = { socket, holder, counted: socket.bytesWritten, close };
    this.#sockets.add(open);
    socket.once('close', () => this.#sockets.delete(open));
  }

  /** Once a second: counts, and closes the newest socket of each address that gets too much. */
  tick(): void {
    const newest = new Map<QuotaHolder, OpenSocket>();
    for (const open of this.#sockets) {
      const { socket, holder } = open;
      this.spend(holder, socket.bytesWritten - open.counted);
      open.counted = socket.bytesWritten;
      newest.set(holder, open);
    }
    for (const [holder, open] of newest) {
      if (!this.isOver(holder)) continue;
      this.#sockets.delete(open);
      open.close();
    }
    for (const holder of this.#shares.keys()) {
      if (this.#leftOf(holder) >= this.#options.burstBytes) this.#shares.delete(holder);
    }
  }

  #leftOf(holder: QuotaHolder): number {
    const { bytesPerSecond, burstBytes } = this.#options;
    const share = this.#shares.get(holder);
    if (share === undefined) return burstBytes;
    const gained = ((this.#now() - share.at) / 1000) * bytesPerSecond;
    return Math.min(share.left + gained, burstBytes);
  }
}

export const tooManyBytes = 'Too many bytes a second go to this address.';
