/** The panel tokens that the relays of this test have printed, by address. */

const tokens = new Map<string, string>();

/** @param url of the relay, without a slash at its end */
export function rememberToken(url: string, token: string): void {
  tokens.set(new URL(url).origin, token);
}

/** @throws Error when no such relay was started here */
export function tokenOf(url: string): string {
  const token = tokens.get(new URL(url).origin);
  if (token === undefined) throw new Error(`No relay at ${url} has printed its token.`);
  return token;
}

/** The address that opens a room of the panel for the user. @param hash for instance `#/overlays` */
export function panelAddress(url: string, hash = '#/'): string {
  return `${url}/#token=${tokenOf(url)}${hash.slice(1)}`;
}

/** Asks what only the user of the relay may ask. */
export function askAsUser(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${tokenOf(url)}`);
  return fetch(url + path, { ...init, headers });
}

/** Sends as JSON what only the user of the relay may send. */
export function sendAsUser(
  url: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return askAsUser(url, path, { method, headers, body: JSON.stringify(body) });
}
