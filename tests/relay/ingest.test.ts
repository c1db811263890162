/** `POST /ingest` over real connections: every status of the contract, and broken requests. */
import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { decodeFrames, formOf } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import { frame, frames } from '../support/frames.ts';
import { rawPost } from '../support/raw-http.ts';
import {
  type Answer,
  processed,
  RawConnection,
  startTestRelay,
  type TestRelay,
} from '../support/test-relay.ts';

const json = { 'Content-Type': 'application/json' };

function codeOf(answer: Answer): [number, string | undefined] {
  const { error } = (answer.json ?? {}) as { error?: { code: string } };
  return [answer.status, error?.code];
}

/** Posts one good frame to this exact address of /ingest. */
function postTo(relay: TestRelay, path: string, headers: Record<string, string> = json) {
  return relay.request(path, { method: 'POST', headers, body: JSON.stringify([frame(1)]) });
}

/** Sends headers that fetch would not. */
function bare(
  relay: TestRelay,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port: relay.relay.port, host: '127.0.0.1', method, path, headers },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe('POST /ingest', () => {
  test('accepts a batch and returns the number of frames', async () => {
    const relay = await startTestRelay();
    const answer = await relay.post('RACE-SPA-2026', 5, frames(10, 3));
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ accepted: 3 });
  });

  test('accepts a batch of the maximum size and refuses one more frame', async () => {
    const relay = await startTestRelay();
    expect((await relay.post('A', 1, frames(1, limits.batchFramesMax))).status).toBe(200);
    const more = await relay.post('A', 1, frames(1, limits.batchFramesMax + 1));
    expect(codeOf(more)).toEqual([400, 'bad-batch']);
  });

  test.each([
    ['not closed', '[{"packetId": 1', 'bad-json'],
    ['empty', '', 'bad-json'],
    ['garbage after the array', `${JSON.stringify([frame(1)])} x`, 'bad-json'],
    ['null', 'null', 'bad-batch'],
    ['a frame without its array', JSON.stringify(frame(1)), 'bad-batch'],
    ['a number', '5', 'bad-batch'],
    ['no frames', '[]', 'bad-batch'],
    ['[null]', '[null]', 'bad-frame'],
    ['[{}]', '[{}]', 'bad-frame'],
    ['[[]]', '[[]]', 'bad-frame'],
    ['NaN', JSON.stringify([frame(1)]).replace('8.3', 'NaN'), 'bad-json'],
    ['a number beyond all', JSON.stringify([frame(1)]).replace('8.3', '1e999'), 'bad-frame'],
    ['a text for a number', JSON.stringify([frame(1, { gas: '1' })]), 'bad-frame'],
    ['a value out of range', JSON.stringify([frame(1, { gas: 99 })]), 'bad-frame'],
    ['a fraction for a count', JSON.stringify([frame(1, { gear: 1.5 })]), 'bad-frame'],
    ['null for a value', JSON.stringify([frame(1, { rpms: null })]), 'bad-frame'],
  ])('refuses %s', async (_name, body, code) => {
    const relay = await startTestRelay();
    expect(codeOf(await relay.post('A', 1, body))).toEqual([400, code]);
  });

  test('names the frame, the field, what was expected and what came', async () => {
    const relay = await startTestRelay();
    const answer = await relay.post('A', 1, [frame(1), frame(2), frame(3, { gas: 99 })]);
    expect(answer.json).toEqual({
      error: {
        code: 'bad-frame',
        message: 'Frame 2, field "gas": expected a number from 0 to 1, got 99.',
      },
    });
  });

  test('keeps and shows nothing of a batch that is refused', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    await relay.post('A', 1, [frame(1), frame(2), frame(3, { gas: 99 })]);
    await relay.post('A', 1, [frame(7)]);
    expect((await viewer.next()).data).toEqual([frame(7)]);
    expect(relay.relay.stats()).toMatchObject({ framesTaken: 1, recorder: { framesTaken: 1 } });
  });

  test('drops an invalid optional field for viewers, pages and store, and reports it', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const page = await relay.page('A', { channels: ['clutch', 'gear'] });
    const answer = await relay.post('A', 0, [frame(1, { clutch: 7, lap: 0 }), frame(7)]);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      accepted: 2,
      warnings: ['Field "clutch" was left out of frame 0: expected a number from 0 to 1, got 7.'],
    });
    const data = [frame(1, { lap: 0 }), frame(7)];
    expect(await viewer.next()).toEqual({ sessionID: 'A', lap: 0, data });
    const shown = decodeFrames(formOf(['clutch', 'gear']), await page.nextBytes());
    expect(shown.lap).toBe(0);
    expect(shown.frames.map(({ clutch, gear }) => [clutch, gear])).toEqual([
      [undefined, 5],
      [undefined, 5],
    ]);
    await relay.relay.recorder.flushForReaders('A');
    const stored = await relay.request('/api/sessions/A/laps/0');
    expect(stored.json).toEqual({ sessionID: 'A', lap: 0, data });
  });

  test('shows plain viewers the parsed value of a repeated or escaped name', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const text = JSON.stringify(frame(1)).replace('"gas":1', '"gas":0.5,"g\\u0061s":0.25');
    expect((await relay.post('A', 1, `[${text}]`)).json).toEqual({ accepted: 1 });
    await viewer.next();
    expect(viewer.texts).toEqual([
      JSON.stringify({ sessionID: 'A', lap: 1, data: [frame(1, { gas: 0.25 })] }),
    ]);
  });

  test('a body that is not UTF-8 is refused, so that no viewer gets it', async () => {
    const relay = await startTestRelay();
    const body = Buffer.from(JSON.stringify([frame(1, { note: '?' })]), 'latin1');
    body[body.indexOf('?')] = 0xff;
    const answer = await relay.request('/ingest?session_id=A&lap=1', {
      method: 'POST',
      headers: json,
      body,
    });
    expect(codeOf(answer)).toEqual([400, 'bad-json']);
  });

  const refused = {
    'bad-session-id': [
      'lap=1',
      'session_id=&lap=1',
      `session_id=${'x'.repeat(65)}&lap=1`,
      'session_id=a%20b&lap=1',
      'session_id=a+b&lap=1',
      'session_id=%22%2C%22&lap=1',
      'session_id=a%00&lap=1',
      'session_id=..%2F..%2Fetc&lap=1',
      'session_id=%D0%B0&lap=1',
      'session_id=live&lap=1',
      'session_id=.&lap=1',
      'session_id=%2E%2E&lap=1',
    ],
    'bad-parameter': [
      'session_id=%zz&lap=1',
      'session_id=%ff&lap=1',
      'session_id=a&session_id=b&lap=1',
      'session_id=a&lap=1&lap=2',
    ],
    'bad-lap': ['', '&lap=', '&lap=01', '&lap=-5', '&lap=abc', '&lap=1.5', '&lap=0x5']
      .concat('&lap=100001', '&lap=%205', '&lap=+5')
      .map((lap) => `session_id=a${lap}`),
  };

  test.each(Object.entries(refused))('refuses an address with a %s', async (code, queries) => {
    const relay = await startTestRelay();
    for (const query of queries) {
      const answer = await postTo(relay, `/ingest?${query}`);
      expect([query, ...codeOf(answer)]).toEqual([query, 400, code]);
    }
  });

  test('accepts every character of a session id, percent-encoded too', async () => {
    const relay = await startTestRelay();
    const id = 'abcXYZ019._-';
    expect((await postTo(relay, `/ingest?session_id=${id}&lap=100000`)).status).toBe(200);
    const encoded = [...id].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
    expect((await postTo(relay, `/ingest?lap=1&session_id=${encoded}&other=x`)).status).toBe(200);
    expect(relay.relay.stats().sessions.map((one) => one.sessionID)).toEqual([id]);
  });

  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not POST', async (method) => {
    const relay = await startTestRelay();
    const answer = await relay.request('/ingest?session_id=A&lap=1', { method });
    expect(codeOf(answer)).toEqual([405, 'method-not-allowed']);
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test.each([
    ['a text', { 'Content-Type': 'text/plain' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['something like JSON', { 'Content-Type': 'application/jsonp' }],
    ['another alphabet', { 'Content-Type': 'application/json; charset=latin1' }],
    ['nothing', {}],
    ['packed JSON', { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }],
  ])('refuses %s for JSON', async (_name, headers) => {
    const relay = await startTestRelay();
    const answer = await bare(relay, 'POST', '/ingest?session_id=A&lap=1', headers as never, '[]');
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([415, 'not-json']);
  });

  test('accepts JSON declared as UTF-8', async () => {
    const relay = await startTestRelay();
    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      const answer = await postTo(relay, '/ingest?session_id=A&lap=1', { 'Content-Type': type });
      expect(answer.status).toBe(200);
    }
  });

  test.each(['identity', 'Identity', ''])('accepts a body with the coding "%s"', async (coding) => {
    const relay = await startTestRelay();
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': coding };
    const answer = await postTo(relay, '/ingest?session_id=A&lap=1', headers);
    expect(answer.status).toBe(200);
  });

  test('refuses a body that is too large, by its header or while reading', async () => {
    const relay = await startTestRelay();
    const large = `[${' '.repeat(limits.ingestBytesMax)}]`;
    expect(codeOf(await relay.post('A', 1, large))).toEqual([413, 'too-large']);
    const chunks = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 40; i++) controller.enqueue(new Uint8Array(65_536));
        controller.close();
      },
    });
    const init = { method: 'POST', headers: json, body: chunks, duplex: 'half' } as RequestInit;
    const answer = await relay.request('/ingest?session_id=A&lap=1', init);
    expect(codeOf(answer)).toEqual([413, 'too-large']);
    expect((await relay.post('A', 1, [frame(1)])).status).toBe(200);
  });

  test('a body of 200 MB is read past and not kept', async () => {
    const relay = await startTestRelay();
    const connection = new RawConnection(relay.address, rawPost('', [], 209_715_200));
    const before = process.memoryUsage().rss;
    const chunk = Buffer.alloc(1_048_576, 0x20);
    for (let i = 0; i < 200 && !connection.socket.destroyed; i++) {
      if (!connection.socket.write(chunk)) {
        await new Promise((resolve) => connection.socket.once('drain', resolve));
      }
    }
    await processed(relay);
    expect(connection.text).toContain('HTTP/1.1 413');
    // Node frees read data with a delay, newer versions later than older ones.
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test('asks for the key where there is one', async () => {
    const relay = await startTestRelay({ key: 'secret-key' });
    expect(codeOf(await relay.post('A', 1, [frame(1)]))).toEqual([401, 'key-missing']);
    const wrong = await relay.post('A', 1, [frame(1)], { Authorization: 'Bearer wrong' });
    expect(codeOf(wrong)).toEqual([403, 'key-wrong']);
    const right = await relay.post('A', 1, [frame(1)], { Authorization: 'Bearer secret-key' });
    expect(right.status).toBe(200);
    const inAddress = await postTo(relay, '/ingest?session_id=A&lap=1&key=secret-key');
    expect(inAddress.status).toBe(200);
  });

  test('refuses a page of another site and a foreign host name', async () => {
    const relay = await startTestRelay();
    const body = JSON.stringify([frame(1)]);
    const path = '/ingest?session_id=A&lap=1';
    for (const [headers, code] of [
      [{ Origin: 'http://evil.example' }, 'foreign-page'],
      [{ Origin: 'http://localhost:1234' }, 'foreign-page'],
      [{ Origin: 'null' }, 'foreign-page'],
      [{ Host: 'evil.example' }, 'foreign-host'],
    ] as const) {
      const answer = await bare(relay, 'POST', path, { ...json, ...headers }, body);
      expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([403, code]);
    }
    const own = { ...json, Origin: relay.address };
    expect((await bare(relay, 'POST', path, own, body)).status).toBe(200);
    expect(relay.relay.stats().framesTaken).toBe(1);
  });

  test('unknown fields are kept', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const more = { rainIntensity: 0.5, note: 'ü', __proto__x: { a: [1, { b: null }] } };
    await relay.post('A', 1, [frame(1, more)]);
    expect((await viewer.next()).data).toEqual([frame(1, more)]);
    await relay.relay.recorder.flushForReaders('A');
    expect(relay.relay.stats().recorder.framesStored).toBe(1);
  });

  test('refuses a session over the limit while all are in use; the idlest makes room', async () => {
    let now = 1_000_000;
    const relay = await startTestRelay({ db: 'none' }, { now: () => now });
    for (let i = 0; i < limits.sessionsMax; i++) await relay.post(`S${i}`, 1, [frame(1)]);
    const answer = await relay.post('another', 1, [frame(1)]);
    expect(codeOf(answer)).toEqual([429, 'too-many']);
    expect(answer.headers.get('retry-after')).toBe('5');
    now += limits.publisherSilentMs + 1;
    expect((await relay.post('another', 1, [frame(1)])).status).toBe(200);
    const { sessions } = relay.relay.stats();
    expect(sessions).toHaveLength(limits.sessionsMax);
    expect(sessions.some((one) => one.sessionID === 'S0')).toBe(false);
  });

  test('reports that it is shutting down', async () => {
    const relay = await startTestRelay();
    const connection = new RawConnection(relay.address, rawPost('[', [], 2));
    await processed(relay);
    const stopped = relay.relay.stop();
    connection.socket.write(']');
    await Promise.race([stopped, connection.closed]);
    await stopped;
    expect(connection.text).toContain('HTTP/1.1 503');
    expect(connection.text).toContain('shutting-down');
  });
});

describe('broken requests', () => {
  test('input that is not HTTP gets an answer and ends the connection', async () => {
    const relay = await startTestRelay();
    const connection = new RawConnection(relay.address, '\x16\x03\x01 hello\r\n\r\n');
    await connection.closed;
    expect(connection.text).toContain('HTTP/1.1 400');
    expect(connection.text).toContain('"bad-request"');
  });

  test('a request that names no host is refused', async () => {
    const relay = await startTestRelay();
    for (const version of ['1.0', '1.1']) {
      const connection = new RawConnection(relay.address);
      connection.socket.end(`GET /health HTTP/${version}\r\n\r\n`);
      await connection.closed;
      expect(connection.text).toContain('403');
      expect(connection.text).toContain('"foreign-host"');
    }
  });

  test('too many header bytes', async () => {
    const relay = await startTestRelay();
    const connection = new RawConnection(
      relay.address,
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(limits.headerBytesMax)}\r\n\r\n`,
    );
    await connection.closed;
    expect(connection.text).toContain('HTTP/1.1 431');
    expect(connection.text).toContain('"headers-too-large"');
  });

  test('many header lines do not hide the last one', async () => {
    const relay = await startTestRelay();
    const body = JSON.stringify([frame(1)]);
    for (const [last, status] of [
      ['X-Forwarded-For: 203.0.113.7', 401],
      ['Origin: https://evil.example', 403],
    ] as const) {
      const fields = ['Connection: close', ...Array<string>(3_000).fill('a:'), last];
      const connection = new RawConnection(relay.address, rawPost(body, fields));
      await connection.closed;
      expect(connection.text).toContain(`HTTP/1.1 ${status}`);
    }
  });

  test('endless headers are cut off after a while without affecting others', async () => {
    const relay = await startTestRelay();
    const connection = new RawConnection(
      relay.address,
      'POST /ingest?session_id=A&lap=1 HTTP/1.1\r\nHost: localhost\r\n',
    );
    const started = performance.now();
    expect((await relay.post('A', 1, [frame(1)])).status).toBe(200);
    await connection.closed;
    expect(performance.now() - started).toBeLessThan(limits.headersTimeoutMs + 3_000);
    expect(connection.text).toContain('HTTP/1.1 408');
    expect(connection.text).toContain('"too-slow"');
  });
});
