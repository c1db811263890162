/**
 * Decides who may do what, by the name the caller uses for this machine, the page it comes from, and the view, publish or admin
 * key it shows. `key-ring.ts` finds made keys. A caller on loopback may be anybody at the other end of a tunnel, so without a key
 * it may only watch and publish, and not even that once there are keys for it. It keeps nothing about callers and reads no clock.
 */
import { timingSafeEqual } from 'node:crypto';
import type { KeyKind } from '../../protocol/access-keys.ts';
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
import { hashOf } from './key-list.ts';
import type { KnownKeys } from './key-ring.ts';

/**
 * What a request needs: `watch` follows what is driven now, `read` reads stored laps and figures, `publish` sends frames,
 * `read-private` reads the relay's inside (status, viewers, OBS, settings), `change` changes anything.
 */
export type Permission = 'watch' | 'read' | 'publish' | 'read-private' | 'change';

export interface AccessPolicyOptions {
  readonly host: string;
  readonly allowHosts: readonly string[];
  readonly allowOrigins: readonly string[];
  /** The panel's own token. */
  readonly token: string;
  /** Keys of the settings, which their users chose. */
  readonly key?: string | undefined;
  readonly adminKey?: string | undefined;
  /** Everybody may watch, and nobody may do more without a key. */
  readonly isPublic?: boolean | undefined;
  /** Keys that were made. */
  readonly keys: KnownKeys;
}

/**
 * On what grounds a caller was let in.
 *
 * - `nobody`: it showed no key and needed none
 * - `relay`: it showed the panel's token or the admin key of the settings
 * - `setting`: it showed the publish key of the settings
 * - `key`: it showed a key that was made
 */
export type AccessGrant =
  | { readonly kind: 'nobody'; readonly isRemote: boolean }
  | { readonly kind: 'relay' }
  | { readonly kind: 'setting' }
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly sha256: string;
      readonly allows: KeyKind;
    };

/** `key-shown`: it depends on a key that somebody may have guessed; see `grantOfSettingKey`. */
export type AccessDecision =
  | { readonly kind: 'allowed'; readonly grant: AccessGrant }
  | { readonly kind: 'refused'; readonly error: RelayError }
  | { readonly kind: 'key-shown'; readonly key: string };

const ranks: Readonly<Record<KeyKind, number>> = { view: 1, publish: 2, admin: 3 };

const rankNeeded: Readonly<Record<Permission, number>> = {
  watch: ranks.view,
  read: ranks.view,
  publish: ranks.publish,
  'read-private': ranks.admin,
  change: ranks.admin,
};

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

function secretOf(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

/** The token or key that the caller shows; undefined: none. */
function shownKey({ authorization, keyParameter }: Caller): string | undefined {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? keyParameter;
}

export class AccessPolicy {
  readonly hostNames: HostNameCheck;
  readonly isPublic: boolean;
  readonly #allowedHosts: readonly HostName[];
  readonly #allowedOrigins: readonly WebOrigin[];
  readonly #token: Secret;
  readonly #key: Secret | null;
  readonly #adminKey: Secret | null;
  readonly #keys: KnownKeys;

  constructor(options: AccessPolicyOptions) {
    this.#allowedHosts = options.allowHosts.map(hostFromOption);
    this.hostNames = new HostNameCheck(options.host, this.#allowedHosts);
    this.#allowedOrigins = options.allowOrigins.map(parseOrigin).filter((one) => one !== null);
    this.#token = new Secret(options.token);
    this.#key = secretOf(options.key);
    this.#adminKey = secretOf(options.adminKey);
    this.isPublic = options.isPublic ?? false;
    this.#keys = options.keys;
  }

  /** Accepts the token and made keys at once; what may be a key of the settings is left to `grantOfSettingKey`. */
  decide(caller: Caller, permission: Permission): AccessDecision {
    const foreign = this.#foreignPage(caller, permission);
    if (foreign !== null) return { kind: 'refused', error: foreign };
    const nobody: AccessGrant = { kind: 'nobody', isRemote: isRemote(caller) };
    const isOpen = this.#isOpen(permission, nobody.isRemote);
    // A page that watches may show a key of long ago, which must not keep it out.
    if (isOpen && permission !== 'publish') return { kind: 'allowed', grant: nobody };
    const shown = shownKey(caller);
    // Neither the token nor a made key can be guessed, so the limit on wrong keys does not delay them.
    const grant = shown === undefined ? null : this.#grantOf(shown);
    if (grant !== null && (this.#allows(grant, permission) || !isOpen)) {
      return this.#allows(grant, permission)
        ? { kind: 'allowed', grant }
        : { kind: 'refused', error: keyTooWeak(grant, permission) };
    }
    if (isOpen) return { kind: 'allowed', grant: nobody };
    if (shown !== undefined) return { kind: 'key-shown', key: shown };
    return { kind: 'refused', error: this.#keyMissing(permission) };
  }

  /**
   * Compares with the keys of the settings, which a person chose and others may guess. `decide` knows the token and made keys.
   * @param key of a `key-shown` decision about the same permission
   * @returns null: it is wrong for that
   */
  grantOfSettingKey(key: string, permission: Permission): AccessGrant | null {
    const grant: AccessGrant | null = this.#adminKey?.equals(key)
      ? { kind: 'relay' }
      : this.#key?.equals(key)
        ? { kind: 'setting' }
        : null;
    return grant !== null && this.#allows(grant, permission) ? grant : null;
  }

  /** Whether an open socket may stay, now that the keys have changed. */
  mayStay(grant: AccessGrant, permission: 'watch' | 'publish'): boolean {
    if (grant.kind === 'nobody') return this.#isOpen(permission, grant.isRemote);
    return grant.kind !== 'key' || this.#keys.isValid(grant.id, grant.sha256);
  }

  #allows(grant: AccessGrant, permission: Permission): boolean {
    return rankOf(grant) >= rankNeeded[permission];
  }

  #grantOf(shown: string): AccessGrant | null {
    if (this.#token.equals(shown)) return { kind: 'relay' };
    const found = this.#keys.find(shown);
    if (found === null) return null;
    return { kind: 'key', id: found.id, sha256: found.sha256, allows: found.kind };
  }

  /** Whether it needs no key. */
  #isOpen(permission: Permission, remote: boolean): boolean {
    switch (permission) {
      case 'watch':
        return this.isPublic || !this.#keys.has('view');
      case 'read':
        return !this.isPublic && !this.#keys.has('view');
      case 'publish':
        return !remote && !this.isPublic && !this.#hasPublishKey();
      case 'read-private':
      case 'change':
        return false;
    }
  }

  #hasPublishKey(): boolean {
    return this.#key !== null || this.#keys.has('publish');
  }

  #keyMissing(permission: Permission): RelayError {
    if (permission === 'publish') {
      return this.#hasPublishKey() ? publishKeyMissing() : publishKeyNeeded();
    }
    return permission === 'watch' || permission === 'read' ? viewKeyMissing() : tokenMissing();
  }

  /** @returns null: the caller is not a page, or a page that may do this */
  #foreignPage(caller: Caller, permission: Permission): RelayError | null {
    if (caller.origin === undefined) return null;
    const origin = parseOrigin(caller.origin);
    if (origin !== null && this.#isOwn(origin, caller)) return null;
    if (permission !== 'watch' && permission !== 'read') {
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

function rankOf(grant: AccessGrant): number {
  if (grant.kind === 'nobody') return 0;
  if (grant.kind === 'relay') return ranks.admin;
  return grant.kind === 'setting' ? ranks.publish : ranks[grant.allows];
}

const kindNames: Readonly<Record<KeyKind, string>> = {
  view: 'a view key',
  publish: 'a publish key',
  admin: 'an admin key',
};

function keyTooWeak(grant: AccessGrant, permission: Permission): RelayError {
  const shown = grant.kind === 'key' ? kindNames[grant.allows] : 'this key';
  const needed = permission === 'publish' ? kindNames.publish : kindNames.admin;
  return new RelayError('key-wrong', `This needs ${needed}; what was shown is ${shown}.`);
}

function publishKeyNeeded(): RelayError {
  return new RelayError(
    'key-missing',
    'Publishing from elsewhere needs a key.',
    'Make one with "sequential key add publish NAME" or in the panel, and publish with it.',
  );
}

function publishKeyMissing(): RelayError {
  return new RelayError(
    'key-missing',
    'Publishing to this relay needs a key.',
    'Send "Authorization: Bearer KEY" with a publish key of this relay; the agent takes it as --key.',
  );
}

/** Short, like all that a closed socket says: its reason holds 123 bytes. */
function viewKeyMissing(): RelayError {
  return new RelayError(
    'key-missing',
    'Watching here needs a view key.',
    'Ask whoever runs this relay, and open the address with #key=KEY at its end.',
  );
}

function tokenMissing(): RelayError {
  return new RelayError(
    'key-missing',
    "This needs the panel's token or an admin key.",
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
