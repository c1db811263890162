/**
 * Limits how many sockets, publishers, connections and encodings one address may hold. All remote addresses together
 * leave a reserve to this machine, so that strangers can never lock out the streamer's own overlays. `relay/http` asks it
 * before each connection and socket.
 */
import { isIPv6 } from 'node:net';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import { addressOfCaller, type Caller, isRemote } from './caller.ts';
import { plainAddress } from './hosts-and-origins.ts';

/** Whose quota is used: an address's, or this machine's. */
export type QuotaHolder = string;

/** Programs of this machine. They connect from its first loopback address unless somebody chose another. */
export const thisMachine: QuotaHolder = 'this machine';

const firstLoopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1']);

export function quotaHolderOf(caller: Caller): QuotaHolder {
  const isHere = firstLoopback.has(plainAddress(caller.remoteAddress)) && !isRemote(caller);
  return isHere ? thisMachine : networkOfCaller(caller);
}

/**
 * The network that quotas and wrong keys are counted on. Clients of a trusted proxy have their own; those of any other proxy
 * share one, because the addresses that it claims are easily forged.
 */
export function networkOfCaller(caller: Caller): string {
  if (!caller.isForwarded || caller.reportedAddress !== null) {
    return networkOf(addressOfCaller(caller));
  }
  return `${networkOf(plainAddress(caller.remoteAddress))} (a proxy)`;
}

/** One user of IPv6 has all addresses of a /64: `2001:db8::7` → `2001:db8:0:0/64`. Others stay as they are. */
export function networkOf(address: string): string {
  const plain = address.replace(/^\[|\]$/g, '');
  if (!isIPv6(plain) || plain === '::1') return plain;
  const [head = '', tail] = plain.split('%')[0]!.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}/64`;
}

export interface QuotaOptions {
  /** What is counted, in a sentence: `sockets`. */
  readonly what: string;
  readonly total: number;
  readonly perAddress: number;
  /** Of the total, for this machine alone. */
  readonly reserved: number;
}

export class AddressQuota {
  readonly #options: QuotaOptions;
  readonly #held = new Map<QuotaHolder, number>();
  #total = 0;

  constructor(options: QuotaOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#total;
  }

  /**
   * Takes one.
   * @returns a function that gives it back; may be called twice
   * @throws RelayError `too-many`
   */
  acquire(holder: QuotaHolder): () => void {
    const held = this.#held.get(holder) ?? 0;
    checkQuota(this.#options, holder, this.#total, held);
    this.#total++;
    this.#held.set(holder, held + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#giveBack(holder);
      isHeld = false;
    };
  }

  #giveBack(holder: QuotaHolder): void {
    this.#total--;
    const rest = this.#held.get(holder)! - 1;
    if (rest === 0) this.#held.delete(holder);
    else this.#held.set(holder, rest);
  }
}

/**
 * Checks that the holder may have one more.
 * @param total number in use by everybody
 * @param held number in use by this holder
 * @throws RelayError `too-many`
 */
export function checkQuota(
  options: QuotaOptions,
  holder: QuotaHolder,
  total: number,
  held: number,
): void {
  const { what, perAddress, reserved } = options;
  const isStranger = holder !== thisMachine;
  if (isStranger && held >= perAddress) {
    throw new RelayError('too-many', `One address has at most ${perAddress} ${what}.`);
  }
  const most = isStranger ? options.total - reserved : options.total;
  if (total >= most) throw new RelayError('too-many', `There are ${most} ${what} already.`);
}

function quota(what: string, total: number, perAddress: number, reserved: number): QuotaOptions {
  return { what, total, perAddress, reserved };
}

/** @param isPublic strangers may watch, so each of them gets less */
export function socketQuota(isPublic: boolean): QuotaOptions {
  const each = isPublic ? limits.publicSocketsPerAddressMax : limits.connectionsPerAddressMax;
  return quota('sockets', limits.connectionsMax, each, limits.connectionsReserved);
}

export const publisherQuota = quota(
  'publishers',
  limits.publishersMax,
  limits.publishersPerAddressMax,
  limits.publishersReserved,
);

/** @param isPublic strangers may watch, so each of them gets less */
export function connectionQuota(isPublic: boolean): QuotaOptions {
  const each = isPublic ? limits.publicConnectionsPerAddressMax : limits.requestsPerAddressMax;
  const total = limits.connectionsMax + limits.requestsMax;
  return quota('connections', total, each, limits.connectionsReserved);
}

export const encodingQuota = quota(
  'encodings',
  limits.encodingsMax,
  limits.encodingsPerAddressMax,
  limits.encodingsReserved,
);
