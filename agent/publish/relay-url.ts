/** Addresses on the relay, from the base address that the user gave. Pure. */
import { parsedUrl } from '../../protocol/parsed-url.ts';

/** @throws Error with a sentence for an invalid address */
export function relayUrl(relay: string): URL {
  const base = parsedUrl(relay);
  if (base === null || (base.protocol !== 'http:' && base.protocol !== 'https:')) {
    throw new Error(
      `"${relay}" is not an address of a relay; use one such as http://127.0.0.1:5000 or https://relay.example.org.`,
    );
  }
  return base;
}

/**
 * @param relays one address, or several with commas between them
 * @throws Error with a sentence for an invalid address
 */
export function relayUrls(relays: string): { first: URL; others: URL[] } {
  const [first = '', ...others] = relays.split(',').map((one) => one.trim());
  return { first: relayUrl(first), others: others.map(relayUrl) };
}

/** @param path starts with a slash; the base may have a path of its own */
export function onRelay(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
  url.search = '';
  url.hash = '';
  return url;
}

/** A hint for an answer of something else than a relay: `localhost` has two addresses. */
export function localhostHint(base: URL): string {
  if (base.hostname !== 'localhost') return '';
  return ' Another program may answer localhost: write 127.0.0.1 instead.';
}

/** The publish socket: `ws:` for `http:`, `wss:` for `https:`. */
export function publishSocketUrl(base: URL): URL {
  const url = onRelay(base, '/publish');
  url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}
