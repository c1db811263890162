/** The cars of a session on their whole way through a relay: from an agent's socket to pages, plain clients, API and events. */
import { describe, expect, test } from 'vitest';
import type { CarLapList } from '../../protocol/car-lap.ts';
import type { CarPositionList } from '../../protocol/car-positions.ts';
import type { Grid, GridCar } from '../../protocol/cars.ts';
import { carsKind, decodeCars, encodeCars } from '../../protocol/cars-codec.ts';
import type { LapReplay } from '../../protocol/lap-replay.ts';
import type { PlainCars, ViewerCars } from '../../protocol/messages.ts';
import { CarsAgent, field, key } from '../support/cars-agent.ts';
import { readField } from '../support/field-cars.ts';
import { frame } from '../support/frames.ts';
import type { TestSocket } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

function binaryCars(socket: TestSocket): Buffer[] {
  return socket.heard.filter((one): one is Buffer => Buffer.isBuffer(one) && one[0] === carsKind);
}

function carsMessages(socket: TestSocket): ViewerCars[] {
  return socket.heard.filter(
    (one) => !Buffer.isBuffer(one) && one.type === 'cars',
  ) as unknown as ViewerCars[];
}

/** The driver of the second car has an agent too. */
async function publishRival(agent: CarsAgent, sessionID = 'RIVAL') {
  const [, rival] = field.cars;
  const other = await agent.relay.agent();
  const theirs = { sessionID, run: 'run-9' };
  const facts = { sessionType: 2, track: 'sq_hollowmere', driverName: rival!.driver };
  const about = { ...facts, trackLengthM: field.circuit.lengthM, tyreCompound: 'Slick Hard (H)' };
  other.send({ type: 'session', ...theirs, facts: about });
  other.send({ type: 'status', ...theirs, status: 'driving' });
  const data = [{ ...frame(1), lastLapTime: 88_123, bestLapTime: 87_654 }];
  other.send({ type: 'batch', ...theirs, seq: 1, lap: 1, data });
  await other.next('received');
  return { ...rival!, socket: other };
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

  test('can be chosen one by one over the API, and pages learn of it at once', async () => {
    const agent = await new CarsAgent().start();
    const { relay } = agent;
    const put = (body: object, key = relay.relay.panelToken) =>
      relay.send('PUT', '/api/sessions/live/focus', body, { Authorization: `Bearer ${key}` });
    expect((await put({ carId: 3 })).status).toBe(404);
    await agent.race(200_000, 200_500);
    const page = await relay.page('RACE', { cars: true });
    await until('cars', () => carsMessages(page).length > 0);
    const focusNow = () => carsMessages(page).at(-1)?.focus;
    expect(await put({ carId: 3 })).toMatchObject({
      status: 200,
      json: { carId: 3, isAuto: false },
    });
    await until('the focus', () => focusNow()?.carId === 3);
    expect((await relay.ask('/api/sessions/RACE/cars')).json).toMatchObject({
      focus: { carId: 3 },
    });
    const late = await relay.page('RACE', { cars: true });
    await until('cars', () => carsMessages(late).length > 0);
    expect(carsMessages(late)[0]!.focus.carId).toBe(3);
    await put({ auto: true });
    await until('the director', () => focusNow()?.isAuto === true);
    expect(focusNow()!.carId).toBe(focusNow()!.proposedId);
    expect(focusNow()!.carId).not.toBeNull();
    await put({ carId: null });
    await until('no focus', () => focusNow()?.isAuto === false);
    expect(focusNow()!.carId).toBeNull();
    expect((await put({ carId: 999 })).status).toBe(404);
    for (const body of [
      {},
      { carId: '3' },
      { carId: 1.5 },
      { auto: false },
      { carId: 3, auto: true },
    ]) {
      expect((await put(body)).json).toMatchObject({ error: { code: 'bad-parameter' } });
    }
  });

  test('are chosen by the director in the next run too, but a chosen car is chosen no more', async () => {
    const agent = await new CarsAgent().start();
    const choose = (body: object) =>
      agent.relay.send('PUT', '/api/sessions/RACE/focus', body, {
        Authorization: `Bearer ${agent.relay.relay.panelToken}`,
      });
    const focusIn = async (run: string) => {
      const theirs = { sessionID: 'RACE', run };
      const { socket } = agent;
      socket.send({
        type: 'session',
        ...theirs,
        facts: { sessionType: 2, track: 'sq_hollowmere' },
      });
      socket.send({ type: 'status', ...theirs, status: 'driving' });
      const { entries, motions } = readField(field, 300_000);
      const head = { source: 'crewchief', server: null, whole: true, gone: [] };
      agent.now += 1_000;
      socket.send({ type: 'cars', ...theirs, ...head, cars: entries });
      socket.ws.send(encodeCars(300_000, motions));
      socket.send({ type: 'batch', ...theirs, seq: 1, lap: 1, data: [frame(1)] });
      await socket.next('received');
      return ((await agent.relay.ask('/api/sessions/RACE/cars')).json as Grid).focus;
    };
    await agent.race(200_000, 200_300);
    await choose({ auto: true });
    expect(await focusIn('run-2')).toMatchObject({ isAuto: true });
    expect((await choose({ carId: 3 })).status).toBe(200);
    expect(await focusIn('run-3')).toMatchObject({ isAuto: false, carId: null });
  });

  test('are shown with what the entry list of the league says, which may change in the race', async () => {
    const agent = await new CarsAgent().start();
    const { relay } = agent;
    const put = (entries: readonly object[]) => relay.send('PUT', '/api/entries', { entries });
    const grid = async () => (await relay.ask('/api/sessions/RACE/cars')).json as Grid;
    await agent.race(200_000, 200_500);
    const before = (await grid()).cars[2]!;
    const page = await relay.page('RACE', { cars: true });
    await until('cars', () => carsMessages(page).length > 0);
    const entry = { driver: before.driver.toUpperCase(), name: 'Zoë Example', number: '07' };
    expect(await put([entry])).toMatchObject({ status: 200, json: { entries: [entry] } });
    await agent.race(200_600, 200_900);
    const named = { driver: 'Zoë Example', number: '07', startPlace: before.startPlace };
    const after = (await grid()).cars.find(({ id }) => id === before.id);
    expect(after).toMatchObject(named);
    await until('the name', () =>
      carsMessages(page)
        .at(-1)!
        .cars.some(({ id }) => id === before.id),
    );
    expect(carsMessages(page).every(({ gone }) => gone.length === 0)).toBe(true);
    expect((await relay.request('/api/entries')).json).toEqual({ entries: [entry] });
    expect((await put([{}])).json).toMatchObject({ error: { code: 'bad-parameter' } });
    await put([]);
    await agent.race(201_000, 201_300);
    expect((await grid()).cars.find(({ id }) => id === before.id)?.driver).toBe(before.driver);
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
    const rival = await publishRival(agent);
    await agent.race(200_000, 201_500);
    const { cars } = (await agent.relay.ask('/api/sessions/RACE/cars')).json as Grid;
    expect(cars.find(({ id }) => id === rival.id)).toMatchObject({
      sessionID: 'RIVAL',
      tyre: 'Slick Hard (H)',
      lastLapMs: 88_123,
      bestLapMs: 87_654,
    });
    expect(cars.filter(({ sessionID }) => sessionID !== null)).toHaveLength(2);
  });

  test('of a driver’s name that two agents have get what one of them knows only once the other is away', async () => {
    const agent = await new CarsAgent().start();
    const { driver, socket } = await publishRival(agent);
    await publishRival(agent, 'AGAIN');
    const sessionOf = async () => {
      const { cars } = (await agent.relay.ask('/api/sessions/RACE/cars')).json as Grid;
      return cars.find((one) => one.driver === driver)!.sessionID;
    };
    await agent.race(200_000, 201_500);
    expect(await sessionOf()).toBeNull();
    socket.ws.close();
    await socket.closed;
    await agent.race(201_500, 203_000);
    expect(await sessionOf()).toBe('AGAIN');
  });

  test('of which two have the driver’s name have none of what those frames know', async () => {
    const agent = await new CarsAgent().start();
    const rival = await publishRival(agent);
    for (let ms = 200_000; ms <= 201_500; ms += 100) {
      const { entries } = readField(field, ms);
      const twin = entries.find(({ id }) => id === rival.id + 1)!;
      const cars = entries.map((one) => (one === twin ? { ...one, driver: rival.driver } : one));
      await agent.cars(ms, { cars });
    }
    const { cars } = (await agent.relay.ask('/api/sessions/RACE/cars')).json as Grid;
    expect(cars.filter(({ driver }) => driver === rival.driver)).toHaveLength(2);
    expect(cars.filter(({ sessionID }) => sessionID === 'RIVAL')).toEqual([]);
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
