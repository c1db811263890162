/** Several publishers under one session id: which one is shown, what is stored, what the log and the status report. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { frame, frames } from '../support/frames.ts';
import { LogBook } from '../support/log-book.ts';
import { heardPackets, Publisher } from '../support/publisher.ts';
import { startTestRelay, type TestRelay, type TestSocket } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

const silent = limits.publisherSilentMs;

/** A relay on a clock that the test turns, with its warnings. */
async function relayWithClock() {
  let now = 1_000_000;
  const log = new LogBook();
  const relay = await startTestRelay({}, { now: () => now, log, tickMs: 5 });
  return { relay, log, later: (ms: number) => (now += ms) };
}

/** An agent that publishes one run, a frame at a time. */
class Agent extends Publisher {
  #packetId: number;

  constructor(socket: TestSocket, run: string, packetId: number) {
    super(socket, run);
    this.#packetId = packetId;
  }

  async drive(count: number, more: object = {}): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.#packetId += 6;
      await this.send([frame(this.#packetId, more)]);
    }
  }
}

/** Waits until the viewer has as many packets. */
const seen = (viewer: TestSocket, count: number) =>
  until(`the viewer has ${count} packets`, () => heardPackets(viewer).length >= count);

/** Waits until this number of frames is on disk and checks that there are no more. */
async function stored({ relay }: TestRelay, count: number): Promise<void> {
  const { recorder } = relay;
  expect(recorder.stats().framesTaken).toBe(count);
  for (const run of ['', 'one', 'two']) recorder.flush({ sessionID: 'A', run });
  await until(`${count} frames are stored`, () => recorder.stats().framesStored === count);
}

describe('a stray POST under an agent’s id', () => {
  test('is shown for as long as the rule allows, then the agent is shown again with its laps', async () => {
    const { relay, later } = await relayWithClock();
    const viewer = await relay.watch('A');
    const page = await relay.page('A', { board: true });
    const agent = new Agent(await relay.agent(), 'one', 50_000);
    await agent.status('driving');
    await agent.drive(2, { lap: 1 });
    await agent.drive(2, { lap: 2, lastLapTime: 91_000 });
    await relay.post('A', 1, [frame(7)]);
    await agent.drive(5, { lap: 2, lastLapTime: 91_000 });
    await seen(viewer, 5);
    expect(heardPackets(viewer)).toEqual([50_006, 50_012, 50_018, 50_024, 7]);
    later(silent + 1);
    await agent.drive(3, { lap: 2, lastLapTime: 91_000 });
    await seen(viewer, 8);
    expect(heardPackets(viewer).slice(5)).toEqual([50_060, 50_066, 50_072]);
    const last = () =>
      page.heard.findLast((one) => !Buffer.isBuffer(one) && one.type === 'session');
    await expect.poll(last).toMatchObject({ session: { status: 'driving', run: 3 } });
    await stored(relay, 13);
  });

  test('is stored as a session of its own, without the agent’s driver and car', async () => {
    const { relay } = await relayWithClock();
    const agent = new Agent(await relay.agent(), 'one', 50_000);
    agent.report({ type: 'session', facts: { driverName: 'Niki', car: 'mazda', track: 'spa' } });
    await agent.drive(2);
    await relay.post('A', 1, [frame(7)]);
    await agent.drive(2);
    const { recorder } = relay.relay;
    await stored(relay, 5);
    const { sessions } = await recorder.reader.sessions(10, null);
    const found = sessions.map(({ facts, frames: count }) => [facts.driverName, count]);
    expect(new Map(found as [string | undefined, number][])).toEqual(
      new Map([
        ['Niki', 4],
        [undefined, 1],
      ]),
    );
  });

  test('while the agent is paused: the agent is shown again without a new message', async () => {
    const { relay, later } = await relayWithClock();
    const agent = new Agent(await relay.agent(), 'one', 50_000);
    await agent.status('driving');
    await agent.drive(2);
    await agent.status('paused');
    await relay.post('A', 1, [frame(7)]);
    expect(relay.relay.stats().sessions).toMatchObject([{ status: 'driving' }]);
    later(silent + 1);
    await until('it is paused again', () => relay.relay.stats().sessions[0]?.status === 'paused');
  });
});

describe('two agents with the same session', () => {
  test('the newer is shown, the other returns when it has gone, and nothing is mixed', async () => {
    const { relay } = await relayWithClock();
    const viewer = await relay.watch('A');
    const first = new Agent(await relay.agent(), 'one', 50_000);
    const second = new Agent(await relay.agent(), 'two', 90_000);
    await first.drive(2);
    await second.drive(1);
    for (let i = 0; i < 10; i++) {
      await first.drive(1);
      await second.drive(1);
    }
    await seen(viewer, 13);
    expect(
      heardPackets(viewer)
        .slice(2)
        .every((packet) => packet > 90_000),
    ).toBe(true);
    await second.socket.close();
    await until('it has gone', () => relay.relay.stats().agents.length === 1);
    await first.drive(3);
    await seen(viewer, 16);
    expect(heardPackets(viewer).slice(13)).toEqual([50_078, 50_084, 50_090]);
    await stored(relay, 2 + 11 + 10 + 3);
  });

  test('the other returns when the newer is silent although it is connected', async () => {
    const { relay, later } = await relayWithClock();
    const viewer = await relay.watch('A');
    const first = new Agent(await relay.agent(), 'one', 50_000);
    const second = new Agent(await relay.agent(), 'two', 90_000);
    await first.drive(1);
    await second.drive(1);
    later(silent + 1);
    await first.drive(2);
    await seen(viewer, 4);
    expect(heardPackets(viewer)).toEqual([50_006, 90_006, 50_012, 50_018]);
  });

  test('is logged once and shown in the status, with both addresses, until it is over', async () => {
    const { relay, later, log } = await relayWithClock();
    const first = new Agent(await relay.agent(), 'one', 50_000);
    const second = new Agent(await relay.agent(), 'two', 90_000);
    await first.drive(1);
    await second.drive(1);
    later(limits.publisherOvertakenMs + 1);
    expect(relay.relay.stats().sessions).toMatchObject([{ contest: null }]);
    for (let i = 0; i < 3; i++) {
      await first.drive(1);
      await second.drive(1);
    }
    const warnings = () =>
      log.warnings.filter(({ sentence }) => sentence.includes('Two publishers'));
    await until('it is logged', () => warnings().length > 0);
    for (let i = 0; i < 10; i++) {
      later(100);
      await first.drive(1);
      await second.drive(1);
    }
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]?.fields).toMatchObject({
      sessionID: 'A',
      shown: 'an agent from 127.0.0.1',
      others: ['an agent from 127.0.0.1'],
    });
    expect(relay.relay.stats().sessions).toMatchObject([
      { contest: { shown: 'an agent from 127.0.0.1', others: ['an agent from 127.0.0.1'] } },
    ]);
    const { text } = await relay.request('/metrics');
    expect(text).toContain('sequential_sessions_contested 1');
    later(silent + 1);
    await second.drive(1);
    await until('it is over', () => relay.relay.stats().sessions[0]?.contest === null);
  });
});

describe('one publisher that begins again', () => {
  test('is not a contest: an agent reconnects while its old socket lingers', async () => {
    const { relay, later, log } = await relayWithClock();
    const viewer = await relay.watch('A');
    const before = new Agent(await relay.agent(), 'one', 50_000);
    await before.drive(2);
    const again = new Agent(await relay.agent(), 'one', 50_012);
    await again.drive(2);
    later(limits.publisherOvertakenMs + 1);
    await again.drive(1);
    await before.socket.close();
    await until('the old socket has gone', () => relay.relay.stats().agents.length === 1);
    await again.drive(1);
    await seen(viewer, 6);
    expect(heardPackets(viewer)).toEqual([50_006, 50_012, 50_018, 50_024, 50_030, 50_036]);
    expect(log.warnings.filter(({ sentence }) => sentence.includes('Two publishers'))).toEqual([]);
    expect(relay.relay.stats().sessions).toMatchObject([{ run: 1, contest: null }]);
  });

  test('is not a contest: an agent restarts while the relay still holds its old socket', async () => {
    const { relay, later, log } = await relayWithClock();
    const before = new Agent(await relay.agent(), 'one', 50_000);
    await before.drive(2);
    const again = new Agent(await relay.agent(), 'two', 60_000);
    await again.drive(2);
    later(2 * limits.publisherOvertakenMs);
    await again.drive(2);
    expect(log.warnings).toEqual([]);
    expect(relay.relay.stats().sessions).toMatchObject([{ run: 2, contest: null }]);
  });

  test('an older run of the same agent stays over, however silent the newer is', async () => {
    const { relay, later } = await relayWithClock();
    const viewer = await relay.watch('A');
    const socket = await relay.agent();
    const before = new Agent(socket, 'one', 50_000);
    const after = new Agent(socket, 'two', 60_000);
    await before.drive(1);
    await after.drive(1);
    later(10 * silent);
    await before.drive(1);
    await after.drive(1);
    await seen(viewer, 3);
    expect(heardPackets(viewer)).toEqual([50_006, 60_006, 60_012]);
  });

  test('the events that end a run carry its driver, car and track', async () => {
    const { relay } = await relayWithClock();
    const first = new Agent(await relay.agent(), 'one', 50_000);
    first.report({ type: 'session', facts: { driverName: 'Ada', car: 'old', track: 'spa' } });
    await first.status('driving');
    await first.drive(2);
    const second = new Agent(await relay.agent(), 'two', 60_000);
    second.report({ type: 'session', facts: { driverName: 'Bob', car: 'new', track: 'monza' } });
    await second.status('driving');
    await second.drive(1);
    expect(relay.events.map(({ name, driver, car, track }) => [name, driver, car, track])).toEqual([
      ['session-started', 'Ada', 'old', 'spa'],
      ['driving-started', 'Ada', 'old', 'spa'],
      ['driving-ended', 'Ada', 'old', 'spa'],
      ['session-ended', 'Ada', 'old', 'spa'],
      ['session-started', 'Bob', 'new', 'monza'],
      ['driving-started', 'Bob', 'new', 'monza'],
    ]);
  });
});

describe('publishers that only POST', () => {
  const put = (relay: Awaited<ReturnType<typeof startTestRelay>>, info: object) =>
    relay.send('PUT', '/api/sessions/A', info);

  test('information sent before the next run’s frames does not describe the run that ends', async () => {
    const { relay } = await relayWithClock();
    await put(relay, { driverName: 'Ada', car: 'old', track: 'spa' });
    await relay.post('A', 1, frames(50_000, 3));
    await put(relay, { car: 'new', track: 'monza' });
    expect(relay.relay.stats().sessions).toMatchObject([{ car: 'old', track: 'spa' }]);
    await relay.post('A', 1, frames(10, 3));
    expect(relay.events.map(({ name, car }) => [name, car])).toEqual([
      ['session-started', 'old'],
      ['driving-started', 'old'],
      ['driving-ended', 'old'],
      ['session-ended', 'old'],
      ['session-started', 'new'],
      ['driving-started', 'new'],
    ]);
    const { recorder } = relay.relay;
    await stored(relay, 6);
    const { sessions } = await recorder.reader.sessions(10, null);
    expect(
      sessions.map(({ facts }) => `${facts.driverName} ${facts.car} ${facts.track}`).sort(),
    ).toEqual(['Ada new monza', 'Ada old spa']);
  });

  test('another driver’s name applies to the running run after a moment', async () => {
    const { relay, later } = await relayWithClock();
    await put(relay, { driverName: 'Ada', car: 'one' });
    await relay.post('A', 1, frames(50_000, 3));
    const { json } = await put(relay, { driverName: 'Bob' });
    expect(json).toMatchObject({ facts: { driverName: 'Bob', car: 'one' } });
    later(limits.nextRunInfoMs + 1);
    await relay.post('A', 1, frames(50_018, 3));
    expect(relay.relay.stats().sessions).toMatchObject([{ driver: 'Bob', run: 1 }]);
  });

  test('a session that restarts while packets go on is shown as a new run, and no lap replaces an older one', async () => {
    const { relay } = await relayWithClock();
    const viewer = await relay.watch('A');
    for (const [lap, from] of [
      [1, 10_000],
      [2, 20_000],
      [1, 30_000],
      [2, 40_000],
    ] as const) {
      await relay.post('A', lap, frames(from, 3));
    }
    await seen(viewer, 12);
    expect(relay.relay.stats().sessions).toMatchObject([{ run: 2 }]);
    await stored(relay, 12);
    for (const [id, lap, from] of [
      ['A', 1, 10_000],
      ['A', 2, 20_000],
      ['A.2', 1, 30_000],
      ['A.2', 2, 40_000],
    ] as const) {
      const { json } = await relay.ask(`/api/sessions/${id}/laps/${lap}`);
      expect(json).toMatchObject({ sessionID: id, lap, data: frames(from, 3) });
    }
  });

  test('two at a time: the newer is shown, each is stored as one session, and the other returns', async () => {
    const { relay, later } = await relayWithClock();
    const viewer = await relay.watch('A');
    for (let i = 0; i < 20; i++) {
      later(1_000);
      await relay.post('A', 1, frames(100_000 + i * 333, 3));
      if (i > 2) await relay.post('A', 1, frames(500 + i * 333, 3));
    }
    later(silent + 1);
    await relay.post('A', 1, frames(100_000 + 27 * 333, 3));
    await until('the first is back', () => heardPackets(viewer).at(-1)! > 100_000);
    const shown = heardPackets(viewer).map((packet) => packet > 100_000 - 1);
    const changes = shown.filter((is, i) => i > 0 && is !== shown[i - 1]).length;
    expect(changes).toBe(2);
    const { recorder } = relay.relay;
    await stored(relay, 63 + 51);
    const { sessions } = await recorder.reader.sessions(10, null);
    expect(sessions.map(({ sessionID, frames: count }) => [sessionID, count]).sort()).toEqual([
      ['A', 63],
      ['A.2', 51],
    ]);
  });
});
