/** The panel's token and the admin key: reading them from input, and storing them. The browser stores the token, the tab the key. */
import { keyStorageNames } from '../../protocol/access-keys.ts';
import { type ItemStorage, keptItem } from './kept-item.ts';
import type { KeyStore } from './relay-api.ts';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const inAddress = /#token=([A-Za-z0-9_-]{43})(?:\/(.*))?$/;

/** Reads the token from the part of an address after `#`. Pure. @returns null: there is no token */
export function tokenInHash(
  hash: string,
): { readonly token: string; readonly hash: string } | null {
  const match = inAddress.exec(hash);
  if (match === null) return null;
  return { token: match[1]!, hash: `#/${match[2] ?? ''}` };
}

/** Reads what the user typed: a key, a token, or a whole address with a token. Pure. */
export function typedKey(text: string): string {
  const tidy = text.trim();
  return tokenInHash(tidy)?.token ?? tidy;
}

export interface KeyStorages {
  /** Lasts as long as the tab. */
  tab(): ItemStorage;
  browser(): ItemStorage;
}

/** Stores a token in the browser and a key in the tab. */
export function makeKeyStore({ tab, browser }: KeyStorages): KeyStore {
  const token = keptItem(browser, keyStorageNames.token);
  const key = keptItem(tab, keyStorageNames.admin);
  return {
    read: () => key.read() ?? token.read(),
    write(given) {
      key.write(given === null || tokenPattern.test(given) ? null : given);
      if (given === null || tokenPattern.test(given)) token.write(given);
    },
  };
}
