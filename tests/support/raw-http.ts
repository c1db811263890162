/** Requests as they go over the wire, for a bare TCP connection. */

/**
 * @param line method and target
 * @param fields lines of the head beside `Host`
 */
export function rawRequest(line: string, fields: readonly string[] = [], body = ''): string {
  return [`${line} HTTP/1.1`, 'Host: localhost', ...fields, '', body].join('\r\n');
}

/** Asks for a WebSocket. @param upgrade what is offered, WebSocket or more */
export function socketRequest(target: string, upgrade = 'websocket'): string {
  return rawRequest(`GET ${target}`, [
    `Upgrade: ${upgrade}`,
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ]);
}

/** Publishes in lap 1 of session `A`. @param length bytes of the body, which may follow later */
export function rawPost(
  body: string,
  fields: readonly string[] = [],
  length: number = body.length,
): string {
  const about = ['Content-Type: application/json', `Content-Length: ${length}`];
  return rawRequest('POST /ingest?session_id=A&lap=1', [...about, ...fields], body);
}
