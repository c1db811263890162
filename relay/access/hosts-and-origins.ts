/**
 * Host names and web origins, parsed so that they can be compared: `Race.Example.:443` and `https://race.example` are the
 * same host. Pure.
 */
import { parsedUrl } from '../../protocol/parsed-url.ts';

/** A host as a Host header or an option names it. */
export interface HostName {
  /** In lower case, without brackets and without a dot at its end; international names in their ASCII form. */
  readonly name: string;
  /** null: not given, so the default port of the page's scheme. */
  readonly port: number | null;
}

export interface WebOrigin extends HostName {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}

const defaultPorts = { http: 80, https: 443 } as const;
/** A Host header (RFC 9110, section 7.2). The URL parser would accept much more. */
const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;
const localNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

function normalized(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/** @param text a Host header. @returns null: it is malformed or missing */
export function parseHost(text: string | undefined): HostName | null {
  const match = hostPattern.exec(text ?? '');
  if (match === null) return null;
  const [, host = '', port] = match;
  // The URL parser writes every address in one way: [0:0::1] as [::1].
  const url = parsedUrl(`http://${host}`);
  if (url === null) return null;
  return { name: normalized(url.hostname), port: port === undefined ? null : Number(port) };
}

/** @param text an Origin header. @returns null: the page has no origin of HTTP, for instance `null` or `file://` */
export function parseOrigin(text: string | undefined): WebOrigin | null {
  const url = /^https?:\/\/[^/?#@\s]+$/i.test(text ?? '') ? parsedUrl(text ?? '') : null;
  if (url === null) return null;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  return { scheme, name: normalized(url.hostname), port: portOf(url, scheme) };
}

function portOf(url: URL, scheme: WebOrigin['scheme']): number {
  return url.port === '' ? defaultPorts[scheme] : Number(url.port);
}

/** Reads a value of `--allow-host`: a name, a name with a port, or a whole address. */
export function hostFromOption(text: string): HostName {
  const isUrl = /^https?:\/\//i.test(text);
  const url = parsedUrl(isUrl ? text : `http://${text}`);
  if (url === null) return { name: text.toLowerCase(), port: null };
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const hasPort = isUrl || url.port !== '';
  return { name: normalized(url.hostname), port: hasPort ? portOf(url, scheme) : null };
}

/** Whether a value of `--allow-host` names a host that a browser could reach. */
export function isHostOption(text: string): boolean {
  const { name } = hostFromOption(text);
  return parseHost(inUrl(name)) !== null;
}

/** A host as it stands in an address: IPv6 in brackets. */
export function inUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** Whether a page of this origin was loaded from that host. */
export function isOriginAt(origin: WebOrigin, host: HostName): boolean {
  const port = host.port ?? defaultPorts[origin.scheme];
  return origin.name === host.name && origin.port === port;
}

export function isSameOrigin(a: WebOrigin, b: WebOrigin): boolean {
  return a.scheme === b.scheme && a.name === b.name && a.port === b.port;
}

/** A dual-stack socket reports an IPv4 address as `::ffff:127.0.0.1`. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

/** Whether an address is one of this machine's loopback. */
export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/** Whether a name means the machine it is used on. */
export function isLocalName(name: string): boolean {
  return localNames.has(name) || isLoopback(name);
}

/** Whether a relay that listens on this host is out of reach for other machines. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''));
}
