/** The log, `/metrics` and `/api/status` show which publishers are refused and why. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { publishSubprotocol } from '../../../protocol/messages.ts';
import { RelayError } from '../../../relay/errors.ts';
import { RefusedPublishers } from '../../../relay/ingest/refused-publishers.ts';
import { frame } from '../../support/frames.ts';
import { LogBook } from '../../support/log-book.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';

/** Code, session and count of each entry in `/api/status`. */
const listed = ({ relay }: TestRelay) =>
  relay.stats().refused.map(({ code, sessionID, count }) => [code, sessionID, count]);

describe('a publisher that is refused', () => {
  test('is listed with its reason, and logged once however often it tries', async () => {
    const log = new LogBook();
    const relay = await startTestRelay({ key: 'secret-key' }, { log });
    for (let i = 0; i < 50; i++) await relay.post('SPA-1', 1, [frame(1)]);
    expect(listed(relay)).toEqual([['key-missing', 'SPA-1', 50]]);
    const [refused] = relay.relay.stats().refused;
    expect(refused!.remoteAddress).toContain('127.0.0.1');
    expect(refused!.message).toMatch(/key/);
    expect(refused!.agoMs).toBeLessThan(5_000);
    expect(log.warnings).toHaveLength(1);
    expect(log.warnings[0]).toMatchObject({
      sentence: 'A publisher is refused.',
      fields: { sessionID: 'SPA-1', code: 'key-missing' },
    });
    const metrics = await relay.request('/metrics');
    expect(metrics.text).toContain('sequential_publishing_refused_total{code="key-missing"} 50\n');
  });

  test('is listed for each reason, the newest first', async () => {
    const relay = await startTestRelay();
    await relay.post('A', 1, [frame(1, { gas: 7 })]);
    await relay.post('A', 1, '{');
    await relay.post('B', 1, 'null');
    await relay.request('/ingest?session_id=C&lap=x', { method: 'POST', body: '[]' });
    await relay.send('POST', '/ingest?session_id=a%20b&lap=1', '[]');
    expect(listed(relay)).toEqual([
      ['bad-session-id', null, 1],
      ['not-json', 'C', 1],
      ['bad-batch', 'B', 1],
      ['bad-json', 'A', 1],
      ['bad-frame', 'A', 1],
    ]);
    expect(relay.relay.stats().refused.at(-1)!.message).toBe(
      'Frame 0, field "gas": expected a number from 0 to 1, got 7.',
    );
  });

  test('is listed when it is an agent: for its upgrade, its hello, and a batch', async () => {
    const relay = await startTestRelay();
    const agent = await relay.agent();
    agent.send({ type: 'batch', sessionID: 'A', run: 'r', seq: 1, lap: 1, data: [{}] });
    await agent.next('refused');
    await relay.socket('/publish', ['sequential-publish.v9']).closed;
    const old = relay.socket('/publish', [publishSubprotocol]);
    await old.opened;
    old.send({ type: 'hello', protocol: 999, agent: 'old', kept: [] });
    await old.closed;
    await relay.socket('/publish', [publishSubprotocol], { origin: 'http://evil.example' }).refused;
    expect(listed(relay)).toEqual([
      ['foreign-page', null, 1],
      ['wrongVersion', null, 2],
      ['bad-frame', 'A', 1],
    ]);
  });

  test('is listed when it may not describe its session', async () => {
    const relay = await startTestRelay({ key: 'secret-key' });
    await relay.send('PUT', '/api/sessions/SPA-1', { car: 'x' });
    const key = { Authorization: 'Bearer secret-key' };
    await relay.send('PUT', '/api/sessions/SPA-1', { car: 5 }, key);
    expect(listed(relay)).toEqual([
      ['bad-facts', 'SPA-1', 1],
      ['key-missing', 'SPA-1', 1],
    ]);
  });

  test('is listed when fields were left out', async () => {
    const log = new LogBook();
    const relay = await startTestRelay({}, { log });
    await relay.post('A', 1, [frame(1, { clutch: 7 })]);
    await relay.post('A', 1, [frame(7, { clutch: 8 })]);
    expect(listed(relay)).toEqual([['fields-left-out', 'A', 2]]);
    expect(relay.relay.stats().refused[0]!.message).toContain('Field "clutch"');
    expect(log.warnings.map(({ sentence }) => sentence)).toEqual([
      'Fields of a publisher are left out.',
    ]);
  });

  test('is not listed while its frames are accepted', async () => {
    const relay = await startTestRelay();
    await relay.post('A', 1, [frame(1)]);
    expect(listed(relay)).toEqual([]);
    expect((await relay.request('/health')).text).not.toContain('refused');
  });
});

describe('the list', () => {
  const error = new RelayError('bad-json', 'The body is not JSON.', 'Send JSON.');
  const publisher = (i: number) => ({ remoteAddress: '192.0.2.7', sessionID: `S${i}` });

  test('has a limit, and so has the log, however many sessions somebody makes up', () => {
    const log = new LogBook();
    const refused = new RefusedPublishers(log, () => 0);
    for (let i = 0; i < 5_000; i++) refused.refused(publisher(i), error);
    expect(refused.list()).toHaveLength(limits.refusedPublishersMax);
    expect(refused.list()[0]).toMatchObject({
      sessionID: 'S4999',
      message: 'The body is not JSON. Send JSON.',
    });
    expect(log.warnings.length).toBeLessThanOrEqual(limits.refusalLogLinesMax);
    expect(refused.totals().get('bad-json')).toBe(5_000);
  });

  test('drops old entries', () => {
    let now = 0;
    const refused = new RefusedPublishers(new LogBook(), () => now);
    refused.refused(publisher(1), error);
    now = limits.refusedPublisherKeptMs;
    expect(refused.list()).toHaveLength(1);
    now++;
    expect(refused.list()).toEqual([]);
  });

  test('has no entries for a relay that shuts down', () => {
    const refused = new RefusedPublishers(new LogBook(), () => 0);
    refused.refused(publisher(1), new RelayError('shutting-down', 'The relay is shutting down.'));
    expect(refused.list()).toEqual([]);
  });
});
