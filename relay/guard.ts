/**
 * Who may do what: by the name they call this machine, by the page they come from, by the key they show.
 * Every door of the relay asks here; it keeps nothing of who asked.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { RelayError } from './errors.ts';

/** What of a request decides about it. */
export interface Caller {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** `key` of the address. */
  readonly keyParameter: string | undefined;
  readonly remoteAddress: string;
  /** The address of this machine that the request came in on. */
  readonly localAddress: string;
  /** A proxy passed it on, so the remote address is not the caller's. */
  readonly isForwarded: boolean;
}

export interface GuardOptions {
  readonly host: string;
  readonly allowHosts: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly key?: string | undefined;
  readonly adminKey?: string | undefined;
}

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/;
const localNames = ['localhost', '127.0.0.1', '::1'];

/** `[::1]:5000` → `::1`; null: not a host. */
function nameOf(host: string | undefined): string | null {
  const name = hostPattern.exec(host?.toLowerCase() ?? '')?.[1];
  return name === undefined ? null : name.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** `::ffff:127.0.0.1` is how a socket of both families names an IPv4 address. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

/** Addresses of this machine's own loopback. */
export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/** A name to listen on that no other machine can reach. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''));
}

/**
 * The caller is not on this machine, or may not be: a tunnel or proxy that runs here passes on who is elsewhere,
 * and is known by what it adds or by the name that it is reached under.
 */
export function isFromElsewhere(caller: Caller): boolean {
  if (!isLoopback(caller.remoteAddress) || caller.isForwarded) return true;
  const name = nameOf(caller.host);
  return name === null || !(localNames.includes(name) || isLoopback(name));
}

function sameKey(given: string, key: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(key));
}

export class Guard {
  readonly #names: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #key: string | undefined;
  readonly #adminKey: string | undefined;

  constructor(options: GuardOptions) {
    const names = [...localNames, options.host, ...options.allowHosts].map(
      (host) => nameOf(host) ?? host.toLowerCase(),
    );
    this.#names = new Set(names);
    this.#origins = new Set(options.allowOrigins.map((origin) => origin.toLowerCase()));
    this.#key = options.key;
    this.#adminKey = options.adminKey;
  }

  /**
   * The request must name this machine: a page whose own name was made to point here (DNS rebinding) names its
   * own. The address that the request came in on is no name that anybody can point elsewhere.
   * @throws RelayError `foreign-host`
   */
  checkHost(caller: Caller): void {
    const name = nameOf(caller.host);
    if (name !== null && (this.#names.has(name) || name === plainAddress(caller.localAddress))) {
      return;
    }
    throw new RelayError(
      'foreign-host',
      'The Host header does not name this relay.',
      'Start the relay with --allow-host NAME if it is reached under another name.',
    );
  }

  /** @throws RelayError `foreign-page`, `key-missing`, `key-wrong` */
  checkPublish(caller: Caller): void {
    this.#checkOwnPage(caller, 'publish');
    if (this.#key === undefined && isFromElsewhere(caller)) {
      throw new RelayError(
        'key-missing',
        'Publishing through a proxy or a tunnel needs a key.',
        'Start the relay with --key, and publish with that key.',
      );
    }
    this.#checkKey(this.#key, caller, '--key');
  }

  /** @throws RelayError `foreign-page` */
  checkWatch(caller: Caller): void {
    const { origin } = caller;
    if (origin === undefined || isOwn(caller) || this.#origins.has(origin.toLowerCase())) return;
    if (isLocalOrigin(origin)) return;
    throw new RelayError(
      'foreign-page',
      'A page of another origin may not watch.',
      'Start the relay with --allow-origin and the origin of the page.',
    );
  }

  /**
   * Whoever changes or looks into the relay itself: this machine, or somebody with the admin key.
   * @throws RelayError `foreign-page`, `key-missing`, `key-wrong`
   */
  checkAdmin(caller: Caller): void {
    this.#checkOwnPage(caller, 'change anything');
    if (!isFromElsewhere(caller)) return;
    if (this.#adminKey === undefined) {
      throw new RelayError(
        'key-missing',
        'Only the machine that the relay runs on may do this.',
        'Start the relay with --admin-key to allow it from elsewhere.',
      );
    }
    this.#checkKey(this.#adminKey, caller, '--admin-key');
  }

  #checkOwnPage(caller: Caller, what: string): void {
    if (caller.origin === undefined || isOwn(caller)) return;
    throw new RelayError('foreign-page', `A page of another origin may not ${what}.`);
  }

  #checkKey(key: string | undefined, caller: Caller, flag: string): void {
    if (key === undefined) return;
    const bearer = /^Bearer +(.+)$/i.exec(caller.authorization ?? '')?.[1];
    const given = bearer ?? caller.keyParameter;
    if (given === undefined) {
      throw new RelayError(
        'key-missing',
        'This relay asks for a key.',
        `Send "Authorization: Bearer KEY" with the key that the relay was started with (${flag}).`,
      );
    }
    if (!sameKey(given, key)) throw new RelayError('key-wrong', 'The key is wrong.');
  }
}

/** The page came from this relay: its origin is the name that the (checked) Host header gives. */
function isOwn({ origin, host }: Caller): boolean {
  const own = host?.toLowerCase();
  const from = origin?.toLowerCase();
  return from === `http://${own}` || from === `https://${own}`;
}

function isLocalOrigin(origin: string): boolean {
  try {
    const { protocol, hostname } = new URL(origin);
    const name = hostname.replace(/^\[|\]$/g, '');
    return /^https?:$/.test(protocol) && localNames.includes(name);
  } catch {
    return false;
  }
}
