/**
 * Decides who may do what, by the name the caller uses for this machine, the page it comes from, and the token or key it
 * shows. A caller on loopback may be anybody at the other end of a tunnel, so without a token it may only watch and
 * publish. It keeps nothing about callers and reads no clock.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import { type Caller, isRemote } from './caller.ts';
import { HostNameCheck } from './host-name-check.ts';
import {
  type HostName,
  hostFromOption,
  isLocalName,
  isOriginAt,
  isSameOrigin,
  parseHost,
  parseOrigin,
  type WebOrigin,
} from './hosts-and-origins.ts';

/**
 * What a request needs: `watch` reads what viewers see, `publish` sends frames, `read-private` reads the relay's inside
 * (status, viewers, OBS, settings), `change` changes anything.
 */
export type Permission = 'watch' | 'publish' | 'read-private' | 'change';

export interface AccessPolicyOptions {
  readonly host: string;
  readonly allowHosts: readonly string[];
  readonly allowOrigins: readonly string[];
  /** The panel's own token. */
  readonly token: string;
  readonly key?: string | undefined;
  readonly adminKey?: string | undefined;
}

/** `key-shown`: it depends on a key that is not the token; see `isRightKey`. */
export type AccessDecision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly error: RelayError }
  | { readonly kind: 'key-shown'; readonly key: string };

const allowed: AccessDecision = { kind: 'allowed' };

/** A secret that is compared in constant time. */
class Secret {
  readonly #hash: Buffer;

  constructor(text: string) {
    this.#hash = hashOf(text);
  }

  equals(given: string): boolean {
    return timingSafeEqual(hashOf(given), this.#hash);
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function secretOf(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

/** The token or key that the caller shows; undefined: none. */
function shownKey({ authorization, keyParameter }: Caller): string | undefined {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? keyParameter;
}

export class AccessPolicy {
  readonly hostNames: HostNameCheck;
  readonly #allowedHosts: readonly HostName[];
  readonly #allowedOrigins: readonly WebOrigin[];
  readonly #token: Secret;
  readonly #key: Secret | null;
  readonly #adminKey: Secret | null;

  constructor(options: AccessPolicyOptions) {
    this.#allowedHosts = options.allowHosts.map(hostFromOption);
    this.hostNames = new HostNameCheck(options.host, this.#allowedHosts);
    this.#allowedOrigins = options.allowOrigins.map(parseOrigin).filter((one) => one !== null);
    this.#token = new Secret(options.token);
    this.#key = secretOf(options.key);
    this.#adminKey = secretOf(options.adminKey);
  }

  decide(caller: Caller, permission: Permission): AccessDecision {
    const foreign = this.#foreignPage(caller, permission);
    if (foreign !== null) return { kind: 'refused', error: foreign };
    if (permission === 'watch') return allowed;
    const shown = shownKey(caller);
    // The token cannot be guessed, so it is checked before the limit on wrong keys can delay anything.
    if (shown !== undefined && this.#token.equals(shown)) return allowed;
    if (permission === 'publish' && this.#key === null) {
      return isRemote(caller) ? { kind: 'refused', error: publishKeyNeeded() } : allowed;
    }
    if (shown !== undefined) return { kind: 'key-shown', key: shown };
    return { kind: 'refused', error: permission === 'publish' ? keyMissing() : tokenMissing() };
  }

  /** @param key of a `key-shown` decision about the same permission */
  isRightKey(key: string, permission: Permission): boolean {
    const right = permission === 'publish' ? this.#key : this.#adminKey;
    return right?.equals(key) ?? false;
  }

  /** @returns null: the caller is no page, or a page that may do this */
  #foreignPage(caller: Caller, permission: Permission): RelayError | null {
    if (caller.origin === undefined) return null;
    const origin = parseOrigin(caller.origin);
    if (origin !== null && this.#isOwn(origin, caller)) return null;
    if (permission !== 'watch') {
      const what =
        permission === 'publish'
          ? 'publish'
          : permission === 'change'
            ? 'change anything'
            : 'ask this';
      return new RelayError('foreign-page', `A page of another origin may not ${what}.`);
    }
    if (origin !== null && this.#mayWatch(origin)) return null;
    return mayNotWatch(caller.origin, origin);
  }

  /** The page was loaded from this relay, judging by its names. */
  #isOwn(origin: WebOrigin, { host, forwardedHost }: Caller): boolean {
    const called = parseHost(host);
    if (called !== null && isOriginAt(origin, called)) return true;
    // A browser never sends this header to another origin, so a proxy added it.
    const forwarded = parseHost(forwardedHost);
    if (forwarded !== null && isOriginAt(origin, forwarded)) return true;
    return this.#allowedHosts.some((one) => isOriginAt(origin, one));
  }

  #mayWatch(origin: WebOrigin): boolean {
    return (
      isLocalName(origin.name) || this.#allowedOrigins.some((one) => isSameOrigin(one, origin))
    );
  }
}

function publishKeyNeeded(): RelayError {
  return new RelayError(
    'key-missing',
    'Publishing through a proxy or a tunnel needs a key.',
    'Start the relay with --key, and publish with that key.',
  );
}

function keyMissing(): RelayError {
  return new RelayError(
    'key-missing',
    'This relay asks for a key.',
    'Send "Authorization: Bearer KEY" with the key that the relay was started with (--key).',
  );
}

function tokenMissing(): RelayError {
  return new RelayError(
    'key-missing',
    "This needs the panel's token or the admin key.",
    'Open the panel at the address that Sequential prints when it starts, or send "Authorization: Bearer TOKEN" with the token in the file panel-token.',
  );
}

/** Its sentences are short: the reason of a closed socket holds 123 bytes. */
function mayNotWatch(text: string, origin: WebOrigin | null): RelayError {
  if (origin === null) {
    const shown = text.slice(0, limits.loggedOriginCharsMax).replaceAll(/[^\x20-\x7e]/g, '?');
    return new RelayError('foreign-page', `A page of the origin ${shown} may not watch.`);
  }
  const { name } = origin;
  return new RelayError(
    'foreign-page',
    `A page of ${name.slice(0, limits.loggedOriginCharsMax)} may not watch.`,
    `Start the relay with --allow-host ${name} (its own name) or --allow-origin ${text}.`,
  );
}
