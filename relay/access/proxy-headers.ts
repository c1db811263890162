/**
 * Headers that proxies and tunnels add. A client behind one is not on this machine, although its connection ends here.
 * Anybody can forge these headers, so they can only reduce trust; what they claim is believed of trusted proxies alone.
 */
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Headers that nginx, Caddy, Apache, HAProxy, Envoy, Cloudflare, Fastly, Akamai, Fly, Azure, AWS, Tailscale, ngrok and
 * others add (RFC 7239 and RFC 9110, section 7.6.3; the rest from their manuals). Any header named after a client's
 * address counts too, because no client sends its own.
 */
const proxyHeader =
  /^(forwarded|via|client-ip|x-(forwarded|original-|envoy-|azure-|amzn?-|arr-|appengine-|cloud-trace-|vercel-|railway-|tunnel-|proxy|nginx-|varnish|url-scheme|host$|scheme$)|front-end-https|(cf|cdn|cloudfront|fastly|fly|akamai|incap|tailscale|ngrok)-)|(^|-)(client|cluster|connecting|gateway|originating|proxyuser|real|remote|user|viewer)-?(ip|addr|address|port)(-|$)/;

/** Headers of requests without a proxy. They are looked up first because every POST is checked. */
const commonHeaders: ReadonlySet<string> = new Set([
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

/** Whether a proxy or a tunnel forwarded the request. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) {
    if (!commonHeaders.has(name) && proxyHeader.test(name)) return true;
  }
  return false;
}

/** The name that the client called the proxy by, where the proxy wrote another one into Host. */
export function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['x-forwarded-host'];
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',')[0]?.trim();
}
