/** Answers of the relay: JSON, and for a refusal an error with its code. */
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

/** Headers that some refusals need (RFC 9110, sections 10.2.1, 10.2.3 and 11.6.1). */
function headersFor(error: RelayError, allow: string | undefined): Record<string, string> {
  if (error.code === 'method-not-allowed' && allow !== undefined) return { Allow: allow };
  if (error.code === 'key-missing') return { 'WWW-Authenticate': 'Bearer' };
  if (error.code === 'too-many') return { 'Retry-After': '5' };
  return {};
}

/** Answers with an error. An unexpected one is logged and answered without its details. */
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

/** Runs `work` at once, or after the time for which the error's answer is held back. */
export function afterHold({ holdMs }: RelayError, work: () => void): void {
  if (holdMs === 0) work();
  else setTimeout(work, holdMs).unref();
}

/** An unexpected error is logged and becomes `internal`, without its details. */
export function asRelayError(error: unknown, log: Log): RelayError {
  if (error instanceof RelayError) return error;
  log.error({ err: error }, 'A request failed because of an unexpected error.');
  return new RelayError('internal', 'The relay failed; its log has the details.');
}

/** A whole HTTP answer, for a connection that became neither a request nor a WebSocket. */
export function rawAnswer(error: RelayError, more: Record<string, string> = {}): string {
  const body = JSON.stringify({ error: error.toProtocol() });
  const headers = Object.entries({ ...headersFor(error, undefined), ...more }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return (
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}\r\n` +
    'Connection: close\r\nContent-Type: application/json; charset=utf-8\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\n${headers.join('')}\r\n${body}`
  );
}

/** Writes a last text and ends the connection, whether or not the peer ends its side. */
export function endWith(socket: Duplex, text: string): void {
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(text);
}
