/** Requests that offer a protocol which the relay does not speak are answered as if they had not offered it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { frame } from '../../support/frames.ts';
import { need } from '../../support/need.ts';
import { rawPost, rawRequest, socketRequest } from '../../support/raw-http.ts';
import { RawConnection, startTestRelay } from '../../support/test-relay.ts';

const run = promisify(execFile);

const offers = [
  [
    'h2c',
    'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
  ],
  ['TLS', 'Upgrade: TLS/1.0\r\nConnection: Upgrade'],
  ['several', 'Upgrade: h2c, TLS/1.0\r\nUpgrade: IRC/6.9\r\nConnection: keep-alive, upgrade'],
  ['in capitals', 'UPGRADE: H2C\r\nCONNECTION: UPGRADE'],
] as const;

const post = (packetId: number, offer: string): string =>
  rawPost(JSON.stringify([frame(packetId)]), [offer]);

describe.each(offers)('an offer of %s', (_name, offer) => {
  test('does not prevent reading a page', async () => {
    const relay = await startTestRelay();
    const connection = new RawConnection(relay.address, rawRequest('GET /api/sessions', [offer]));
    expect(await connection.answers(1)).toEqual(['200 {"sessions":[],"next":null}']);
  });

  test('does not prevent publishing a batch, nor the batches behind it on its connection', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const connection = new RawConnection(
      relay.address,
      [1, 7, 13].map((id) => post(id, offer)).join('') + post(19, 'X: y'),
    );
    expect(await connection.answers(4)).toEqual(Array(4).fill('200 {"accepted":1}'));
    for (const id of [1, 7, 13, 19]) {
      expect(await viewer.next()).toMatchObject({ data: [frame(id)] });
    }
  });
});

const [, h2c] = offers[0];

test('a body that arrives later, or in chunks, is read', async () => {
  const relay = await startTestRelay();
  const connection = new RawConnection(relay.address);
  const [head, body] = post(1, h2c).split('\r\n\r\n') as [string, string];
  connection.socket.write(`${head}\r\n\r\n`);
  await relay.request('/health');
  connection.socket.write(body.slice(0, 20));
  await relay.request('/health');
  connection.socket.write(body.slice(20));
  expect(await connection.answers(1)).toEqual(['200 {"accepted":1}']);
  connection.socket.write(
    `${head.replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked')}\r\n\r\n` +
      `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  );
  expect(await connection.answers(2)).toHaveLength(2);
});

test('a connection may offer it with every request, hundreds of times', async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error): number => warnings.push(warning);
  process.on('warning', warn);
  const relay = await startTestRelay();
  const connection = new RawConnection(relay.address);
  for (let i = 0; i < 300; i++) {
    connection.socket.write(post(1 + 6 * i, h2c));
    await connection.answers(i + 1);
  }
  process.off('warning', warn);
  expect(warnings).toEqual([]);
  expect(relay.relay.stats().framesTaken).toBe(300);
});

test('such a request is refused like any other', async () => {
  const relay = await startTestRelay({ key: 'secret-key' });
  const connection = new RawConnection(relay.address, post(1, h2c));
  expect((await connection.answers(1))[0]).toContain('401 {"error":{"code":"key-missing"');
});

need('curl')('curl', () =>
  test('--http2 is answered', async () => {
    const relay = await startTestRelay();
    const { stdout } = await run('curl', [
      ...['-s', '--http2', '-w', ' %{http_code}', '-H', 'Content-Type: application/json'],
      ...['-d', JSON.stringify([frame(1)]), `${relay.address}/ingest?session_id=A&lap=1`],
    ]);
    expect(stdout).toBe('{"accepted":1} 200');
  }),
);

test('a WebSocket opens when it is offered beside another protocol', async () => {
  const relay = await startTestRelay();
  const connection = new RawConnection(relay.address, socketRequest('/ws/A', 'h2c, websocket'));
  await new Promise((resolve) => connection.socket.once('data', resolve));
  expect(connection.text).toMatch(/^HTTP\/1\.1 101 [\s\S]*\r\nUpgrade: websocket\r\n/);
});

test('a WebSocket is refused at an address that has none', async () => {
  const relay = await startTestRelay();
  const { status, text } = await relay.socket('/health', []).refused;
  expect([status, text]).toEqual([404, expect.stringContaining('There is no socket here.')]);
});
