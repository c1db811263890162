/** Describing a session over HTTP (driver, car, track), for publishers without our agent. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { frame } from '../support/frames.ts';
import { processed, startTestRelay } from '../support/test-relay.ts';

describe('PUT /api/sessions/{id}', () => {
  async function put(
    relay: Awaited<ReturnType<typeof startTestRelay>>,
    id: string,
    body: unknown,
    headers: object = {},
  ) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await relay.send('PUT', `/api/sessions/${id}`, text, headers);
    const { error } = (answer.json ?? {}) as { error?: { code: string } };
    return { ...answer, code: error?.code };
  }

  test('describes a session in several requests, before or after its frames', async () => {
    const relay = await startTestRelay();
    const page = await relay.page('A');
    expect((await put(relay, 'A', { driverName: 'Niki', track: 'spa' })).json).toEqual({
      sessionID: 'A',
      facts: { driverName: 'Niki', track: 'spa' },
    });
    expect(await page.next('session')).toMatchObject({ session: { facts: { track: 'spa' } } });
    await relay.post('A', 1, [frame(1)]);
    expect((await put(relay, 'A', { track: null, maxRpm: 7000, unknown: 1 })).json).toEqual({
      sessionID: 'A',
      facts: { driverName: 'Niki', maxRpm: 7000 },
    });
    await relay.relay.recorder.flushForReaders('A');
    const { sessions } = await relay.relay.recorder.reader.sessions(10, null);
    expect(sessions).toMatchObject([{ sessionID: 'A', facts: { driverName: 'Niki' } }]);
  });

  test('accepts only UTF-8, so that no name is shown with wrong letters', async () => {
    const relay = await startTestRelay();
    const send = async (body: Buffer, headers: object = {}) => {
      const { status, json } = await relay.request('/api/sessions/A', {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: new Uint8Array(body),
      });
      return [status, (json as { error?: { code: string } }).error?.code];
    };
    const text = '{"driverName":"Müller"}';
    expect(await send(Buffer.from(text, 'latin1'))).toEqual([400, 'bad-json']);
    expect(await send(Buffer.from(text, 'utf16le'))).toEqual([400, 'bad-json']);
    const utf16 = { 'Content-Type': 'application/json; charset=utf-16' };
    expect(await send(Buffer.from(text, 'utf16le'), utf16)).toEqual([415, 'not-json']);
    const packed = { 'Content-Encoding': 'gzip' };
    expect(await send(gzipSync(text), packed)).toEqual([415, 'not-json']);
    expect(await send(Buffer.from(`\uFEFF${text}`))).toEqual([200, undefined]);
    expect(relay.relay.stats().sessions).toHaveLength(1);
  });

  test('refuses invalid values and names what is valid', async () => {
    const relay = await startTestRelay({ key: 'secret-key' });
    const key = { Authorization: 'Bearer secret-key' };
    const wrong = await put(relay, 'A', { maxRpm: 'many' }, key);
    expect([wrong.status, wrong.code]).toEqual([400, 'bad-facts']);
    expect(wrong.text).toContain('\\"maxRpm\\" must be a number from 0 to 50000');
    expect((await put(relay, 'A', [], key)).code).toBe('bad-facts');
    expect((await put(relay, 'A', '{', key)).code).toBe('bad-json');
    expect((await put(relay, 'live', {}, key)).code).toBe('bad-session-id');
    expect((await put(relay, 'A%20B', {}, key)).code).toBe('bad-session-id');
    expect((await put(relay, 'A', {})).code).toBe('key-missing');
    expect((await put(relay, 'A', 'x', { ...key, 'Content-Type': 'text/plain' })).code).toBe(
      'not-json',
    );
    expect((await put(relay, 'A', {}, { ...key, Origin: 'http://evil.example' })).code).toBe(
      'foreign-page',
    );
    expect((await put(relay, 'A', { car: 'x'.repeat(limits.apiBytesMax) }, key)).code).toBe(
      'too-large',
    );
    await processed(relay);
    expect(relay.relay.stats().sessions).toEqual([]);
  });
});
