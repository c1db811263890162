/**
 * Requests whose first line names the whole address (`GET http://localhost:5000/ingest HTTP/1.1`), as clients send them
 * that take the relay for a proxy. Every server must understand that (RFC 9112, section 3.2.2), and the name in it counts
 * in place of `Host`.
 */
import type { IncomingMessage } from 'node:http';

const absolute = /^https?:\/\/([^/?#]*)([^#]*)/i;

/** Leaves the request as if it had named the path alone; nearly all do. */
export function useOriginForm(request: Pick<IncomingMessage, 'url' | 'headers'>): void {
  const { url } = request;
  if (url === undefined || url.startsWith('/')) return;
  const match = absolute.exec(url);
  if (match === null) return;
  const [, name = '', rest = ''] = match;
  request.headers.host = name;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
