/** The publish socket of our agents: acknowledgements, runs, late batches, session information, status, personal bests. */
import { describe, expect, test } from 'vitest';
import { protocolVersion } from '../../protocol/messages.ts';
import { freePort } from '../../scripts/processes.ts';
import { frame, frames } from '../support/frames.ts';
import { batch, packetsOf, run } from '../support/publisher.ts';
import { startTestRelay, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

describe('the publish socket', () => {
  test('welcomes an agent and acknowledges each batch at once and when it is stored', async () => {
    const relay = await startTestRelay({}, { version: '1.2.3' });
    const viewer = await relay.watch('A');
    const agent = await relay.agent();
    expect(agent.heard[0]).toEqual({
      type: 'welcome',
      protocol: protocolVersion,
      relay: '1.2.3',
      instance: relay.relay.instance,
      cars: true,
      stored: [],
    });
    agent.send(batch(1, frames(0, 20)));
    expect(await agent.next()).toEqual({ type: 'received', seq: 1 });
    expect(await viewer.next()).toEqual({ sessionID: 'A', lap: 1, data: frames(0, 20) });
    await relay.relay.recorder.flushForReaders('A');
    expect(await agent.next()).toEqual({ type: 'stored', sessionID: 'A', run, packetId: 114 });
  });

  test('sends a returning agent how far its runs are stored', async () => {
    const relay = await startTestRelay();
    const first = await relay.agent();
    first.send(batch(1, frames(0, 20)));
    await first.next('received');
    await relay.relay.recorder.flushForReaders('A');
    await first.close();
    const again = await relay.agent([
      { sessionID: 'A', run },
      { sessionID: 'B', run: 'unknown' },
    ]);
    expect(again.heard[0]).toMatchObject({ stored: [{ sessionID: 'A', run, packetId: 114 }] });
  });

  test.each([
    [
      'data before other fields',
      `{"data":DATA,"type":"batch","sessionID":"A","run":"r","seq":1,"lap":4}`,
    ],
    [
      'spaces',
      `{"type": "batch", "sessionID": "A", "run": "r", "seq": 1, "lap": 4, "data": DATA }`,
    ],
    [
      'an unknown field with data of its own',
      `{"x":{"data":[1]},"type":"batch","sessionID":"A","run":"r","seq":1,"lap":4,"data":DATA}`,
    ],
    [
      'a text that resembles data',
      `{"x":"\\"data\\":[","type":"batch","sessionID":"A","run":"r","seq":1,"lap":4,"data":DATA}`,
    ],
    [
      'data twice',
      `{"type":"batch","sessionID":"A","run":"r","seq":1,"lap":4,"data":[7],"data":DATA}`,
    ],
    [
      'data twice, the first with its name escaped',
      `{"type":"batch","sessionID":"A","run":"r","seq":1,"lap":4,"d\\u0061ta":[7],"data":DATA}`,
    ],
    [
      'data twice, the second with its name escaped',
      `{"type":"batch","sessionID":"A","run":"r","seq":1,"lap":4,"data":[7],"d\\u0061ta":DATA}`,
    ],
    [
      'a field whose name ends like data',
      `{"x\\"data":[1],"type":"batch","sessionID":"A","run":"r","seq":1,"lap":4,"data":DATA}`,
    ],
  ])('understands a batch with %s', async (_name, text) => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const agent = await relay.agent();
    agent.send(text.replace('DATA', JSON.stringify([frame(1)])));
    expect(await viewer.next()).toMatchObject({ sessionID: 'A', lap: 4, data: [frame(1)] });
  });

  test('accepts a batch without its invalid optional field and reports it', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const agent = await relay.agent();
    agent.send({ ...batch(1, [frame(1, { lap: 0, inPit: 'yes' })]), lap: 0 });
    expect(await agent.next()).toEqual({
      type: 'received',
      seq: 1,
      warnings: ['Field "inPit" was left out of frame 0: expected true or false, got "yes".'],
    });
    expect(await viewer.next()).toMatchObject({ lap: 0, data: [frame(1, { lap: 0 })] });
  });

  test('refuses a bad batch as a whole with the reason, and continues', async () => {
    const relay = await startTestRelay();
    const agent = await relay.agent();
    agent.send(batch(1, [frame(1), frame(7, { gas: 9 })]));
    expect(await agent.next()).toEqual({
      type: 'refused',
      seq: 1,
      error: {
        code: 'bad-frame',
        message: 'Frame 1, field "gas": expected a number from 0 to 1, got 9.',
      },
    });
    agent.send(batch(2, 'frames'));
    expect(await agent.next()).toMatchObject({
      type: 'refused',
      seq: 2,
      error: { code: 'bad-batch' },
    });
    agent.send(batch(3, [frame(1)]));
    expect(await agent.next()).toEqual({ type: 'received', seq: 3 });
    expect(relay.relay.stats()).toMatchObject({ framesTaken: 1, agents: [{ batchesRefused: 2 }] });
  });

  test('late batches are stored and not shown', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const agent = await relay.agent();
    agent.send(batch(1, frames(600, 5)));
    agent.send(batch(2, frames(0, 100), { late: true }));
    agent.send(batch(3, frames(630, 5)));
    for (let seq = 1; seq <= 3; seq++) expect(await agent.next('received')).toMatchObject({ seq });
    expect(packetsOf(await viewer.next())[0]).toBe(600);
    expect(packetsOf(await viewer.next())[0]).toBe(630);
    await relay.relay.recorder.flushForReaders('A');
    expect(relay.relay.stats().recorder.framesStored).toBe(110);
    expect(relay.events.map((one) => one.name)).toEqual(['session-started', 'driving-started']);
  });

  test('repeated frames that are not marked late are not shown again', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const agent = await relay.agent();
    agent.send(batch(1, frames(0, 5)));
    agent.send(batch(2, frames(0, 5)));
    agent.send(batch(3, frames(0, 8)));
    await agent.next('received');
    await agent.next('received');
    await agent.next('received');
    expect(packetsOf(await viewer.next())).toEqual([0, 6, 12, 18, 24]);
    expect(packetsOf(await viewer.next())).toEqual([30, 36, 42]);
  });

  test('a run with another name replaces the old one under the same id', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const page = await relay.page('A');
    const agent = await relay.agent();
    agent.send(batch(1, [frame(600)]));
    agent.send(batch(2, [frame(500)], { run: 'run-2' }));
    agent.send(batch(3, [frame(700)]));
    agent.send(batch(4, [frame(510)], { run: 'run-2' }));
    for (let seq = 1; seq <= 4; seq++) await agent.next('received');
    for (const packet of [600, 500, 510]) expect(packetsOf(await viewer.next())).toEqual([packet]);
    expect(await page.next('session')).toMatchObject({ session: { run: 1 } });
    expect(await page.next('session')).toMatchObject({ session: { run: 2 } });
    expect(relay.events.map((one) => one.name)).toEqual([
      'session-started',
      'driving-started',
      'driving-ended',
      'session-ended',
      'session-started',
      'driving-started',
    ]);
  });

  test('information, clock and status of the current run reach its pages', async () => {
    const relay = await startTestRelay();
    const page = await relay.page('A', { channels: [] });
    const agent = await relay.agent();
    const of = { sessionID: 'A', run };
    agent.send({ type: 'session', ...of, facts: { car: 'ks_mazda', maxRpm: 7500 } });
    agent.send({ type: 'clock', ...of, originMs: 1_700_000_000_000.25 });
    agent.send({ type: 'status', ...of, status: 'paused', detail: 'The game is paused.' });
    await until('all three have arrived', () => {
      const session = page.heard.findLast((one) => !Buffer.isBuffer(one) && one.type === 'session');
      const text = JSON.stringify(session ?? {});
      return text.includes('"paused"') && text.includes('ks_mazda') && text.includes('measured');
    });
    expect(page.heard.at(-1)).toMatchObject({
      session: {
        facts: { car: 'ks_mazda', maxRpm: 7500 },
        originMs: 1_700_000_000_000.25,
        clock: 'measured',
        status: 'paused',
      },
    });
    expect(relay.relay.stats().agents).toMatchObject([
      { status: 'paused', detail: 'The game is paused.', sessionID: 'A' },
    ]);
  });

  test('information of a future run waits for it, that of an old run changes nothing', async () => {
    const relay = await startTestRelay();
    const agent = await relay.agent();
    agent.send(batch(1, [frame(1)]));
    agent.send({ type: 'session', sessionID: 'A', run, facts: { car: 'first' } });
    agent.send({ type: 'session', sessionID: 'A', run: 'run-2', facts: { car: 'second' } });
    await agent.answered();
    expect(relay.relay.stats().sessions).toMatchObject([{ car: 'first' }]);
    agent.send(batch(2, [frame(1)], { run: 'run-2' }));
    agent.send({ type: 'session', sessionID: 'A', run, facts: { car: 'first again' } });
    await agent.answered();
    expect(relay.relay.stats().sessions).toMatchObject([{ car: 'second' }]);
  });

  test('an invalid field of the session information is dropped, the others are used', async () => {
    const relay = await startTestRelay();
    const agent = await relay.agent();
    const info = { car: 5, track: 'spa\u0000', maxRpm: -1, driverName: 'Niki', warp: 9 };
    agent.send({ type: 'session', sessionID: 'A', run, facts: info });
    await agent.answered();
    expect(relay.relay.stats().sessions).toMatchObject([
      { driver: 'Niki', car: null, track: null },
    ]);
  });

  test('pages receive that the agent is away when its socket closes, and that it is back', async () => {
    const relay = await startTestRelay();
    const page = await relay.page('A');
    const agent = await relay.agent();
    agent.send({ type: 'status', sessionID: 'A', run, status: 'driving' });
    agent.send(batch(1, [frame(1)]));
    await agent.next('received');
    await agent.close();
    await until('the agent is away', () => {
      const last = page.heard.findLast((one) => !Buffer.isBuffer(one) && one.type === 'session');
      return JSON.stringify(last).includes('agent-away');
    });
    const back = await relay.agent();
    back.send(batch(1, [frame(7)]));
    await back.next('received');
    await until('the agent is back', () => {
      const last = page.heard.findLast((one) => !Buffer.isBuffer(one) && one.type === 'session');
      return JSON.stringify(last).includes('"driving"');
    });
  });

  test('a silent agent that is connected is not away', async () => {
    let now = 1_000;
    const relay = await startTestRelay({}, { now: () => now });
    const agent = await relay.agent();
    agent.send({ type: 'status', sessionID: 'A', run, status: 'paused' });
    await agent.answered();
    now += 3_600_000;
    await agent.answered();
    expect(relay.relay.stats().sessions).toMatchObject([{ status: 'paused' }]);
  });

  test('a ping is answered with the relay’s clock', async () => {
    const relay = await startTestRelay({}, { now: () => 42.125 });
    const agent = await relay.agent();
    agent.send({ type: 'ping', id: 9 });
    expect(await agent.next()).toEqual({ type: 'pong', id: 9, relayMs: 42.125 });
  });

  test('an agent that ends the session ends it', async () => {
    const relay = await startTestRelay();
    const agent = await relay.agent();
    agent.send({ type: 'status', sessionID: 'A', run, status: 'driving' });
    agent.send(batch(1, [frame(1)]));
    agent.send({ type: 'status', sessionID: 'A', run, status: 'ended' });
    agent.send({ type: 'status', sessionID: null, run: null, status: 'waiting' });
    await agent.answered();
    expect(relay.events.map((one) => one.name)).toEqual([
      'session-started',
      'driving-started',
      'driving-ended',
      'session-ended',
    ]);
    expect(relay.relay.stats()).toMatchObject({
      sessions: [{ status: 'ended' }],
      agents: [{ status: 'waiting', sessionID: null }],
    });
  });
});

describe('a personal best', () => {
  const lap = (n: number, lastLapTime: number | null) =>
    [n, [frame(n * 100, { lap: n, lastLapTime })]] as const;

  async function drive(best: number | null | undefined) {
    const asked: unknown[] = [];
    const announced = await driveOn(
      await startTestRelay(
        {},
        {
          personalBest: (info) => {
            asked.push(info);
            return best;
          },
        },
      ),
    );
    const combination = {
      driverName: 'Niki',
      car: 'mazda',
      track: 'spa',
      trackConfiguration: 'gp',
    };
    for (const one of asked) expect(one).toEqual(combination);
    return announced;
  }

  async function driveOn(relay: TestRelay) {
    const agent = await relay.agent();
    const info = { driverName: 'Niki', car: 'mazda', track: 'spa', trackConfiguration: 'gp' };
    agent.send({ type: 'session', sessionID: 'A', run, facts: info });
    const laps = [lap(1, null), lap(2, 91_000), lap(3, 90_000), lap(4, 90_500)];
    for (const [n, data] of laps) agent.send(batch(n, data, { lap: n }));
    for (const _ of laps) await agent.next('received');
    return relay.events.filter((one) => one.name === 'personal-best').map((one) => one.lapTimeMs);
  }

  test('is a lap that is faster than the stored one and than those of this session', async () => {
    expect(await drive(90_800)).toEqual([90_000]);
    expect(await drive(80_000)).toEqual([]);
  });

  test('is the first lap where none is stored, and none where that is not known', async () => {
    expect(await drive(null)).toEqual([91_000, 90_000]);
    expect(await drive(undefined)).toEqual([]);
  });

  test('is announced for no lap while the database is away', async () => {
    const db = `postgres://u:p@127.0.0.1:${await freePort()}/laps`;
    const relay = await startTestRelay({ db });
    expect(relay.relay.stats().recorder.state).toBe('away');
    expect(await driveOn(relay)).toEqual([]);
  });
});
