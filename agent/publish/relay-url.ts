/** Addresses on the relay, from what the user gave as its base. Pure. */

/** @throws Error with one sentence when it is no address of a relay. */
export function relayUrl(relay: string): URL {
  const base = URL.canParse(relay) ? new URL(relay) : null;
  if (base === null || (base.protocol !== 'http:' && base.protocol !== 'https:')) {
    throw new Error(
      `The relay's address «${relay}» is none; it looks like http://127.0.0.1:5000 or https://relay.example.org.`,
    );
  }
  return base;
}

/** @param path begins with a slash; the base may have a path of its own. */
export function onRelay(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
  url.search = '';
  url.hash = '';
  return url;
}

/** What else may be wrong where something answers that is no relay: `localhost` has two addresses. */
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
