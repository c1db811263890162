/** Drivers whose agents publish to one relay see each other, without any other source of cars. */
import { describe, expect, test } from 'vitest';
import type { Grid } from '../../protocol/cars.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { frame } from '../support/frames.ts';
import { MemoryBus } from '../support/memory-backplane.ts';
import { PassingClock } from '../support/passing-clock.ts';
import { startTestRelay, type TestRelay, type TestSocket } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

const lengthM = 4_000;

/** A driver on a straight track, whose own clock began at a time of the relay. */
class Driver {
  readonly sessionID: string;
  readonly #startMs: number;
  #socket!: TestSocket;
  #seq = 0;

  constructor(sessionID: string, startMs: number) {
    this.sessionID = sessionID;
    this.#startMs = startMs;
  }

  get #key() {
    return { sessionID: this.sessionID, run: 'run-1' };
  }

  async start(relay: TestRelay, more: Partial<SessionInfo> = {}): Promise<this> {
    this.#socket = await relay.agent();
    const about = { track: 'sq_hollowmere', trackLengthM: lengthM, sessionType: 2, race: 'CUP' };
    const facts = { ...about, driverName: `Driver ${this.sessionID}`, car: 'gt', ...more };
    this.#socket.send({ type: 'session', ...this.#key, facts });
    this.#socket.send({ type: 'clock', ...this.#key, originMs: this.#startMs });
    this.#socket.send({ type: 'status', ...this.#key, status: 'driving' });
    return this;
  }

  /** @param nowMs of the relay. @param metres from the line */
  async drive(nowMs: number, metres: number, gas = 1): Promise<void> {
    const lap = Math.floor(metres / lengthM) + 1;
    const t = nowMs - this.#startMs;
    const place = { trackPosition: (metres % lengthM) / lengthM, worldPosition: [0, 0, metres] };
    const inputs = { gas, brake: 1 - gas, gear: 4, fuel: 31.5, speedKmh: 180 };
    const data = [frame(++this.#seq, { t, lap, ...place, ...inputs } as object)];
    this.#socket.send({ type: 'batch', ...this.#key, seq: this.#seq, lap, data });
    await this.#socket.next('received');
  }

  async over(): Promise<void> {
    this.#socket.send({ type: 'status', ...this.#key, status: 'ended' });
    this.#socket.ws.close();
    await this.#socket.closed;
  }
}

let now = 1_000_000;

async function race(second: Partial<SessionInfo> = {}) {
  now = 1_000_000;
  const relay = await startTestRelay({}, { now: () => now, tickMs: 20 });
  const a = await new Driver('A', 900_000).start(relay);
  const b = await new Driver('B', 950_000).start(relay, second);
  const both = async (metres: number) => {
    now += 100;
    await a.drive(now, metres);
    await b.drive(now, metres + 50, 0.25);
  };
  const gridOf = async (id: string) => {
    const { status, json } = await relay.ask(`/api/sessions/${id}/cars`);
    return status === 200 ? (json as Grid) : null;
  };
  return { relay, a, b, both, gridOf };
}

describe('drivers of one race', () => {
  test('see each other in one grid, each as their own car, with pedals, gear and fuel', async () => {
    const { both, gridOf } = await race();
    for (let metres = 4_100; metres < 4_200; metres += 5) await both(metres);
    await until('a grid', async () => {
      // The race goes on until the relay has seen both.
      await both(4_200);
      return (await gridOf('A'))?.cars.length === 2 && (await gridOf('B'))?.cars.length === 2;
    });
    let [ofA, ofB] = [(await gridOf('A'))!, (await gridOf('B'))!];
    await until('both grids of one moment, each on the clock of its own session', async () => {
      [ofA, ofB] = [(await gridOf('A'))!, (await gridOf('B'))!];
      return ofB.t === ofA.t - 50_000;
    });
    expect(ofA).toMatchObject({ source: 'agents', isRace: true });
    expect(ofA.cars.map(({ driver, isPlayer }) => [driver, isPlayer])).toEqual([
      ['Driver B', undefined],
      ['Driver A', true],
    ]);
    expect(ofB.cars.map(({ driver, isPlayer }) => [driver, isPlayer])).toEqual([
      ['Driver B', true],
      ['Driver A', undefined],
    ]);
    expect(ofA.cars[0]).toMatchObject({
      sessionID: 'B',
      inputs: { throttle: 0.25, brake: 0.75, gear: 4, fuelL: 31.5 },
      laps: 1,
    });
  });

  test.each([
    ['whose agents name other races', { race: 'OTHER CUP' }],
    ['on another track', { track: 'sq_elsewhere' }],
    ['in another kind of session', { sessionType: 1 }],
  ])('are not those %s', async (_what, second) => {
    const { relay, both, gridOf } = await race(second);
    const c = await new Driver('C', 990_000).start(relay);
    for (let metres = 4_100; metres < 4_200; metres += 5) {
      await both(metres);
      await c.drive(now, metres + 10);
    }
    await until('the grid of A and C', async () => {
      await both(4_200);
      return (await gridOf('A'))?.cars.length === 2;
    });
    expect((await gridOf('A'))!.cars.map(({ driver }) => driver)).not.toContain('Driver B');
    expect(await gridOf('B')).toBeNull();
  });
});

describe('drivers of one race at several relays', () => {
  test('see each other too, at the same time, and lose those whose relay has ended', async () => {
    // Time passes as it does for the relays' own timers; the cars drive by it.
    const clock = new PassingClock();
    const time = clock.now;
    const bus = new MemoryBus();
    const start = () => startTestRelay({}, { now: time, tickMs: 20, backplane: bus.connect() });
    const [first, second] = [await start(), await start()];
    const a = await new Driver('A', 900_000).start(first);
    const b = await new Driver('B', 950_000).start(second);
    const gridAt = async (relay: TestRelay, id: string) => {
      const { status, json } = await relay.ask(`/api/sessions/${id}/cars`);
      return status === 200 ? (json as Grid) : null;
    };
    const startedMs = time();
    // 180 km/h are 50 m/s.
    const placeM = (atMs: number) => 4_100 + (atMs - startedMs) / 20;
    const driveA = async () => {
      const atMs = time();
      await a.drive(atMs, placeM(atMs));
    };
    const both = async () => {
      await driveA();
      const atMs = time();
      await b.drive(atMs, placeM(atMs) + 50, 0.25);
    };
    const cars = async () => [await gridAt(first, 'A'), await gridAt(second, 'B')];
    await until('both grids are whole', async () => {
      await both();
      return (await cars()).every((grid) => grid?.cars.length === 2);
    });
    await until('the gap, which is what it is on the road', async () => {
      await both();
      const [grid] = await cars();
      const [ahead, own] = grid!.cars;
      const apartM = (ahead!.trackPosition - own!.trackPosition) * lengthM;
      return Math.abs(apartM - 50) < 6;
    });
    const [ofA, ofB] = (await cars()) as [Grid, Grid];
    expect(ofA.cars.map(({ driver, sessionID }) => [driver, sessionID])).toEqual([
      ['Driver B', 'B'],
      ['Driver A', 'A'],
    ]);
    expect(ofA.cars[0]).toMatchObject({ inputs: { throttle: 0.25, gear: 4 }, laps: 1 });
    expect(ofB.cars.map(({ isPlayer }) => isPlayer)).toEqual([true, undefined]);
    await second.relay.stop();
    await until('B is gone', async () => {
      clock.advance(100);
      await driveA();
      const grid = await gridAt(first, 'A');
      return grid?.cars.find(({ driver }) => driver === 'Driver B')?.isConnected !== true;
    });
  });
});
