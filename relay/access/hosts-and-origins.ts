/**
 * Names of hosts and origins of pages as they are compared: parsed, never as text. `Race.Example.:443` and
 * `https://race.example` mean the same place. Pure.
 */

/** Where a page or a request says that the relay is. */
export interface Place {
  /** In lower case, without brackets and without a dot at its end; international names in their ASCII form. */
  readonly name: string;
  /** null: not said, so the default of whatever scheme is used. */
  readonly port: number | null;
}

export interface Origin extends Place {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}

const defaultPorts = { http: 80, https: 443 } as const;
/** What a Host header may look like (RFC 9110, section 7.2); the parser of addresses would take much more. */
const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;
const localNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function tidy(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/** @param text of a Host header. null: it is none */
export function placeOf(text: string | undefined): Place | null {
  const match = hostPattern.exec(text ?? '');
  if (match === null) return null;
  const [, host = '', port] = match;
  // The parser writes addresses in one way: [0:0::1] as [::1].
  const address = parsed(`http://${host}`);
  if (address === null) return null;
  return { name: tidy(address.hostname), port: port === undefined ? null : Number(port) };
}

/** @param text of an Origin header. null: the page has no origin of HTTP, for instance `null` or `file://` */
export function originOf(text: string | undefined): Origin | null {
  const address = /^https?:\/\/[^/?#@\s]+$/i.test(text ?? '') ? parsed(text ?? '') : null;
  if (address === null) return null;
  const scheme = address.protocol === 'https:' ? 'https' : 'http';
  return { scheme, name: tidy(address.hostname), port: portOf(address, scheme) };
}

function portOf(address: URL, scheme: Origin['scheme']): number {
  return address.port === '' ? defaultPorts[scheme] : Number(address.port);
}

/** A name as people give it with `--allow-host`: a name, with a port, or copied as a whole address. */
export function placeAsGiven(text: string): Place {
  const isWhole = /^https?:\/\//i.test(text);
  const address = parsed(isWhole ? text : `http://${text}`);
  if (address === null) return { name: text.toLowerCase(), port: null };
  const scheme = address.protocol === 'https:' ? 'https' : 'http';
  const isSaid = isWhole || address.port !== '';
  return { name: tidy(address.hostname), port: isSaid ? portOf(address, scheme) : null };
}

/** The page of this origin came from that place. A place without a port is at the default port of the page's scheme. */
export function isOriginAt(origin: Origin, place: Place): boolean {
  const port = place.port ?? defaultPorts[origin.scheme];
  return origin.name === place.name && origin.port === port;
}

export function isSameOrigin(a: Origin, b: Origin): boolean {
  return a.scheme === b.scheme && a.name === b.name && a.port === b.port;
}

/** `::ffff:127.0.0.1` is how a socket of both families names an IPv4 address. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

/** An address of this machine's own loopback. */
export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/** A name that means the machine it is used on. */
export function isLocalName(name: string): boolean {
  return localNames.has(name) || isLoopback(name);
}

/** A name to listen on that no other machine can reach. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''));
}
