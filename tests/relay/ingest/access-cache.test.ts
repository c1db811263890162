/** Requests that follow one another on one connection: each is judged by its own head. */
import { describe, expect, test } from 'vitest';
import { frame } from '../../support/frames.ts';
import { RawConnection, startTestRelay } from '../../support/test-relay.ts';

interface Post {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly packetId: number;
}

const path = '/ingest?session_id=A&lap=1';
const usual = { Host: 'localhost', 'Content-Type': 'application/json' };

function headOf({ method = 'POST', path: address = path, headers = {} }: Post): string {
  const lines = Object.entries({ ...usual, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${method} ${address} HTTP/1.1\r\n${lines.join('\r\n')}\r\n`;
}

function bytesOf(post: Post): string {
  const body = JSON.stringify([frame(post.packetId)]);
  return `${headOf(post)}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** Sends all at once on one connection. @returns what each was answered, in order */
async function answers(address: string, posts: readonly string[]): Promise<string[]> {
  const found = await new RawConnection(address, posts.join('')).answers(posts.length);
  return found.map((answer) => answer.replace(/\{.*"code":"([^"]*)".*/, '$1'));
}

const accepted = '200 {"accepted":1}';

describe('on one connection', () => {
  test.each([
    ['names another host', { headers: { Host: 'evil.example' } }, '403 foreign-host'],
    ['comes from a page', { headers: { Origin: 'http://evil.example' } }, '403 foreign-page'],
    ['comes through a proxy', { headers: { 'X-Forwarded-For': '192.0.2.1' } }, '401 key-missing'],
    ['comes through another proxy', { headers: { Forwarded: 'for=192.0.2.1' } }, '401 key-missing'],
    ['is no JSON', { headers: { 'Content-Type': 'text/plain' } }, '415 not-json'],
    ['is packed', { headers: { 'Content-Encoding': 'gzip' } }, '415 not-json'],
    ['is a PUT', { method: 'PUT' }, '405 method-not-allowed'],
    ['has a wrong lap', { path: '/ingest?session_id=A&lap=x' }, '400 bad-lap'],
    ['is too large', { headers: { 'Content-Length': '99999999' } }, '413 too-large'],
  ])('a request that %s is refused after others were accepted', async (_name, other, answer) => {
    const relay = await startTestRelay();
    const good = [1, 7].map((packetId) => bytesOf({ packetId }));
    const refused = headOf({ ...other, packetId: 13 });
    const bytes = refused.includes('Content-Length')
      ? `${refused}\r\n`
      : bytesOf({ ...other, packetId: 13 });
    expect(await answers(relay.address, [...good, bytes])).toEqual([accepted, accepted, answer]);
    expect(relay.relay.stats().framesTaken).toBe(2);
  });

  test('a request without the key is refused after one with it, and the next with it is accepted', async () => {
    const relay = await startTestRelay({ key: 'secret-key' });
    const withKey = (key: string, packetId: number): string =>
      bytesOf({ headers: { Authorization: `Bearer ${key}` }, packetId });
    const posts = [
      withKey('secret-key', 1),
      bytesOf({ packetId: 7 }),
      withKey('secret-kez', 13),
      withKey('secret-key', 19),
    ];
    const expected = [accepted, '401 key-missing', '403 key-wrong', accepted];
    expect(await answers(relay.address, posts)).toEqual(expected);
  });

  test('each batch goes to the session and lap that its own address names', async () => {
    const relay = await startTestRelay();
    const viewers = { A: await relay.watch('A'), B: await relay.watch('B') };
    const posts = [
      { packetId: 1 },
      { packetId: 7 },
      { packetId: 13, path: '/ingest?session_id=A&lap=2' },
      { packetId: 1, path: '/ingest?session_id=B&lap=9' },
      { packetId: 19, path: '/ingest?session_id=A&lap=2' },
    ];
    await answers(relay.address, posts.map(bytesOf));
    const seen = [];
    for (let i = 0; i < 4; i++) {
      const { lap, data } = await viewers.A.next();
      seen.push([lap, (data as { packetId: number }[])[0]!.packetId]);
    }
    expect(seen).toEqual([
      [1, 1],
      [1, 7],
      [2, 13],
      [2, 19],
    ]);
    expect((await viewers.B.next()).lap).toBe(9);
  });

  test('a body may arrive in chunks, cut anywhere, with or without a Content-Length', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const connection = new RawConnection(relay.address);
    connection.socket.setNoDelay(true);
    const write = (text: string): Promise<void> =>
      new Promise((resolve) => connection.socket.write(text, () => setImmediate(resolve)));
    for (const [packetId, at] of [
      [1, 1],
      [7, -40],
    ] as const) {
      const whole = bytesOf({ packetId });
      await write(whole.slice(0, at));
      await relay.request('/health');
      await write(whole.slice(at));
    }
    const body = JSON.stringify([frame(13)]);
    await write(`${headOf({ packetId: 13 })}Transfer-Encoding: chunked\r\n\r\n`);
    for (const part of [body.slice(0, 10), body.slice(10)]) {
      await relay.request('/health');
      await write(`${part.length.toString(16)}\r\n${part}\r\n`);
    }
    await write('0\r\n\r\n');
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push(...((await viewer.next()).data as object[]));
    expect(seen).toEqual([frame(1), frame(7), frame(13)]);
  });
});
