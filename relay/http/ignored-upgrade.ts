/**
 * Serves requests that offer a protocol the relay does not support: `Upgrade: h2c` of Java and `curl --http2`, `TLS/1.0`.
 * A server may ignore such an offer (RFC 9110, section 7.8) and answer over HTTP/1.1. But Node passes every offer to the
 * listener of `upgrade` and reads no body. So the request is put back into its connection without the offer.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';

/** The items of a header that is a list, in lower case. */
function tokensOf(value: string | undefined): string[] {
  return (value ?? '').split(',').map((token) => token.trim().toLowerCase());
}

/** The request wants to become a WebSocket: a GET (RFC 6455, section 4.1) that offers it, perhaps beside others. */
export function offersWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && tokensOf(headers.upgrade).includes('websocket');
}

/** Headers that belong to the offer (RFC 7540, section 3.2.1). */
const offerHeaders = new Set(['upgrade', 'http2-settings']);

/** The request's head as it was received, without the offer. */
function headWithoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    let value = rawHeaders[i + 1]!;
    const known = name.toLowerCase();
    if (offerHeaders.has(known)) continue;
    if (known === 'connection') {
      value = tokensOf(value)
        .filter((token) => !offerHeaders.has(token))
        .join(', ');
      if (value === '') continue;
    }
    lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

const ignore = (): void => {};

/**
 * Makes the server read the request again, as plain HTTP, when all earlier requests of its connection are answered.
 * @param before the answer to the request before it; undefined: there is none
 * @param head bytes received behind the request's head: all or part of its body
 */
export function ignoreUpgrade(
  server: Server,
  request: IncomingMessage,
  head: Buffer,
  before: ServerResponse | undefined,
): void {
  const { socket } = request;
  const readAgain = (): void => {
    if (socket.destroyed) return;
    // The answer before started the idle timeout, which only Node's own next request would clear.
    socket.setTimeout(0);
    socket.unshift(Buffer.concat([Buffer.from(headWithoutOffer(request), 'latin1'), head]));
    // Documented by Node: the way to give a server a connection that it did not accept itself.
    server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
  };
  if (before === undefined || before.closed) {
    readAgain();
    return;
  }
  // Until then the socket has no other listener for errors; an error means that the connection has closed.
  socket.on('error', ignore);
  before.once('close', () => {
    socket.off('error', ignore);
    readAgain();
  });
}
