/** A request that is almost one for a WebSocket is refused as every other request is. */
import { beforeAll, expect, test } from 'vitest';
import {
  RawConnection,
  startTestRelay,
  stopWithFile,
  type TestRelay,
} from '../../support/test-relay.ts';

let relay: TestRelay;
stopWithFile();
beforeAll(async () => {
  relay = await startTestRelay();
});

const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';
const version = 'Sec-WebSocket-Version: 13';

test.each([
  ['a key', [version], 'Sec-WebSocket-Key'],
  ['a usable key', [version, 'Sec-WebSocket-Key: x'], 'Sec-WebSocket-Key'],
  ['our version', [key, 'Sec-WebSocket-Version: 7'], 'Sec-WebSocket-Version'],
  ['usable subprotocols', [key, version, 'Sec-WebSocket-Protocol: a b'], 'Sec-WebSocket-Protocol'],
])('without %s the answer is an error that names the header', async (_what, headers, named) => {
  for (const path of ['/ws/A', '/publish']) {
    const connection = new RawConnection(relay.address);
    const lines = ['Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade', ...headers];
    connection.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    await connection.closed;
    const [head = '', body = ''] = connection.text.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(head).toContain('Sec-WebSocket-Version: 13');
    const { error } = JSON.parse(body) as { error: { code: string; message: string } };
    expect(error.code).toBe('bad-request');
    expect(error.message).toContain(named);
  }
});
