/**
 * Keys: who may watch, publish or change things from elsewhere. A key is random text that is shown once, when it is made;
 * the relay keeps its hash. Pure.
 */

/** What a key allows. Each kind allows what the kinds before it allow. */
export const keyKinds = ['view', 'publish', 'admin'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** A made key: its kind, then 32 random bytes in base64url. */
export const madeKeyPattern: RegExp = /\b(view|publish|admin)_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;

/** A key as the panel and `sequential key` list it: everything but the key. */
export interface AccessKeyInfo {
  readonly id: string;
  /** As its maker called it. Unique, whatever the case of its letters. */
  readonly name: string;
  readonly kind: KeyKind;
  /** When it was made or renewed, ISO 8601. */
  readonly madeAt: string;
}

/** One key of `GET /api/keys`. */
export interface ListedKey extends AccessKeyInfo {
  /** When it was last shown since the relay started, ms since 1970; null: not since then. */
  readonly usedAt: number | null;
}

/** The answer of `GET /api/keys`. */
export interface KeysAnswer {
  readonly keys: readonly ListedKey[];
  /** Watching needs no key, whatever keys there are (`--public`). */
  readonly isPublic: boolean;
}

/** The answer to making or renewing a key. */
export interface MadeKey extends AccessKeyInfo {
  /** Shown this once. */
  readonly key: string;
}

/**
 * A page that offers a key offers it as a second subprotocol, because browsers let a page set no header of a WebSocket, and a
 * key in the address would end up in the logs of proxies. The rest is the key in base64url.
 */
export const keySubprotocolPrefix = 'sequential.key.';

/** Where the relay's pages keep keys in a browser: the token for good, the keys as long as the tab. */
export const keyStorageNames = {
  token: 'sequential.panel-token',
  admin: 'sequential.admin-key',
  view: 'sequential.view-key',
} as const;
