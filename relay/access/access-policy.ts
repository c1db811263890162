/**
 * Who may do what: decided by the name they call this machine, the page they come from, and the token or key they
 * show. A caller on loopback may be anybody at the other end of a tunnel, so it may only look and publish. It keeps
 * nothing of who asked and knows no clock.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import type { Caller } from './caller.ts';
import { isFromElsewhere } from './caller.ts';
import {
  isLocalName,
  isOriginAt,
  isSameOrigin,
  type Origin,
  originOf,
  type Place,
  placeAsGiven,
  placeOf,
  plainAddress,
} from './hosts-and-origins.ts';

/**
 * What a request is about: `watch` looks at what viewers see, `publish` sends frames, `read-private` looks into the
 * relay (status, viewers, OBS, settings), `change` changes anything.
 */
export type Need = 'watch' | 'publish' | 'read-private' | 'change';

export interface AccessPolicyOptions {
  readonly host: string;
  readonly allowHosts: readonly string[];
  readonly allowOrigins: readonly string[];
  /** The panel's own token. */
  readonly token: string;
  readonly key?: string | undefined;
  readonly adminKey?: string | undefined;
}

/** `unproven`: a key was shown that is not the token; `isRightKey` tells whether it is the right one. */
export type Verdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly error: RelayError }
  | { readonly kind: 'unproven'; readonly key: string };

const allowed: Verdict = { kind: 'allowed' };

/** A secret as it is compared: in a time that says nothing about it. */
class Secret {
  readonly #hash: Buffer;

  constructor(text: string) {
    this.#hash = hashOf(text);
  }

  is(given: string): boolean {
    return timingSafeEqual(hashOf(given), this.#hash);
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function secretOf(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

/** What the caller shows to be let in; undefined: nothing. */
export function shownKey({ authorization, keyParameter }: Caller): string | undefined {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? keyParameter;
}

export class AccessPolicy {
  readonly #names: ReadonlySet<string>;
  readonly #places: readonly Place[];
  readonly #origins: readonly Origin[];
  readonly #token: Secret;
  readonly #key: Secret | null;
  readonly #adminKey: Secret | null;

  constructor(options: AccessPolicyOptions) {
    this.#places = options.allowHosts.map(placeAsGiven);
    const own = placeAsGiven(options.host.includes(':') ? bracketed(options.host) : options.host);
    this.#names = new Set([own.name, ...this.#places.map(({ name }) => name)]);
    this.#origins = options.allowOrigins.map(originOf).filter((one) => one !== null);
    this.#token = new Secret(options.token);
    this.#key = secretOf(options.key);
    this.#adminKey = secretOf(options.adminKey);
  }

  /**
   * The request must name this machine: a page whose own name was made to point here (DNS rebinding) names its
   * own. The address that the request came in on is no name that anybody can point elsewhere.
   * @returns null: it does
   */
  hostProblem({ host, localAddress }: Caller): RelayError | null {
    const place = placeOf(host);
    if (place !== null) {
      const { name } = place;
      if (isLocalName(name) || this.#names.has(name) || name === plainAddress(localAddress)) {
        return null;
      }
    }
    const name = place === null ? 'NAME' : place.name.slice(0, limits.toldOriginCharsMax);
    return new RelayError(
      'foreign-host',
      'The Host header does not name this relay.',
      `Start the relay with --allow-host ${name} if it is reached under this name.`,
    );
  }

  decide(caller: Caller, need: Need): Verdict {
    const foreign = this.#pageProblem(caller, need);
    if (foreign !== null) return { kind: 'refused', error: foreign };
    if (need === 'watch') return allowed;
    const shown = shownKey(caller);
    // The token cannot be guessed, so it is looked at before anything that could be made to wait.
    if (shown !== undefined && this.#token.is(shown)) return allowed;
    if (need === 'publish' && this.#key === null) {
      return isFromElsewhere(caller) ? { kind: 'refused', error: publishKeyNeeded() } : allowed;
    }
    if (shown !== undefined) return { kind: 'unproven', key: shown };
    return { kind: 'refused', error: need === 'publish' ? keyMissing() : tokenMissing() };
  }

  /** @param key of an `unproven` verdict about the same need */
  isRightKey(key: string, need: Need): boolean {
    const right = need === 'publish' ? this.#key : this.#adminKey;
    return right?.is(key) ?? false;
  }

  #pageProblem(caller: Caller, need: Need): RelayError | null {
    if (caller.origin === undefined) return null;
    const origin = originOf(caller.origin);
    if (origin !== null && this.#isOwn(origin, caller)) return null;
    if (need !== 'watch') {
      const what =
        need === 'publish' ? 'publish' : need === 'change' ? 'change anything' : 'ask this';
      return new RelayError('foreign-page', `A page of another origin may not ${what}.`);
    }
    if (origin !== null && this.#mayWatch(origin)) return null;
    return foreignWatcher(caller.origin, origin);
  }

  /** The page came from this relay, as far as names tell. */
  #isOwn(origin: Origin, { host, forwardedHost }: Caller): boolean {
    const called = placeOf(host);
    if (called !== null && isOriginAt(origin, called)) return true;
    // No page can make a browser send this header to another origin, so a proxy has put it there.
    const before = placeOf(forwardedHost);
    if (before !== null && isOriginAt(origin, before)) return true;
    return this.#places.some((place) => isOriginAt(origin, place));
  }

  #mayWatch(origin: Origin): boolean {
    return isLocalName(origin.name) || this.#origins.some((one) => isSameOrigin(one, origin));
  }
}

function bracketed(host: string): string {
  return /^[0-9a-f:.]+$/i.test(host) && host.split(':').length > 2 ? `[${host}]` : host;
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

/** The sentence goes into the reason of a closed socket too, which holds 123 bytes. */
function foreignWatcher(text: string, origin: Origin | null): RelayError {
  if (origin === null) {
    const shown = text.slice(0, limits.toldOriginCharsMax).replaceAll(/[^\x20-\x7e]/g, '?');
    return new RelayError('foreign-page', `A page of the origin ${shown} may not watch.`);
  }
  const { name } = origin;
  return new RelayError(
    'foreign-page',
    `A page of ${name.slice(0, limits.toldOriginCharsMax)} may not watch.`,
    `Start the relay with --allow-host ${name} (its own name) or --allow-origin ${text}.`,
  );
}
