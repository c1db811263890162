/** Sends malformed input: the relay answers as the contract says, stores none of it, and keeps running. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { channels } from '../../protocol/channels.ts';
import { closeCodes } from '../../protocol/close-codes.ts';
import { errorCodes } from '../../protocol/error-codes.ts';
import { protocolVersion, publishSubprotocol, viewerSubprotocol } from '../../protocol/messages.ts';
import { frame } from '../support/frames.ts';
import { socketRequest } from '../support/raw-http.ts';
import {
  RawConnection,
  startTestRelay,
  stopWithFile,
  type TestRelay,
} from '../support/test-relay.ts';

let relay: TestRelay;

stopWithFile();
beforeAll(async () => {
  relay = await startTestRelay({ db: 'none' });
});

const numRuns = 150;

/** The relay accepted none of this. */
function expectNothingKept(): void {
  expect(relay.relay.stats()).toMatchObject({ framesTaken: 0, recorder: { framesTaken: 0 } });
}

/** An answer of the contract: a known code with its status, a sentence, and nothing else. */
function expectRefusal(status: number, text: string): void {
  const { error, ...rest } = JSON.parse(text) as { error: Record<string, unknown> };
  expect(rest).toEqual({});
  expect(errorCodes[error.code as keyof typeof errorCodes]).toBe(status);
  expect(String(error.message)).toMatch(/\S.{5,}/);
  expect(Object.keys(error).filter((key) => !['code', 'message', 'hint'].includes(key))).toEqual(
    [],
  );
}

const good = frame(1);
const required = channels.filter((c) => c.required);
const names = required.map((c) => c.name);

/** A frame in which something is wrong. */
const badFrame = fc.oneof(
  fc.constantFrom(...required).map(({ name }) => {
    const { [name]: _left, ...rest } = good as unknown as Record<string, unknown>;
    return rest;
  }),
  fc
    .tuple(
      fc.constantFrom(...names),
      fc.constantFrom<unknown>('1', {}, [], [null], -1e9, 1e12, 0.1234567, true, '', 'NaN'),
    )
    .map(([name, value]) => ({ ...good, [name]: value }))
    .filter((value) => !isGood(value)),
  fc.anything({ maxDepth: 2 }).filter((value) => !isGood(value)),
);

/**
 * Decides whether a value is a frame, from the contract and independently of the relay's code. Only the required fields
 * count.
 */
function isGood(value: unknown): boolean {
  let json: unknown;
  try {
    json = JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return false;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return required.every((c) => {
    const field = (json as Record<string, unknown>)[c.name];
    if (typeof field !== 'number' || field < c.min || field > c.max) return false;
    return c.type === 'number' || Number.isInteger(field);
  });
}

/** What a frame becomes on its way as JSON; a BigInt or a circle has none. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return 'null';
  }
}

const badBody = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.json().filter((text) => !isGoodBatch(text)),
  fc
    .tuple(fc.array(fc.constant(good), { maxLength: 3 }), badFrame)
    .map(([before, bad]) => `[${[...before, bad].map(textOf).join(',')}]`)
    .filter((text) => !isGoodBatch(text)),
  fc.nat(JSON.stringify([good]).length - 1).map((cut) => JSON.stringify([good]).slice(0, cut)),
);

function isGoodBatch(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every(isGood);
  } catch {
    return false;
  }
}

/** Posts this to `/ingest`, which answers 400. */
async function expectRefused(query: string, body: BodyInit): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await relay.request(`/ingest?${query}`, { method: 'POST', headers, body });
  expect(answer.status).toBe(400);
  expectRefusal(answer.status, answer.text);
}

describe('malformed input', () => {
  test('as the body of a POST', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(badBody, fc.uint8Array({ maxLength: 200 })), async (body) => {
        await expectRefused('session_id=A&lap=1', body as BodyInit);
      }),
      { numRuns },
    );
    expectNothingKept();
  });

  test('as the query of a POST', async () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme' }).map(encodeURIComponent),
      fc.string().map((text) => text.replaceAll(/[^!-~]|[#&?]/g, '')),
      fc.constantFrom('%', '%0', '%zz', '%ff%fe', '%00', '', '..', 'live'),
    );
    const query = fc
      .array(
        fc.oneof(
          fc.tuple(fc.constantFrom('session_id', 'lap', 'key'), part).map((pair) => pair.join('=')),
          part,
        ),
        { maxLength: 5 },
      )
      .map((parts) => parts.join('&'))
      .filter((text) => !/session_id=/.test(text) || !/lap=[1-9]/.test(text));
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        await expectRefused(text, JSON.stringify([good]));
      }),
      { numRuns },
    );
    expectNothingKept();
  });

  test('as bytes instead of HTTP', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc
        .tuple(
          fc.constantFrom('GET', 'POST', 'BREW', ''),
          fc.constantFrom(
            '/ingest',
            '/ws/A',
            '*',
            'http://evil.example/ingest',
            '/%',
            '/../../etc',
          ),
          fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', ''),
          fc.array(
            fc.constantFrom(
              'Host: localhost',
              'Host: evil.example',
              'Content-Length: -1',
              'Content-Length: 5',
              'Transfer-Encoding: chunked',
              'Upgrade: websocket',
              'Connection: Upgrade',
              'Sec-WebSocket-Version: 7',
              'Sec-WebSocket-Key: x',
              ': x',
              'X\0: y',
            ),
          ),
        )
        .map(([method, path, version, headers]) =>
          Buffer.from(`${method} ${path} ${version}\r\n${headers.join('\r\n')}\r\n\r\n`),
        ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        const connection = new RawConnection(relay.address);
        connection.socket.end(sent);
        await connection.closed;
        for (const [, status] of connection.text.matchAll(/^HTTP\/1\.1 (\d+)/gm)) {
          expect(Number(status)).toBeGreaterThanOrEqual(200);
          expect([500, 502]).not.toContain(Number(status));
        }
      }),
      { numRuns },
    );
    expectNothingKept();
  });

  const known = new Set<number>([
    ...Object.values(closeCodes).map(({ code }) => code),
    // Those of `ws` itself: a broken frame, text that is no UTF-8, a message too large.
    1002,
    1007,
    1009,
  ]);

  const badMessage = fc.oneof(
    fc.string(),
    fc.json().filter((text) => !/"type":/.test(text)),
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(
        fc.constantFrom('hello', 'visible', 'ping', 'batch', 'session', 'status', 'clock', 'x'),
        fc.dictionary(
          fc.constantFrom('protocol', 'id', 'visible', 'channels', 'seq', 'lap', 'data', 'run'),
          fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.constant([])),
        ),
      )
      .map(([type, more]) => JSON.stringify({ type, ...more }))
      .filter((text) => !/"type":"visible".*"visible":(true|false)/.test(text)),
  );

  test.each([
    ['a page', '/ws/A', viewerSubprotocol, { overlay: 'x', build: 'b', channels: [], hz: 0 }],
    ['an agent', '/publish', publishSubprotocol, { agent: 'x', kept: [] }],
  ])('as a message of %s, before and after its hello', async (_name, path, protocol, words) => {
    await fc.assert(
      fc.asyncProperty(badMessage, fc.boolean(), async (message, greets) => {
        const socket = relay.socket(path, [protocol]);
        await socket.opened;
        if (greets) {
          socket.send({ type: 'hello', protocol: protocolVersion, ...words });
          await socket.next('welcome');
        }
        socket.ws.send(message);
        const { code, reason } = await socket.closed;
        expect(known).toContain(code);
        expect(reason.length).toBeGreaterThan(code >= 4000 ? 5 : -1);
      }),
      { numRuns: 60 },
    );
    expectNothingKept();
  });

  test('as WebSocket frames', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 2, maxLength: 100 }), async (bytes) => {
        const connection = new RawConnection(relay.address, socketRequest('/ws/A'));
        connection.socket.end(bytes);
        await connection.closed;
        expect(connection.text).toContain('101 Switching Protocols');
      }),
      { numRuns: 60 },
    );
    expectNothingKept();
  });

  test('and the relay still serves afterwards', async () => {
    const viewer = await relay.watch('A');
    expect((await relay.post('A', 1, [good])).status).toBe(200);
    expect((await viewer.next()).data).toEqual([good]);
    const { sessions, viewers } = relay.relay.stats();
    expect([sessions.length, viewers]).toEqual([1, 1]);
  });
});
