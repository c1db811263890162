/**
 * What proxies and tunnels add to a request. Whoever comes through one is not on this machine, though the connection
 * ends here. These headers may be forged, so they only ever take trust away.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { limits } from '../../protocol/limits.ts';

/**
 * Headers that nginx, Caddy, Apache, HAProxy, Envoy, Cloudflare, Fastly, Akamai, Fly, Azure, AWS, Tailscale, ngrok and
 * their like add (RFC 7239 and RFC 9110, section 7.6.3; the rest from their manuals). Whatever is called after the
 * address of a caller is one of them, whoever adds it: no client tells its own.
 */
const forwardingHeader =
  /^(forwarded|via|client-ip|x-(forwarded|original-|envoy-|azure-|amzn?-|arr-|appengine-|cloud-trace-|vercel-|railway-|tunnel-|proxy|nginx-|varnish|url-scheme|host$|scheme$)|front-end-https|(cf|cdn|cloudfront|fastly|fly|akamai|incap|tailscale|ngrok)-)|(^|-)(client|cluster|connecting|gateway|originating|proxyuser|real|remote|user|viewer)-?(ip|addr|address|port)(-|$)/;

/** What requests have without any proxy; looked up first because every POST asks. */
const plainHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-type',
  'content-length',
  'authorization',
  'user-agent',
  'accept',
  'accept-encoding',
  'accept-language',
  'transfer-encoding',
  'origin',
]);

/** A proxy or a tunnel passed the request on. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) {
    if (!plainHeaders.has(name) && forwardingHeader.test(name)) return true;
  }
  return false;
}

const hostInForwarded = /(?:^|[;,\s])host="?([^";,\s]+)/i;
const forInForwarded = /(?:^|[;,\s])for="?(\[[^\]]+\]|[^";,\s]+)/gi;

function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',')[0]?.trim();
}

/** The name that the caller used, where a proxy has put another one into Host. */
export function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  return (
    first(headers['x-forwarded-host']) ??
    first(headers['x-original-host']) ??
    hostInForwarded.exec(headers.forwarded ?? '')?.[1]
  );
}

/**
 * The address that the last proxy says it was called from; empty: it says none. Good enough to share places fairly,
 * never to trust anybody.
 */
export function claimedAddress(headers: IncomingHttpHeaders): string {
  const said =
    first(headers['cf-connecting-ip']) ??
    first(headers['x-real-ip']) ??
    [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim() ??
    '';
  const address =
    said || ([...(headers.forwarded ?? '').matchAll(forInForwarded)].at(-1)?.[1] ?? '');
  return address.slice(0, limits.claimedAddressCharsMax);
}
