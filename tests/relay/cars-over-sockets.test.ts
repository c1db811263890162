/** The cars of a session on their whole way through a relay: from an agent's socket to pages, plain clients, API and events. */
import { afterEach, describe, expect, test } from 'vitest';
import { RaceField } from '../../agent/demo/field/race-field.ts';
import type { CarLapList } from '../../protocol/car-lap.ts';
import type { CarPositionList } from '../../protocol/car-positions.ts';
import type { Grid, GridCar } from '../../protocol/cars.ts';
import { carsKind, decodeCars, encodeCars } from '../../protocol/cars-codec.ts';
import type { LapReplay } from '../../protocol/lap-replay.ts';
import { limits } from '../../protocol/limits.ts';
import type { PlainCars, ViewerCars } from '../../protocol/messages.ts';
import { readField } from '../support/field-cars.ts';
import { frame } from '../support/frames.ts';
import { startTestRelay, stopAll, type TestRelay, type TestSocket } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

afterEach(stopAll);

const field = new RaceField({ seed: 5, kind: 'race', laps: 15 });
const key = { sessionID: 'RACE', run: 'run-1' };

/** An agent whose PC sees the made-up race. */
class CarsAgent {
  now = 1_000_000;
  socket!: TestSocket;
  relay!: TestRelay;
  #seq = 0;

  async start(): Promise<this> {
    this.relay = await startTestRelay({}, { now: () => this.now });
    this.socket = await this.relay.agent();
    const facts = {
      sessionType: 2,
      track: 'sq_hollowmere',
      numberOfLaps: 15,
      driverName: 'Ana Ruiz',
    };
    const { lengthM } = field.circuit;
    this.socket.send({ type: 'session', ...key, facts: { ...facts, trackLengthM: lengthM } });
    this.socket.send({ type: 'status', ...key, status: 'driving' });
    await this.frame();
    return this;
  }

  /** A frame, answered: the relay has handled everything before it. */
  async frame(): Promise<void> {
    const data = [frame(++this.#seq)];
    this.socket.send({ type: 'batch', ...key, seq: this.#seq, lap: 1, data });
    await this.socket.next('received');
  }

  /** Sends a frame and what it sees at a time of the race. @param lap of the frame */
  async driven(ms: number, lap: number): Promise<void> {
    await this.cars(ms);
    const data = [frame(++this.#seq, { t: ms, lap, currentLapTime: ms % 100_000 })];
    this.socket.send({ type: 'batch', ...key, seq: this.#seq, lap, data });
    await this.socket.next('received');
  }

  /** Sends what it sees at a time of the race. */
  async cars(ms: number, more: object = {}): Promise<void> {
    this.now += limits.carsEveryMs;
    const { entries, motions } = readField(field, ms);
    const head = { source: 'crewchief', server: 'Cup', whole: true, gone: [] };
    this.socket.send({ type: 'cars', ...key, ...head, cars: entries, ...more });
    this.socket.ws.send(encodeCars(ms, motions));
    await this.frame();
  }

  /** Sends the race from one time to another. */
  async race(fromMs: number, toMs: number): Promise<void> {
    for (let ms = fromMs; ms <= toMs; ms += 100) await this.cars(ms);
  }
}

function binaryCars(socket: TestSocket): Buffer[] {
  return socket.heard.filter((one): one is Buffer => Buffer.isBuffer(one) && one[0] === carsKind);
}

function carsMessages(socket: TestSocket): ViewerCars[] {
  return socket.heard.filter(
    (one) => !Buffer.isBuffer(one) && one.type === 'cars',
  ) as unknown as ViewerCars[];
}

describe('the cars of a session', () => {
  test('reach a page that asks for them: all entries, then changes, and positions each time', async () => {
    const agent = await new CarsAgent().start();
    const page = await agent.relay.page('RACE', { cars: true });
    await agent.race(200_000, 201_000);
    await until('ten messages', () => binaryCars(page).length >= 10);
    const [first, ...later] = carsMessages(page);
    expect(first).toMatchObject({ source: 'crewchief', server: 'Cup', isRace: true, run: 1 });
    expect(first!.cars).toHaveLength(field.cars.length);
    expect(later.every(({ cars }) => cars.length < 5)).toBe(true);
    const { t, cars } = decodeCars(binaryCars(page).at(-1)!);
    expect(t).toBe(201_000);
    expect(cars.map(({ place }) => place)).toEqual(field.cars.map((_, i) => i + 1));
  });

  test('reach a page that joins later, and none that does not ask', async () => {
    const agent = await new CarsAgent().start();
    const other = await agent.relay.page('RACE');
    await agent.race(200_000, 200_300);
    const late = await agent.relay.page('live', { cars: true });
    await until('cars', () => binaryCars(late).length > 0);
    expect(carsMessages(late)[0]).toMatchObject({ whole: true });
    expect(carsMessages(late)[0]!.cars).toHaveLength(field.cars.length);
    expect([...carsMessages(other), ...binaryCars(other)]).toEqual([]);
  });

  test('reach plain clients that ask, four times a second, beside the batches of the contract', async () => {
    const agent = await new CarsAgent().start();
    const plain = await agent.relay.watch('RACE?cars=1');
    const usual = await agent.relay.watch('RACE');
    await agent.race(200_000, 201_000);
    await until('all batches', () => usual.heard.length >= 11);
    expect(usual.heard.every((one) => !Buffer.isBuffer(one) && 'data' in one)).toBe(true);
    const cars = plain.heard.filter((one) => 'cars' in one) as unknown as PlainCars[];
    expect(cars.length).toBeGreaterThanOrEqual(3);
    expect(cars.length).toBeLessThanOrEqual(5);
    expect(Object.keys(cars[0]!)).toEqual(['sessionID', 'cars']);
    expect(plain.heard.filter((one) => 'data' in one)).toHaveLength(usual.heard.length);
  });

  test('are in the API with places, gaps and what is known of each', async () => {
    const agent = await new CarsAgent().start();
    expect((await agent.relay.ask('/api/sessions/RACE/cars')).status).toBe(404);
    await agent.race(200_000, 200_500);
    const { status, json } = await agent.relay.ask('/api/sessions/live/cars');
    expect(status).toBe(200);
    const grid = json as Grid;
    expect(grid).toMatchObject({
      sessionID: 'RACE',
      source: 'crewchief',
      isRace: true,
      t: 200_500,
    });
    const own = grid.cars.find(({ isPlayer }) => isPlayer) as GridCar;
    expect(own).toMatchObject({ driver: 'Ana Ruiz', sessionID: 'RACE', relativeMs: null });
    expect(grid.cars[0]).toMatchObject({ place: 1, gap: { laps: 0, ms: 0 } });
    expect(agent.relay.relay.stats().sessions).toMatchObject([
      { cars: { source: 'crewchief', count: field.cars.length } },
    ]);
    const second = grid.cars[1]!;
    expect(second.interval).toEqual(second.gap);
  });

  test('are gone for pages and the API when their source is', async () => {
    const agent = await new CarsAgent().start();
    const page = await agent.relay.page('RACE', { cars: true });
    await agent.race(200_000, 200_300);
    const none = { source: null, server: null, whole: true, cars: [], gone: [] };
    agent.socket.send({ type: 'cars', ...key, ...none });
    await agent.frame();
    await until('the end of the cars', () => carsMessages(page).at(-1)?.source === null);
    expect((await agent.relay.ask('/api/sessions/RACE/cars')).status).toBe(404);
  });

  test('cause events with the driver and the car that they are about', async () => {
    const agent = await new CarsAgent().start();
    const page = await agent.relay.page('RACE', { cars: true });
    const inPit = field.cars.find(({ history }) => history.pitLane.length > 0)!;
    const fromMs = Math.floor(inPit.history.pitLane[0]!.fromMs / 100) * 100;
    await agent.race(fromMs - 500, fromMs + 1_500);
    const event = agent.relay.events.find(({ name }) => name === 'car-pitted');
    expect(event).toMatchObject({
      driver: inPit.driver,
      car: inPit.spec.car,
      carId: inPit.id,
      own: inPit.id === 1,
      number: inPit.number,
      track: 'sq_hollowmere',
      sessionID: 'RACE',
    });
    await until('the event', () =>
      page.heard.some(
        (one) =>
          !Buffer.isBuffer(one) &&
          one.type === 'event' &&
          (one.event as { name: string }).name === 'car-pitted',
      ),
    );
  });

  test('have what the driver’s own frames know, also of another agent on the same track', async () => {
    const agent = await new CarsAgent().start();
    const [, rival] = field.cars;
    const other = await agent.relay.agent();
    const theirs = { sessionID: 'RIVAL', run: 'run-9' };
    const facts = { sessionType: 2, track: 'sq_hollowmere', driverName: rival!.driver };
    const about = { ...facts, trackLengthM: field.circuit.lengthM, tyreCompound: 'Slick Hard (H)' };
    other.send({ type: 'session', ...theirs, facts: about });
    other.send({ type: 'status', ...theirs, status: 'driving' });
    const data = [{ ...frame(1), lastLapTime: 88_123, bestLapTime: 87_654 }];
    other.send({ type: 'batch', ...theirs, seq: 1, lap: 1, data });
    await other.next('received');
    await agent.race(200_000, 201_500);
    const { cars } = (await agent.relay.ask('/api/sessions/RACE/cars')).json as Grid;
    expect(cars.find(({ id }) => id === rival!.id)).toMatchObject({
      sessionID: 'RIVAL',
      tyre: 'Slick Hard (H)',
      lastLapMs: 88_123,
      bestLapMs: 87_654,
    });
    expect(cars.filter(({ sessionID }) => sessionID !== null)).toHaveLength(2);
  });

  test('that collide are one event, whoever reports it', async () => {
    const agent = await new CarsAgent().start();
    const [own, first, second] = field.cars.map(({ id, driver }) => ({ id, driver }));
    const collisions = [
      { carId: first!.id, otherId: second!.id },
      { carId: second!.id, otherId: first!.id },
      // The frames of the session's own car show its collisions.
      { carId: own!.id, otherId: null },
      { carId: 999, otherId: null },
    ];
    await agent.cars(200_000, { collisions });
    await agent.cars(200_100, { collisions });
    const found = agent.relay.events.filter(({ name }) => name === 'collision');
    expect(found).toEqual([
      expect.objectContaining({
        sessionID: 'RACE',
        carId: first!.id,
        driver: first!.driver,
        own: false,
        otherId: second!.id,
        otherDriver: second!.driver,
      }),
    ]);
  });

  test('leave their laps in the store', async () => {
    const agent = await new CarsAgent().start();
    const { path } = field.cars[0]!.history;
    const lineMs = Math.floor(path.timeAt(2 * field.circuit.lengthM)! / 100) * 100;
    await agent.race(lineMs - 1_000, lineMs + 2_000);
    const { json } = await agent.relay.ask('/api/sessions/live/cars/laps');
    const { sessionID, laps } = json as CarLapList;
    expect(sessionID).toBe('RACE');
    expect(laps.find(({ carId }) => carId === 1)).toMatchObject({
      driver: 'Ana Ruiz',
      lap: 2,
      pitted: false,
    });
  });

  test('leave where they were in the store, twice a second, also with a lap that is replayed', async () => {
    const agent = await new CarsAgent().start();
    for (let ms = 200_000; ms <= 206_000; ms += 100) await agent.driven(ms, ms < 202_000 ? 2 : 3);
    const query = 'from=200400&to=202000';
    const { json } = await agent.relay.ask(`/api/sessions/live/cars/positions?${query}`);
    const { sessionID, moments } = json as CarPositionList;
    expect(sessionID).toBe('RACE');
    expect(moments.map(({ t }) => t)).toEqual([200_500, 201_000, 201_500, 202_000]);
    const grid = (await agent.relay.ask('/api/sessions/live/cars')).json as Grid;
    const names = (list: readonly { id: number }[]) => list.map(({ id }) => id).sort();
    expect(names(moments[0]!.cars)).toEqual(names(grid.cars));
    expect(moments[0]).toMatchObject({ source: 'crewchief', isRace: true });
    expect(moments[0]!.cars[0]).toMatchObject({ place: 1, gap: { laps: 0, ms: 0 } });

    const replay = (await agent.relay.ask('/api/sessions/RACE/laps/3/replay')).json as LapReplay;
    const cars = replay.cars!;
    expect(cars[0]!.entries!.whole).toBe(true);
    expect(cars[0]!.entries!.cars).toHaveLength(grid.cars.length);
    // From just before the lap, on its own clock.
    expect(cars.map(({ t }) => t).slice(0, 3)).toEqual([201_500, 202_000, 202_500]);
    expect(replay.data[0]!.t).toBe(202_000);
    const wrong = await agent.relay.ask('/api/sessions/RACE/cars/positions?from=9&to=2');
    expect(wrong).toMatchObject({ status: 400, json: { error: { code: 'bad-parameter' } } });
  });

  test.each([
    ['no list of cars', { cars: 7 }],
    ['a source that is not known', { source: 'telepathy' }],
    ['a collision of no car', { collisions: [{ carId: 'a', otherId: null }] }],
    [
      'two cars of one id',
      {
        cars: [
          { id: 1, driver: 'a', car: 'b' },
          { id: 1, driver: 'a', car: 'b' },
        ],
      },
    ],
  ])('close the connection of an agent that sends %s', async (_what, wrong) => {
    const agent = await new CarsAgent().start();
    const head = { source: 'crewchief', server: null, whole: true, gone: [], cars: [] };
    agent.socket.send({ type: 'cars', ...key, ...head, ...wrong });
    expect((await agent.socket.closed).code).toBe(4400);
  });

  test('close the connection of an agent whose compact cars cannot be read', async () => {
    const agent = await new CarsAgent().start();
    await agent.cars(200_000);
    agent.now += 1_000;
    agent.socket.ws.send(Uint8Array.of(carsKind, 1, 5));
    expect((await agent.socket.closed).code).toBe(4400);
  });

  test('of an agent that sends far too often are not computed each time', async () => {
    const agent = await new CarsAgent().start();
    const page = await agent.relay.page('RACE', { cars: true });
    await agent.race(200_000, 200_200);
    const before = binaryCars(page).length;
    const { motions } = readField(field, 200_300);
    for (let i = 1; i <= 50; i++) agent.socket.ws.send(encodeCars(200_300 + i, motions));
    await agent.frame();
    expect(binaryCars(page).length).toBeLessThanOrEqual(before + 1);
  });
});
