/**
 * Requests that offer another protocol which the relay does not speak: `Upgrade: h2c` of Java and `curl --http2`,
 * `TLS/1.0`. A server may ignore such an offer (RFC 9110, section 7.8) and answer over HTTP/1.1. Node hands every one
 * of them to the listener of `upgrade` and reads no body, so the request goes back into its connection without the offer.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Names of protocols and of headers in a header that lists them. */
function tokensOf(value: string | undefined): string[] {
  return (value ?? '').split(',').map((token) => token.trim().toLowerCase());
}

/** The request wants to become a WebSocket: a GET (RFC 6455, section 4.1) that offers it, perhaps beside others. */
export function offersWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && tokensOf(headers.upgrade).includes('websocket');
}

/** These say something about the offer only (RFC 7540, section 3.2.1). */
const offerHeaders = new Set(['upgrade', 'http2-settings']);

/** The head of the request as it came, without the offer. */
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
 * Has the server read the request once more, as one of plain HTTP, once those before it on its connection are answered.
 * @param before the newest of these answers; undefined: there is none
 * @param head what has come behind the head of the request: its body, or its beginning
 */
export function ignoreUpgrade(
  server: Server,
  request: IncomingMessage,
  head: Buffer,
  before: ServerResponse | undefined,
): void {
  const { socket } = request;
  const again = (): void => {
    if (socket.destroyed) return;
    // The answer before set the time that the connection may be idle; Node ends that with its next request only.
    socket.setTimeout(0);
    socket.unshift(Buffer.concat([Buffer.from(headWithoutOffer(request), 'latin1'), head]));
    // Node's own way of giving a server a connection that it did not accept itself.
    server.emit('connection', socket);
  };
  if (before === undefined || before.closed) {
    again();
    return;
  }
  // Until then nobody else listens: an error only means that the connection is gone.
  socket.on('error', ignore);
  before.once('close', () => {
    socket.off('error', ignore);
    again();
  });
}
