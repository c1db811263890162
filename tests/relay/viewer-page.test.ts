/** Our own pages over real sockets: welcome, compact frames, rates, hidden pages, messages, shared encoding. */
import { describe, expect, test } from 'vitest';
import { decodeFrames, formOf } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import { protocolVersion, viewerSubprotocol } from '../../protocol/messages.ts';
import { frame, frames } from '../support/frames.ts';
import { processed, startTestRelay, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

describe('a page of ours', () => {
  test('is welcomed with the session and the latest of what it draws', async () => {
    const relay = await startTestRelay();
    await relay.send('PUT', '/api/sessions/A', { car: 'ks_mazda', maxRpm: 7500 });
    await relay.post('A', 3, [frame(1, { airC: 21 }), frame(7, { rpms: 4000 })]);
    const page = await relay.page('A', { channels: ['rpms', 'airC'] });
    expect(page.heard[0]).toMatchObject({
      type: 'welcome',
      protocol: protocolVersion,
      instance: relay.relay.instance,
      session: {
        sessionID: 'A',
        run: 1,
        facts: { car: 'ks_mazda', maxRpm: 7500 },
        status: 'driving',
        clock: 'estimated',
      },
      state: { packetId: 7, t: 18, rpms: 4000, airC: 21 },
    });
    expect(Object.keys((page.heard[0] as { state: object }).state).sort()).toEqual(
      ['airC', 'packetId', 'rpms', 't'].sort(),
    );
  });

  test('gets compact frames of its channels, equal to the published ones within a step', async () => {
    const relay = await startTestRelay();
    const page = await relay.page('A', { channels: ['rpms', 'gas', 'lap'] });
    await relay.post('A', 4, [frame(10, { gas: 0.5, rpms: 5000 }), frame(16, { gas: 0.25 })]);
    expect(await page.next('session')).toMatchObject({ session: { sessionID: 'A' } });
    const form = formOf(['rpms', 'gas', 'lap']);
    expect(decodeFrames(form, await page.nextBytes())).toEqual({
      lap: 4,
      frames: [
        { packetId: 10, t: 0, gas: 0.5, rpms: 5000, lap: 4 },
        { packetId: 16, t: 18, gas: 0.25, rpms: 8232, lap: 4 },
      ],
    });
  });

  test('gets at most its frame rate, and no value of a slow channel is lost', async () => {
    const relay = await startTestRelay();
    const page = await relay.page('A', { channels: ['airC', 'rpms'], hz: 10 });
    const sent = Array.from({ length: 60 }, (_, i) =>
      frame(i * 6, i % 15 === 7 ? { airC: 20 + i, rpms: i } : { rpms: i }),
    );
    for (const one of sent) await relay.post('A', 1, [one]);
    await processed(relay);
    // The last ones are sent when the stream has paused.
    await until('the newest frame is here', () => {
      const last = page.heard.findLast(Buffer.isBuffer);
      return last !== undefined && decode(last).at(-1)?.packetId === 59 * 6;
    });
    const got = page.heard.filter(Buffer.isBuffer).flatMap(decode);
    // 60 frames of 18 ms are 1.08 s.
    expect(got.length).toBeLessThanOrEqual(13);
    expect(got.length).toBeGreaterThanOrEqual(11);
    expect(got.filter((one) => one.airC !== undefined).map((one) => one.airC)).toEqual([
      27, 42, 57, 72,
    ]);
    function decode(bytes: Buffer) {
      return decodeFrames(formOf(['airC', 'rpms']), bytes).frames;
    }
  });

  test('receives nothing while hidden, and the newest state when shown', async () => {
    const relay = await startTestRelay();
    const page = await relay.page('A', { channels: ['rpms'] });
    page.send({ type: 'visible', visible: false });
    await page.answered();
    const before = page.heard.length;
    await relay.post('A', 1, [frame(1, { rpms: 1 }), frame(7, { rpms: 2 })]);
    await page.answered();
    expect(page.heard.length).toBe(before + 1);
    expect(relay.relay.viewers()).toMatchObject([{ visible: false, sessionID: 'A' }]);
    page.send({ type: 'visible', visible: true });
    expect(await page.next('session')).toMatchObject({ state: { rpms: 2, packetId: 7 } });
    await relay.post('A', 1, [frame(13)]);
    await page.nextBytes();
  });

  test('receives the relay’s clock', async () => {
    const relay = await startTestRelay({}, { now: () => 1234.5 });
    const page = await relay.page('A');
    page.send({ type: 'ping', id: 77 });
    expect(await page.next('pong')).toEqual({ type: 'pong', id: 77, relayMs: 1234.5 });
  });

  test('receives events, session information, and that its publisher went silent and came back', async () => {
    let now = 5_000;
    const relay = await startTestRelay({}, { now: () => now });
    const page = await relay.page('live');
    await relay.post('A', 1, [frame(1, { lastLapTime: 90_000, bestLapTime: 90_000 })]);
    expect(await page.next('session')).toMatchObject({ session: { status: 'driving' } });
    expect(await page.next('event')).toMatchObject({ event: { name: 'session-started' } });
    expect(await page.next('event')).toMatchObject({ event: { name: 'driving-started' } });
    await relay.post('A', 2, [frame(7, { lastLapTime: 89_000, bestLapTime: 89_000 })]);
    expect(await page.next('event')).toMatchObject({
      event: { name: 'lap-completed', lap: 1, lapTimeMs: 89_000, valid: true },
    });
    expect(await page.next('event')).toMatchObject({ event: { name: 'session-best' } });
    now += limits.publisherSilentMs + 1;
    expect(await page.next('session')).toMatchObject({ session: { status: 'agent-away' } });
    await relay.post('A', 2, [frame(13)]);
    expect(await page.next('session')).toMatchObject({ session: { status: 'driving' } });
    now += limits.publisherSilentMs + 1;
    expect(await page.next('session')).toMatchObject({ session: { status: 'agent-away' } });
    now += limits.sessionAwayMs;
    expect(await page.next('event')).toMatchObject({ event: { name: 'driving-ended' } });
    expect(await page.next('event')).toMatchObject({ event: { name: 'session-ended' } });
    expect(relay.events.map((one) => one.id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('receives a new run, with continuous time for a publisher without a clock', async () => {
    let now = 1_000;
    const relay = await startTestRelay({}, { now: () => now });
    const page = await relay.page('A', { channels: [] });
    await relay.post('A', 9, [frame(100_000), frame(100_006)]);
    expect(await page.next('session')).toMatchObject({ session: { run: 1, originMs: 982 } });
    now += 4_000;
    await relay.post('A', 1, [frame(10), frame(16)]);
    expect(await page.next('session')).toMatchObject({ session: { run: 2 } });
    const { frames: got } = decodeFrames(formOf([]), await page.nextBytes());
    expect(got.map((one) => one.t)).toEqual([4_018, 4_036]);
  });

  test('gets few frames of a stationary car, and its last one together with the first that moves', async () => {
    const relay = await startTestRelay();
    const page = await relay.page('A', { channels: ['rpms'] });
    // 3 ms a packet: these are 18 ms apart.
    for (let i = 0; i < 40; i++) await relay.post('A', 1, [frame(i * 6, { fuel: 40 - i })]);
    await relay.post('A', 1, [frame(240, { rpms: 5_000 })]);
    const form = formOf(['rpms']);
    const messages: number[][] = [];
    while (messages.at(-1)?.at(-1) !== 240) {
      const { frames: got } = decodeFrames(form, await page.nextBytes());
      messages.push(got.map((one) => one.packetId!));
    }
    expect(messages).toEqual([[0], [6], [90], [174], [234, 240]]);
  });

  test('on another machine gets frames together, twenty messages a second at most', async () => {
    const relay = await startTestRelay();
    const away = { headers: { 'X-Forwarded-For': '203.0.113.7' } };
    const page = await relay.page('A', { channels: ['rpms'] }, away);
    for (let i = 0; i < 30; i++)
      await relay.post('A', i < 20 ? 1 : 2, [frame(i * 6, { rpms: 3_000 + i })]);
    const form = formOf(['rpms']);
    const packets: number[] = [];
    const laps = new Set<number>();
    while (packets.length < 30) {
      const { lap, frames: got } = decodeFrames(form, await page.nextBytes());
      laps.add(lap);
      packets.push(...got.map((one) => one.packetId!));
    }
    expect(packets).toEqual(frames(0, 30).map((one) => one.packetId));
    expect([...laps]).toEqual([1, 2]);
    expect(page.heard.filter(Buffer.isBuffer).length).toBeLessThan(15);
  });

  test.each([
    ['another version', { protocol: 99 }, 4426],
    ['channels of a newer page', { channels: ['warpDrive'] }, 4426],
    ['no channels', { channels: undefined }, 4400],
    ['channels that are not names', { channels: [1] }, 4400],
    ['no rate', { hz: -1 }, 4400],
    ['a strange overlay', { overlay: '<script>' }, 4400],
  ])('that sends hello with %s is closed with %s', async (_name, wrong, code) => {
    const relay = await startTestRelay();
    const socket = relay.socket('/ws/A', [viewerSubprotocol]);
    await socket.opened;
    const hello = { type: 'hello', overlay: 'x', build: 'b', channels: [], hz: 0 };
    socket.send({ ...hello, protocol: protocolVersion, ...wrong });
    expect((await socket.closed).code).toBe(code);
    expect(relay.relay.viewers()).toEqual([]);
  });

  test.each([
    ['something else than JSON', '{'],
    ['a list', '[]'],
    ['no known type', '{"type":"sudo"}'],
    ['a ping without a number', '{"type":"ping"}'],
    ['a ping with a number that no double holds', '{"type":"ping","id":1e400}'],
    ['visibility before its hello', '{"type":"visible","visible":true}'],
  ])('that sends %s is closed', async (_name, text) => {
    const relay = await startTestRelay();
    const socket = relay.socket('/ws/A', [viewerSubprotocol]);
    await socket.opened;
    socket.send(text);
    expect((await socket.closed).code).toBe(4400);
  });

  test('that sends bytes, a second hello or too many messages is closed', async () => {
    const relay = await startTestRelay();
    const bytes = await relay.page('A');
    bytes.ws.send(Buffer.from('{"type":"ping","id":1}'));
    expect((await bytes.closed).code).toBe(4400);
    const twice = await relay.page('A');
    twice.send({
      type: 'hello',
      protocol: protocolVersion,
      overlay: '',
      build: '',
      channels: [],
      hz: 0,
    });
    expect((await twice.closed).code).toBe(4400);
    const loud = await relay.page('A');
    for (let i = 0; i < 2 * limits.viewerMessagesPerSecondMax; i++) {
      loud.send({ type: 'ping', id: i });
    }
    expect((await loud.closed).code).toBe(4429);
  });

  test('of another protocol version is closed with a reason', async () => {
    const relay = await startTestRelay();
    const socket = relay.socket('/ws/live', ['sequential.v99']);
    await socket.opened;
    expect((await socket.closed).code).toBe(4426);
  });
});

describe('frames are encoded once', () => {
  /** Encodings that one batch costs. */
  async function encodesOf(relay: TestRelay): Promise<number> {
    await processed(relay);
    const { hub, framesTaken } = relay.relay.stats();
    const before = hub.encodes;
    await relay.post('A', 1, [
      frame(6 * framesTaken, { rpms: framesTaken, gas: framesTaken / 100 }),
    ]);
    return relay.relay.stats().hub.encodes - before;
  }

  test('for each encoding, however many watch', async () => {
    const relay = await startTestRelay();
    expect(await encodesOf(relay)).toBe(0);
    for (let i = 0; i < 10; i++) await relay.watch('A');
    expect(await encodesOf(relay)).toBe(1);
    for (let i = 0; i < 10; i++) await relay.page('A', { channels: ['rpms'] });
    expect(await encodesOf(relay)).toBe(2);
    for (let i = 0; i < 10; i++) await relay.page('live', { channels: ['rpms', 'rpms'] });
    expect(await encodesOf(relay)).toBe(2);
    const page = await relay.page('A', { channels: ['gas'] });
    expect(await encodesOf(relay)).toBe(3);
    page.send({ type: 'visible', visible: false });
    await page.answered();
    expect(await encodesOf(relay)).toBe(2);
    for (let i = 0; i < 3; i++) await relay.watch('B');
    expect(await encodesOf(relay)).toBe(2);
  });

  test('and the number of encodings is limited', async () => {
    const relay = await startTestRelay();
    for (let hz = 1; hz <= limits.encodingsMax; hz++) await relay.page('A', { hz });
    const one = relay.socket('/ws/A', [viewerSubprotocol]);
    await one.opened;
    const hello = { type: 'hello', protocol: protocolVersion, overlay: '', build: '' };
    one.send({ ...hello, channels: ['gas'], hz: 0 });
    expect((await one.closed).code).toBe(4429);
    await relay.page('A', { hz: 1 });
  });
});
