/** How the relay answers a request: with JSON, and with an error code when it refuses. */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';

export function answerJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

/** Headers that go with some refusals (RFC 9110, sections 10.2.1, 10.2.3 and 11.6.1). */
function headersFor(error: RelayError, allow: string | undefined): Record<string, string> {
  if (error.code === 'method-not-allowed' && allow !== undefined) return { Allow: allow };
  if (error.code === 'key-missing') return { 'WWW-Authenticate': 'Bearer' };
  if (error.code === 'too-many') return { 'Retry-After': '5' };
  return {};
}

/** Answers with what went wrong; what nobody foresaw is logged and answered without its details. */
export function answerError(
  response: ServerResponse,
  error: unknown,
  log: Log,
  allow?: string,
): void {
  const known = asRelayError(error, log);
  const send = (): void => {
    if (response.headersSent) response.destroy();
    else
      answerJson(response, known.status, { error: known.toProtocol() }, headersFor(known, allow));
  };
  afterHold(known, send);
}

/** Does it at once, save for an answer that is held back. */
export function afterHold({ holdMs }: RelayError, work: () => void): void {
  if (holdMs === 0) work();
  else setTimeout(work, holdMs).unref();
}

/** What nobody foresaw is logged and becomes `internal`, without its details. */
export function asRelayError(error: unknown, log: Log): RelayError {
  if (error instanceof RelayError) return error;
  log.error({ err: error }, 'A request failed for a reason that nobody foresaw.');
  return new RelayError('internal', 'The relay made a mistake; its log says more.');
}

/** The whole of an answer for a connection that never became a request or a WebSocket. */
export function rawAnswer(error: RelayError): string {
  const body = JSON.stringify({ error: error.toProtocol() });
  const headers = Object.entries(headersFor(error, undefined)).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return (
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}\r\n` +
    'Connection: close\r\nContent-Type: application/json; charset=utf-8\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\n${headers.join('')}\r\n${body}`
  );
}

/** Says a last thing on a connection and ends it, whether or not the peer ends its side. */
export function endWith(socket: Duplex, text: string): void {
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(text);
}
