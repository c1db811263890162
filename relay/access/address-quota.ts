/**
 * Who holds how many of something that is bounded: one address gets a share, all strangers together leave a reserve to
 * this machine. So a stranger who takes all that he can never shuts out the streamer's own overlays.
 */
import { isIPv6 } from 'node:net';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import { type Caller, isFromElsewhere } from './caller.ts';
import { plainAddress } from './hosts-and-origins.ts';

/** Whose share is counted: an address, or this machine. */
export type Sharer = string;

/** Programs of this machine, which come from its first loopback address unless somebody chose another. */
export const thisMachine: Sharer = 'this machine';

const firstLoopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1']);

/**
 * Behind a proxy the address that it tells counts, though it may be forged: places are shared fairly among those who are
 * honest, and no stranger gets into the reserve.
 */
export function sharerOf(caller: Caller): Sharer {
  const plain = plainAddress(caller.remoteAddress);
  if (caller.isForwarded) return `${networkOf(plain)} for ${networkOf(caller.claimedAddress)}`;
  return firstLoopback.has(plain) && !isFromElsewhere(caller) ? thisMachine : networkOf(plain);
}

/** One user of IPv6 has all addresses of a /64: `2001:db8::7` → `2001:db8:0:0/64`. Others stay as they are. */
export function networkOf(address: string): string {
  const plain = address.replace(/^\[|\]$/g, '');
  if (!isIPv6(plain) || plain === '::1') return plain;
  const [head = '', tail] = plain.split('%')[0]!.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}/64`;
}

export interface PlacesOptions {
  /** What is counted, in a sentence: `sockets`. */
  readonly what: string;
  readonly all: number;
  readonly perAddress: number;
  readonly reserved: number;
}

export class Places {
  readonly #options: PlacesOptions;
  readonly #held = new Map<Sharer, number>();
  #all = 0;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#all;
  }

  /**
   * Takes one.
   * @returns gives it back; may be called twice
   * @throws RelayError `too-many`
   */
  take(sharer: Sharer): () => void {
    const held = this.#held.get(sharer) ?? 0;
    checkShare(this.#options, sharer, this.#all, held);
    this.#all++;
    this.#held.set(sharer, held + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#giveBack(sharer);
      isHeld = false;
    };
  }

  #giveBack(sharer: Sharer): void {
    this.#all--;
    const left = this.#held.get(sharer)! - 1;
    if (left === 0) this.#held.delete(sharer);
    else this.#held.set(sharer, left);
  }
}

/**
 * Is there one more for this sharer?
 * @param all that are taken
 * @param held of them by this sharer
 * @throws RelayError `too-many`
 */
export function checkShare(
  options: PlacesOptions,
  sharer: Sharer,
  all: number,
  held: number,
): void {
  const { what, perAddress, reserved } = options;
  const isStranger = sharer !== thisMachine;
  if (isStranger && held >= perAddress) {
    throw new RelayError('too-many', `One address has at most ${perAddress} ${what}.`);
  }
  const most = isStranger ? options.all - reserved : options.all;
  if (all >= most) throw new RelayError('too-many', `There are ${most} ${what} already.`);
}

export const socketPlaces: PlacesOptions = {
  what: 'sockets',
  all: limits.connectionsMax,
  perAddress: limits.connectionsPerAddressMax,
  reserved: limits.connectionsReserved,
};

export const publisherPlaces: PlacesOptions = {
  what: 'publishers',
  all: limits.publishersMax,
  perAddress: limits.publishersPerAddressMax,
  reserved: limits.publishersReserved,
};

export const connectionPlaces: PlacesOptions = {
  what: 'connections',
  all: limits.connectionsMax + limits.requestsMax,
  perAddress: limits.requestsPerAddressMax,
  reserved: limits.connectionsReserved,
};

export const formPlaces: PlacesOptions = {
  what: 'encodings',
  all: limits.formsMax,
  perAddress: limits.formsPerAddressMax,
  reserved: limits.formsReserved,
};
