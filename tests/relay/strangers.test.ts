/**
 * Attacks on a real relay: guessed keys, exhausted limits, sockets from foreign pages. None may shut out the streamer's
 * own overlays.
 */
import { describe, expect, test } from 'vitest';
import { channels } from '../../protocol/channels.ts';
import { limits } from '../../protocol/limits.ts';
import { protocolVersion, viewerSubprotocol } from '../../protocol/messages.ts';
import { LogBook } from '../support/log-book.ts';
import { startTestRelay, type TestRelay, type TestSocket } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

async function startLogged(options: Parameters<typeof startTestRelay>[0] = {}) {
  const log = new LogBook();
  return { relay: await startTestRelay(options, { log }), log };
}

/** The tests are the proxy. */
const behindProxy = { trustedProxies: ['127.0.0.1'] };
const stranger = (n: number) => ({ headers: { 'X-Forwarded-For': `203.0.113.${n}` } });

/** Pairs of channels, none like another; two more are in every encoding. */
const names = channels.map(({ name }) => name).filter((name) => !['packetId', 't'].includes(name));
const sets = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b]));

/** Opens a page. @returns whether it was let in, or the code that it was closed with */
async function pageWith(relay: TestRelay, set: readonly string[], options: object = {}) {
  const socket = relay.socket('/ws/live', [viewerSubprotocol], options);
  await socket.opened;
  const about = { type: 'hello', protocol: protocolVersion, overlay: 'test', build: 'b' };
  socket.send({ ...about, channels: set, hz: 0 });
  return Promise.race([
    socket.next('welcome').then(() => 'in' as const),
    socket.closed.then(({ code }) => code),
  ]);
}

describe('encodings', () => {
  test('one stranger who requests every encoding gets one share; this machine and others keep theirs', async () => {
    const relay = await startTestRelay(behindProxy);
    const answers = [];
    for (const set of sets.slice(0, 70)) answers.push(await pageWith(relay, set, stranger(1)));
    expect(answers.filter((one) => one === 'in')).toHaveLength(limits.encodingsPerAddressMax);
    expect(new Set(answers)).toEqual(new Set(['in', 4429]));
    expect(await pageWith(relay, sets[100]!, stranger(2))).toBe('in');
    for (const set of sets.slice(200, 220)) expect(await pageWith(relay, set)).toBe('in');
  });

  test('many strangers together leave the reserve to this machine', async () => {
    const relay = await startTestRelay(behindProxy);
    let at = 0;
    for (let n = 1; n <= 5; n++) {
      for (let i = 0; i < limits.encodingsPerAddressMax; i++) {
        await pageWith(relay, sets[at++]!, stranger(n));
      }
    }
    expect(await pageWith(relay, sets[at++]!, stranger(99))).toBe(4429);
    for (let i = 0; i < limits.encodingsReserved; i++) {
      expect(await pageWith(relay, sets[at++]!)).toBe('in');
    }
  });

  test('an encoding in use is free', async () => {
    const relay = await startTestRelay(behindProxy);
    for (const [i, set] of sets.slice(0, 40).entries()) {
      await pageWith(relay, set, stranger(i < 20 ? 1 : 2));
    }
    for (const set of sets.slice(0, 40)) {
      expect(await pageWith(relay, set, stranger(3))).toBe('in');
    }
  });
});

test('publishers from one address leave room for others', async () => {
  const relay = await startTestRelay({ key: 'the-publish-key', ...behindProxy });
  const from = (n: number) => ({
    headers: { 'X-Forwarded-For': `203.0.113.${n}`, Authorization: 'Bearer the-publish-key' },
  });
  for (let i = 0; i < limits.publishersPerAddressMax; i++) await relay.agent([], from(1));
  const { status } = await relay.socket('/publish', ['sequential-publish.v1'], from(1)).refused;
  expect(status).toBe(429);
  await relay.agent([], from(2));
});

describe('pings', () => {
  /** Closes with this code, or goes on when it was left in peace. */
  const afterFlood = async (socket: TestSocket, flood: () => void) => {
    flood();
    const { code } = await socket.closed;
    return code;
  };

  test('a viewer that pings without end is closed, whatever it pings with', async () => {
    const relay = await startTestRelay();
    const bare = await relay.watch('A');
    const flood = (socket: TestSocket, send: () => void) =>
      afterFlood(socket, () => {
        for (let i = 0; i < 2_000; i++) send();
      });
    // One ping after each answer: `ws` itself closes a client that waits for none.
    const pinging = afterFlood(bare, () => {
      bare.ws.on('pong', () => bare.ws.ping());
      bare.ws.ping();
    });
    expect(await pinging).toBe(4429);
    const chatty = await relay.watch('A');
    expect(await flood(chatty, () => chatty.ws.send('x'))).toBe(4429);
    const page = await relay.page('A');
    expect(await flood(page, () => page.send({ type: 'ping', id: 1 }))).toBe(4429);
    const agent = await relay.agent();
    expect(await flood(agent, () => agent.send({ type: 'ping', id: 1 }))).toBe(4429);
  });

  test('an address with many pinging pages loses those that send more than a page does', async () => {
    const relay = await startTestRelay();
    const pages = await Promise.all(
      Array.from({ length: 50 }, () => relay.page('A', {}, stranger(1))),
    );
    const quiet = await relay.page('A', {}, stranger(1));
    for (let i = 0; i < 45; i++) for (const one of pages) one.send({ type: 'ping', id: i });
    const { code } = await Promise.any(pages.map((one) => one.closed));
    expect(code).toBe(4429);
    quiet.send({ type: 'ping', id: 7 });
    expect(await quiet.next('pong')).toMatchObject({ id: 7 });
  });
});

describe('wrong keys', () => {
  const guess = (relay: TestRelay, key: string, headers: object = {}) =>
    relay.ask('/api/status', { headers: { Authorization: `Bearer ${key}`, ...headers } });

  test('cost time and are logged, separately for each address', async () => {
    const { relay, log } = await startLogged({ adminKey: 'the-admin-key' });
    const elsewhere = { 'X-Forwarded-For': '203.0.113.1' };
    const startedAt = performance.now();
    expect((await guess(relay, 'wrong-1', elsewhere)).status).toBe(403);
    expect((await guess(relay, 'wrong-2', elsewhere)).status).toBe(403);
    expect(performance.now() - startedAt).toBeGreaterThan(740);
    expect(log.warnings).toHaveLength(1);
    expect(log.warnings[0]).toMatchObject({
      sentence: 'A wrong key was shown.',
      fields: { address: '127.0.0.1 (a proxy)', need: 'read-private', tries: 1 },
    });
    expect(JSON.stringify(log.warnings)).not.toContain('wrong-');
    expect((await relay.ask('/metrics')).text).toMatch(/^sequential_keys_wrong_total 2$/m);
  });

  test('in parallel gain nothing, and correct keys and the token are not delayed', async () => {
    // The clock does not move: on any machine all guesses arrive while the first are delayed.
    const relay = await startTestRelay(
      { adminKey: 'the-admin-key', key: 'the-publish-key' },
      { now: () => 1_000 },
    );
    const elsewhere = { 'X-Forwarded-For': '203.0.113.1' };
    const guesses = Array.from({ length: 60 }, (_, i) => guess(relay, `wrong-${i}`, elsewhere));
    const own = Array.from({ length: 60 }, (_, i) => guess(relay, `wrong-${i}`));
    await Promise.any([...guesses, ...own]);
    // Meanwhile, while wrong ones are held back:
    let answered = 0;
    for (const one of [...guesses, ...own]) {
      void one.then(({ status }) => {
        if (status === 403) answered++;
      });
    }
    expect((await guess(relay, relay.relay.panelToken)).status).toBe(200);
    expect((await guess(relay, relay.relay.panelToken, elsewhere)).status).toBe(200);
    expect(answered).toBeLessThan(2 * limits.wrongKeysHeldMax);
    for (const ones of [guesses, own]) {
      const statuses = (await Promise.all(ones)).map(({ status }) => status);
      const held = limits.wrongKeysHeldMax;
      expect(statuses.filter((status) => status === 403)).toHaveLength(held);
      expect(statuses.filter((status) => status === 429)).toHaveLength(60 - held);
    }
  });

  test('cost the same for publishing, over POST and over a socket', async () => {
    const { relay, log } = await startLogged({ key: 'the-publish-key' });
    const wrong = { Authorization: 'Bearer wrong-key' };
    const startedAt = performance.now();
    expect((await relay.post('A', 1, [], wrong)).status).toBe(403);
    const refused = relay.socket('/publish', ['sequential-publish.v1'], { headers: wrong }).refused;
    expect((await refused).status).toBe(403);
    expect(performance.now() - startedAt).toBeGreaterThan(740);
    expect(log.warnings.map(({ fields }) => fields.need)).toEqual(['publish']);
    expect((await relay.post('A', 1, [], { Authorization: 'Bearer the-publish-key' })).status).toBe(
      400,
    );
  });
});

describe('a socket that is refused', () => {
  const closedWith = async (socket: TestSocket) => {
    await socket.opened;
    return socket.closed;
  };

  test('gives our own page and the log the reason and the flag that helps', async () => {
    const { relay, log } = await startLogged();
    const page = (path: string, headers: object) =>
      closedWith(relay.socket(path, [viewerSubprotocol], { headers }));
    const foreign = await page('/ws/live', { Origin: 'https://abc.tunnel.example' });
    expect(foreign.code).toBe(4403);
    expect(foreign.reason).toContain('--allow-host abc.tunnel.example');
    const named = await page('/ws/live', { Host: 'abc.tunnel.example' });
    expect(named).toMatchObject({ code: 4403 });
    expect(named.reason).toContain('--allow-host abc.tunnel.example');
    expect(await page('/ws/a%20b', {})).toMatchObject({ code: 4400 });
    expect(log.warnings.map(({ fields }) => fields.code)).toEqual([
      'foreign-page',
      'foreign-host',
      'bad-session-id',
    ]);
    expect(log.warnings[0]!.fields).toMatchObject({ origin: 'https://abc.tunnel.example' });
  });

  test('gives other programs an HTTP answer', async () => {
    const relay = await startTestRelay();
    const socket = relay.socket('/ws/live', [], { headers: { Origin: 'https://evil.example' } });
    expect((await socket.refused).status).toBe(403);
  });

  test('uses no place', async () => {
    const relay = await startTestRelay();
    const headers = { Origin: 'https://evil.example' };
    await closedWith(relay.socket('/ws/live', [viewerSubprotocol], { headers }));
    await until('nobody is there', async () =>
      /^sequential_viewers 0$/m.test((await relay.ask('/metrics')).text),
    );
  });
});

test('pages behind a proxy that rewrites Host may watch', async () => {
  const trusting = await startTestRelay(behindProxy);
  const forwarded = { 'X-Forwarded-Host': 'race.example', Via: '1.1 proxy' };
  const headers = { Origin: 'https://race.example', ...forwarded };
  await trusting.page('live', {}, { headers });
  const relay = await startTestRelay();
  const refused = relay.socket('/ws/live', [viewerSubprotocol], { headers });
  expect(await refused.closed).toMatchObject({ code: 4403 });
  const named = await startTestRelay({ allowHosts: ['race.example'] });
  for (const host of ['race.example', 'race.example:443', 'race.example.', '127.0.0.1:5000']) {
    await named.page('live', {}, { headers: { Origin: 'https://race.example', Host: host } });
  }
});
