/**
 * The token of the panel and the admin key: how they come in, and where the browser keeps them. The token stays with the
 * browser; the admin key goes with its tab.
 */
import type { KeyStore } from './relay-api.ts';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const inAddress = /#token=([A-Za-z0-9_-]{43})(?:\/(.*))?$/;

/** What the address that Sequential prints holds behind `#`. Pure. @returns null: this one holds no token */
export function tokenInHash(
  hash: string,
): { readonly token: string; readonly hash: string } | null {
  const match = inAddress.exec(hash);
  if (match === null) return null;
  return { token: match[1]!, hash: `#/${match[2] ?? ''}` };
}

/** What was meant by what the user typed: a key, a token, or the whole address with a token. Pure. */
export function typedKey(text: string): string {
  const tidy = text.trim();
  return tokenInHash(tidy)?.token ?? tidy;
}

/** A part of the browser's memory that may be switched off: then the page remembers for itself. */
export interface Memory {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface Memories {
  /** For as long as the tab is there. */
  tab(): Memory;
  /** For as long as the browser likes. */
  browser(): Memory;
}

const tokenName = 'sequential.panel-token';
const keyName = 'sequential.admin-key';

/** Keeps what it is given where it belongs. Tabs share the token. */
export function makeKeyStore({ tab, browser }: Memories): KeyStore {
  const token = slot(browser, tokenName);
  const key = slot(tab, keyName);
  return {
    read: () => key.read() ?? token.read(),
    write(given) {
      key.write(given === null || tokenPattern.test(given) ? null : given);
      if (given === null || tokenPattern.test(given)) token.write(given);
    },
  };
}

function slot(memory: () => Memory, name: string) {
  let kept: string | null = null;
  return {
    read(): string | null {
      try {
        return memory().getItem(name) ?? kept;
      } catch {
        return kept;
      }
    },
    write(value: string | null): void {
      kept = value;
      try {
        if (value === null) memory().removeItem(name);
        else memory().setItem(name, value);
      } catch {
        // The browser keeps nothing for this page; the page does until it is closed.
      }
    },
  };
}
