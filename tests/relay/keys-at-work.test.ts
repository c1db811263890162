import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type KeyKind, keySubprotocolPrefix, type MadeKey } from '../../protocol/access-keys.ts';
import { limits } from '../../protocol/limits.ts';
import { silentLog } from '../../protocol/log.ts';
import { viewerSubprotocol } from '../../protocol/messages.ts';
import { KeyFile } from '../../relay/access/key-file.ts';
import { type KeyList, withNewKey, withoutKey } from '../../relay/access/key-list.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { frame } from '../support/frames.ts';
import { LogBook } from '../support/log-book.ts';
import { startTestRelay, type TestRelay, type TestSocket } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

const json = { 'Content-Type': 'application/json' };
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

async function make(relay: TestRelay, kind: KeyKind, name: string): Promise<MadeKey> {
  const body = JSON.stringify({ kind, name });
  const answer = await relay.request('/api/keys', { method: 'POST', headers: json, body });
  expect(answer.status).toBe(201);
  return answer.json as MadeKey;
}

/** Sends a batch. @returns what the agent is answered */
async function publish(agent: TestSocket, sessionID: string, seq: number) {
  const batch = { sessionID, run: `run-of-${sessionID}`, seq, lap: 1, late: false };
  agent.send({ type: 'batch', ...batch, data: [frame(seq)] });
  return agent.next();
}

const codeOf = (text: string) => /"code":"([^"]*)"/.exec(text)?.[1];

describe('a key', () => {
  test('has the date of the system when it was made, however long the relay has run', async () => {
    const date = Date.UTC(2026, 10, 22, 20);
    const relay = await startTestRelay({}, { date: () => date });
    const { madeAt } = await make(relay, 'view', 'OBS');
    expect(madeAt).toBe(new Date(date).toISOString());
  });

  test('that is revoked closes its sockets at once, and no other', async () => {
    const relay = await startTestRelay();
    const [anna, ben] = [await make(relay, 'publish', 'Anna'), await make(relay, 'publish', 'Ben')];
    const view = await make(relay, 'view', 'OBS');
    const agents = {
      anna: await relay.agent([], { headers: bearer(anna.key) }),
      ben: await relay.agent([], { headers: bearer(ben.key) }),
    };
    const viewer = await relay.watch('A', { headers: bearer(view.key) });
    await relay.request(`/api/keys/${anna.id}`, { method: 'DELETE' });
    expect(await agents.anna.closed).toMatchObject({ code: 4403 });
    await relay.request(`/api/keys/${view.id}/renew`, { method: 'POST' });
    expect(await viewer.closed).toMatchObject({ code: 4403 });
    expect(await publish(agents.ben, 'B', 1)).toMatchObject({ type: 'received' });
    const refused = relay.socket('/publish', ['sequential-publish.v1'], {
      headers: bearer(anna.key),
    });
    expect((await refused.refused).status).toBe(403);
  });

  test('that posts over one connection is refused as soon as it is revoked', async () => {
    const relay = await startTestRelay();
    const { key, id } = await make(relay, 'publish', 'Anna');
    const post = () => relay.post('A', 1, [frame(1)], bearer(key));
    expect((await post()).status).toBe(200);
    expect((await post()).status).toBe(200);
    await relay.request(`/api/keys/${id}`, { method: 'DELETE' });
    // The last key is gone, so this PC needs none; through a proxy one is needed.
    const away = { ...bearer(key), 'X-Forwarded-For': '203.0.113.7' };
    expect((await relay.post('A', 1, [frame(1)], away)).status).toBe(403);
  });

  test('that another program makes or revokes is followed without a restart', async () => {
    const folder = temporaryFolder();
    const relay = await startTestRelay({ userFolder: folder }, { tickMs: 5 });
    const file = new KeyFile(folder, silentLog);
    const { made } = await file.update((keys) => withNewKey(keys, 'admin', 'Cleo', new Date()));
    const status = async () =>
      (await relay.ask('/api/status', { headers: bearer(made.key) })).status;
    await until('the key works', async () => (await status()) === 200);
    await file.update((keys) => ({ keys: withoutKey(keys, made.id) }));
    await until('the key is gone', async () => (await status()) !== 200);
  });

  test('stays when the list of keys cannot be read any more; no relay starts with such a list', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'keys.json');
    const log = new LogBook();
    const relay = await startTestRelay({ userFolder: folder }, { tickMs: 5, log });
    const keys = new KeyFile(folder, silentLog);
    await keys.update((before) => withNewKey(before, 'view', 'OBS', new Date()));
    const watching = async () => (await relay.ask('/api/watch')).status;
    await until('watching needs a key', async () => (await watching()) === 401);

    rmSync(`${file}.last-good`);
    writeFileSync(file, '{"keys": [{}]}');
    await until('the mistake is read', () => log.warnings.length > 0);
    expect(log.sentences).toContain('There is a mistake in the list of keys.');
    expect(await watching()).toBe(401);

    const again = startTestRelay({ userFolder: folder });
    await expect(again).rejects.toMatchObject({ code: 'bad-key-list' });
    // `sequential key` changes no list that it cannot read; the relay still knows the others.
    const added = (before: KeyList) => withNewKey(before, 'admin', 'Me', new Date());
    await expect(keys.update(added)).rejects.toMatchObject({ code: 'bad-key-list' });
    await make(relay, 'admin', 'Me');
    expect((await keys.read()).map(({ name }) => name)).toEqual(['OBS', 'Me']);
    expect(await watching()).toBe(401);
  });

  test('for watching closes the sockets that show none', async () => {
    const relay = await startTestRelay();
    const [plain, page] = [await relay.watch('A'), await relay.page('A')];
    const { key } = await make(relay, 'view', 'OBS');
    expect(await plain.closed).toMatchObject({ code: 4403 });
    expect(await page.closed).toMatchObject({ code: 4403 });
    const refused = relay.socket('/ws/A', [viewerSubprotocol]);
    await refused.opened;
    expect((await refused.closed).reason).toContain('#key=KEY');
    const offered = `${keySubprotocolPrefix}${Buffer.from(key).toString('base64url')}`;
    const shown = relay.socket('/ws/A', [viewerSubprotocol, offered]);
    await shown.opened;
    expect(shown.ws.protocol).toBe(viewerSubprotocol);
  });
});

describe('a session', () => {
  test('belongs to the key that began it, over every way to publish', async () => {
    const relay = await startTestRelay();
    const [anna, ben] = [await make(relay, 'publish', 'Anna'), await make(relay, 'publish', 'Ben')];
    const [ofAnna, ofBen] = [
      await relay.agent([], { headers: bearer(anna.key) }),
      await relay.agent([], { headers: bearer(ben.key) }),
    ];
    expect(await publish(ofAnna, 'A', 1)).toMatchObject({ type: 'received' });
    expect(await publish(ofBen, 'A', 1)).toMatchObject({ error: { code: 'session-taken' } });
    expect(await publish(ofBen, 'B', 2)).toMatchObject({ type: 'received' });
    const post = await relay.post('A', 1, [frame(1)], bearer(ben.key));
    expect([post.status, codeOf(post.text)]).toEqual([403, 'session-taken']);
    const described = await relay.ask('/api/sessions/A', {
      method: 'PUT',
      headers: { ...json, ...bearer(ben.key) },
      body: '{"driverName":"Ben"}',
    });
    expect(codeOf(described.text)).toBe('session-taken');
    // Neither its name nor its state is changed by the other.
    ofBen.send({ type: 'session', sessionID: 'A', run: 'x', facts: { driverName: 'Ben' } });
    ofBen.send({ type: 'status', status: 'ended', sessionID: 'A', run: 'run-of-A' });
    await publish(ofBen, 'B', 3);
    const { sessions } = relay.relay.stats();
    expect(sessions.find(({ sessionID }) => sessionID === 'A')).toMatchObject({
      driver: null,
      status: 'driving',
    });
    expect((await relay.post('A', 1, [frame(9)], bearer(relay.relay.panelToken))).status).toBe(200);
  });
});

describe('a public relay', () => {
  const far = (n: number) => ({ headers: { 'X-Forwarded-For': `203.0.113.${n}` } });
  const options = { isPublic: true, trustedProxies: ['127.0.0.1'] };

  test('gives one address so many sockets', async () => {
    const relay = await startTestRelay(options);
    const most = limits.publicSocketsPerAddressMax;
    await Promise.all(Array.from({ length: most }, () => relay.watch('A', far(1))));
    expect((await relay.socket('/ws/A', [], far(1)).refused).status).toBe(429);
    await relay.watch('A', far(2));
  });

  test('gives one address so many bytes, but for callers with a key', async () => {
    const pagesFolder = temporaryFolder();
    mkdirSync(join(pagesFolder, 'assets'));
    const bytes = 8_388_608;
    writeFileSync(join(pagesFolder, 'assets', 'big.png'), Buffer.alloc(bytes, 'x'));
    const relay = await startTestRelay({ ...options, pagesFolder });
    const statuses: number[] = [];
    for (let got = 0; got < 2 * limits.publicBytesBurstMax; got += bytes) {
      const { status } = await relay.ask('/assets/big.png', far(1));
      statuses.push(status);
      if (status !== 200) break;
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.length).toBeGreaterThan(limits.publicBytesBurstMax / bytes);
    expect((await relay.ask('/api/watch', far(2))).status).toBe(200);
    expect((await relay.socket('/ws/A', [], far(1)).refused).status).toBe(429);
    const { key } = await make(relay, 'view', 'Prometheus');
    const headers = { ...far(1).headers, ...bearer(key) };
    expect((await relay.ask('/metrics', { headers })).status).toBe(200);
  });

  test('says little about itself to those without a key', async () => {
    const relay = await startTestRelay({ isPublic: true });
    expect(Object.keys((await relay.ask('/health')).json as object).sort()).toEqual([
      'instance',
      'recorder',
      'status',
      'version',
    ]);
  });
});

test('a proxy that is not trusted speaks for nobody', async () => {
  const relay = await startTestRelay({}, {});
  const claims = { 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Host': 'evil.example' };
  await relay.watch('A', { headers: claims });
  expect(relay.relay.viewers()[0]).toMatchObject({ remoteAddress: '127.0.0.1', isLocal: false });
  const page = await relay.ask('/health', { headers: claims });
  expect(page.headers.get('content-security-policy')).not.toContain('evil');
});

test('what a key opened is kept from caches', async () => {
  const relay = await startTestRelay();
  const { key } = await make(relay, 'view', 'OBS');
  const publisher = await relay.agent();
  await publish(publisher, 'A', 1);
  const { headers, status } = await relay.ask('/live/A/latest', { headers: bearer(key) });
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toMatch(/^private/);
});

test('keys are in no log line, metric, answer or page', async () => {
  const log = new LogBook();
  const pagesFolder = temporaryFolder();
  mkdirSync(join(pagesFolder, 'panel'));
  writeFileSync(join(pagesFolder, 'panel', 'index.html'), '<!doctype html><title>x</title>');
  const setting = { key: 'publish-key-of-settings', adminKey: 'admin-key-of-settings' };
  // Wrong keys are forgotten before the next one comes, so that each costs a quarter of a second.
  let leaps = 0;
  const now = () => performance.timeOrigin + performance.now() + ++leaps * 700_000;
  const relay = await startTestRelay({ pagesFolder, ...setting }, { log, now });
  const made = [
    await make(relay, 'view', 'OBS'),
    await make(relay, 'publish', 'Anna'),
    await make(relay, 'admin', 'Cleo'),
  ].map(({ key }) => key);
  const wrong = 'a-guess-that-somebody-typed';
  const secrets = [...made, ...Object.values(setting), relay.relay.panelToken, wrong];
  const texts: string[] = [];
  const read = async (path: string, init: RequestInit = {}): Promise<void> => {
    const { headers, text } = await relay.ask(path, init);
    texts.push(JSON.stringify([...headers]), text);
  };
  for (const key of secrets) await show(key);
  texts.push(JSON.stringify(relay.relay.stats()), JSON.stringify(relay.relay.viewers()));
  const everything = `${texts.join('\n')}\n${JSON.stringify(log.lines)}`;
  expect(log.lines.length).toBeGreaterThan(2);
  for (const secret of secrets) expect(everything).not.toContain(secret);

  async function show(key: string): Promise<void> {
    const shown = { headers: bearer(key) };
    for (const path of ['/', '/health', '/metrics', '/api/watch', '/api/status', '/api/viewers']) {
      await read(path, shown);
      await read(`${path}?key=${key}`);
    }
    await read('/api/keys', shown);
    await read(`/nothing?key=${key}`, { headers: { Referer: `http://x/?key=${key}` } });
    await relay.post('A', 1, [], bearer(key));
    await relay.post('A', 1, 'no json', bearer(key));
    for (const socket of [
      relay.socket(`/ws/A?key=${key}`, []),
      relay.socket(`/publish?key=${key}`, ['sequential-publish.v1']),
      relay.socket(`/ws/a%20b?key=${key}`, [viewerSubprotocol], { headers: { Origin: 'null' } }),
    ]) {
      await Promise.race([socket.opened.catch(() => {}), socket.refused, socket.closed]);
    }
  }
});
