/**
 * Reads requests whose first line has a whole address (`GET http://localhost:5000/ingest HTTP/1.1`). Clients send them when
 * they believe the relay to be a proxy. Every server must support this form; its host name replaces `Host` (RFC 9112,
 * section 3.2.2).
 */
import type { IncomingMessage } from 'node:http';

const absolute = /^https?:\/\/([^/?#]*)([^#]*)/i;

/** Changes the request to the usual form: a path in its first line, and the name in `Host`. */
export function useOriginForm(request: Pick<IncomingMessage, 'url' | 'headers'>): void {
  const { url } = request;
  if (url === undefined || url.startsWith('/')) return;
  const match = absolute.exec(url);
  if (match === null) return;
  const [, name = '', rest = ''] = match;
  request.headers.host = name;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
