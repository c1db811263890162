/** Plain clients and clients of `live` over real sockets: what they get, in which order, and from whom. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { frame, frames } from '../support/frames.ts';
import { heardPackets, packetsOf } from '../support/publisher.ts';
import { startTestRelay } from '../support/test-relay.ts';

describe('a plain client', () => {
  test('gets one message a batch, with the frames as the relay understood them', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('RACE-SPA-2026');
    const body = ` [ ${JSON.stringify(frame(1, { speedKmh: 100 })).replace('100', '1.00e2')} ,\n${JSON.stringify(frame(7, { note: 'ü\u2028' }))} ] `;
    await relay.post('RACE-SPA-2026', 5, body);
    await relay.post('RACE-SPA-2026', 6, [frame(13)]);
    expect(await viewer.next()).toMatchObject({ sessionID: 'RACE-SPA-2026', lap: 5 });
    expect(await viewer.next()).toEqual({
      sessionID: 'RACE-SPA-2026',
      lap: 6,
      data: [frame(13)],
    });
    const understood = JSON.stringify(JSON.parse(body));
    expect(viewer.texts[0]).toBe(`{"sessionID":"RACE-SPA-2026","lap":5,"data":${understood}}`);
  });

  test('receives its own session only, and may connect before it exists', async () => {
    const relay = await startTestRelay();
    const a = await relay.watch('A');
    const b = await relay.watch('B');
    await relay.post('B', 1, [frame(1)]);
    await relay.post('A', 1, [frame(2)]);
    expect(packetsOf(await a.next())).toEqual([2]);
    expect(packetsOf(await b.next())).toEqual([1]);
    expect([a.heard.length, b.heard.length]).toEqual([1, 1]);
  });

  test('gets each packet once, however often it is published', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    await relay.post('A', 1, frames(0, 10));
    const again = await relay.post('A', 1, frames(0, 10));
    expect(again.json).toEqual({ accepted: 10 });
    await relay.post('A', 1, frames(30, 10));
    await relay.post('A', 1, [frame(100), frame(90), frame(100)]);
    await viewer.next();
    await viewer.next();
    await viewer.next();
    expect(heardPackets(viewer)).toEqual([...frames(0, 15).map((one) => one.packetId), 90, 100]);
    await relay.relay.recorder.flushForReaders('A');
    const { framesStored, framesDuplicate } = relay.relay.stats().recorder;
    expect([framesStored, framesDuplicate]).toEqual([17, 16]);
  });

  test('gets batches that overtook one another in order', async () => {
    // The clock does not move: a held batch waits until the missing one arrives.
    const relay = await startTestRelay({}, { now: () => 1_000 });
    const viewer = await relay.watch('A');
    await relay.post('A', 1, frames(0, 20));
    // On connections of their own, as requests that overlap are.
    await relay.post('A', 1, frames(240, 20), { Connection: 'close' });
    await relay.post('A', 1, frames(120, 20), { Connection: 'close' });
    await relay.post('A', 1, frames(360, 20));
    for (let i = 0; i < 4; i++) await viewer.next();
    expect(heardPackets(viewer)).toEqual(frames(0, 80).map((one) => one.packetId));
  });

  test('waits only briefly for a batch that never comes', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    await relay.post('A', 1, frames(0, 20));
    await relay.post('A', 1, frames(2400, 20), { Connection: 'close' });
    await viewer.next();
    expect(packetsOf(await viewer.next())[0]).toBe(2400);
  });

  test('stays when the game is started again under the same id', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    await relay.post('A', 9, frames(100_000, 3));
    await relay.post('A', 1, frames(5, 3));
    expect(packetsOf(await viewer.next())).toEqual([100_000, 100_006, 100_012]);
    expect(await viewer.next()).toMatchObject({ sessionID: 'A', lap: 1, data: frames(5, 3) });
    expect(relay.relay.stats().sessions).toMatchObject([{ sessionID: 'A', run: 2, lap: 1 }]);
    await relay.relay.recorder.flushForReaders('A');
    const { sessions } = await relay.relay.recorder.reader.sessions(10, null);
    expect(sessions.map((one) => one.sessionID).sort()).toEqual(['A', 'A.2']);
  });

  test('gets a batch that spans a restart as two', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    await relay.post('A', 1, [frame(50_000), frame(50_006), frame(4), frame(10)]);
    expect(packetsOf(await viewer.next())).toEqual([50_000, 50_006]);
    expect(packetsOf(await viewer.next())).toEqual([4, 10]);
  });

  test('its messages are ignored, and too many end the connection', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    viewer.send('hello');
    viewer.send({ type: 'hello', protocol: 99 });
    await relay.post('A', 1, [frame(1)]);
    expect(packetsOf(await viewer.next())).toEqual([1]);
    viewer.ws.send(Buffer.alloc(limits.viewerMessageBytesMax + 1));
    expect((await viewer.closed).code).toBe(1009);
  });
});

describe('live', () => {
  test('is the session that published most recently, and goes with it', async () => {
    const relay = await startTestRelay();
    const early = await relay.watch('live');
    await relay.post('A', 1, [frame(1)]);
    expect(await early.next()).toMatchObject({ sessionID: 'A' });
    await relay.post('B', 1, [frame(1)]);
    expect(await early.next()).toMatchObject({ sessionID: 'B' });
    const late = await relay.watch('live');
    await relay.post('B', 1, [frame(7)]);
    expect(await late.next()).toMatchObject({ sessionID: 'B' });
    expect(relay.relay.stats().live).toBe('B');
  });

  test('stays with a session that publishes steadily, and leaves it when it pauses', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('live');
    for (let i = 0; i < 10; i++) await relay.post('A', 1, [frame(i * 6)]);
    await relay.post('B', 1, [frame(1)]);
    await relay.post('A', 1, [frame(60)]);
    for (let i = 0; i < 11; i++) expect(await viewer.next()).toMatchObject({ sessionID: 'A' });
    await relay.post('B', 1, [frame(7)]);
    // What came meanwhile is shown when A has paused for long enough.
    expect(await viewer.next()).toMatchObject({ sessionID: 'B', data: [frame(7)] });
  });

  test('of one driver goes with the sessions of that driver only', async () => {
    const relay = await startTestRelay();
    const put = (id: string, driverName: string) =>
      relay.send('PUT', `/api/sessions/${id}`, { driverName });
    await put('A', 'Ayrton');
    await put('B', 'Niki Lauda');
    const viewer = await relay.watch('live?driver=niki%20lauda');
    await relay.post('A', 1, [frame(1)]);
    await relay.post('B', 1, [frame(2)]);
    expect(await viewer.next()).toMatchObject({ sessionID: 'B' });
    await put('C', 'Niki Lauda');
    await relay.post('A', 1, [frame(7)]);
    await relay.post('C', 1, [frame(3)]);
    expect(await viewer.next()).toMatchObject({ sessionID: 'C' });
  });
});
