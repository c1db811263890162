/**
 * The key that a page shows to its relay. It stands behind `#` in the page's address, which browsers send to nobody; other
 * pages of the same tab remember it. Without one, a browser that knows the panel's token or an admin key shows that.
 */
import { keyStorageNames, keySubprotocolPrefix } from '../../../protocol/access-keys.ts';

/** What of a browser a key may be in. */
export interface KeyPlaces {
  /** The address's part from `#` on. */
  readonly hash: string;
  /** Storage of the tab and of the browser. They throw where it is switched off. */
  tab(): Pick<Storage, 'getItem' | 'setItem'>;
  browser(): Pick<Storage, 'getItem'>;
}

/** @returns null: there is none */
export function keyIn({ hash, tab, browser }: KeyPlaces): string | null {
  const written = /^#(?:.*&)?key=([^&]+)/.exec(hash)?.[1];
  if (written !== undefined) {
    const key = decoded(written);
    attempt(() => tab().setItem(keyStorageNames.view, key));
    return key;
  }
  return (
    attempt(() => tab().getItem(keyStorageNames.view)) ??
    attempt(() => tab().getItem(keyStorageNames.admin)) ??
    attempt(() => browser().getItem(keyStorageNames.token))
  );
}

/** Subprotocols to offer, with the key as the last one. @param ours the subprotocol to speak */
export function offeredProtocols(ours: string, key: string | null): string[] {
  if (key === null) return [ours];
  const text = btoa(String.fromCharCode(...new TextEncoder().encode(key)));
  const url = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return [ours, `${keySubprotocolPrefix}${url}`];
}

/** Headers of a request to the relay. */
function keyHeaders(key: string | null): Record<string, string> {
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}

/** A part of an address as it was before encoding; as it stands if it is badly encoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Read once: an address keeps its key as long as its page. */
let known: string | null | undefined;

/** The key of this page; null: none. */
export function shownKey(): string | null {
  known ??= keyIn({
    // Outside a browser there is none.
    hash: attempt(() => location.hash) ?? '',
    tab: () => sessionStorage,
    browser: () => localStorage,
  });
  return known;
}

/** Like `fetch`, with the page's key. @param path on the relay */
export function fetchFromRelay(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...(init.headers as Record<string, string>), ...keyHeaders(shownKey()) };
  return fetch(path, { ...init, headers });
}
