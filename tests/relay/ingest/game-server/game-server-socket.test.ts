/** A relay shows the race of a dedicated server that speaks over a real UDP socket, with no agent anywhere. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as packets from '../../../../agent/demo/server/packet-writer.ts';
import type { Grid } from '../../../../protocol/cars.ts';
import type { GameServerStatus } from '../../../../protocol/game-server.ts';
import type { ViewerSession } from '../../../../protocol/messages.ts';
import type { RelayStatus } from '../../../../protocol/relay-answers.ts';
import { serverRace } from '../../../support/server-race.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../../support/test-relay.ts';
import { until } from '../../../support/until.ts';

const loopback = '127.0.0.1';

/** A UDP socket that keeps what it receives. */
class Peer {
  readonly received: Buffer[] = [];
  /** Who wrote last. */
  from: RemoteInfo | null = null;
  readonly #socket: Socket = createSocket('udp4');

  static async open(port = 0): Promise<Peer> {
    const peer = new Peer();
    peer.#socket.on('message', (bytes, from) => {
      peer.received.push(bytes);
      peer.from = from;
    });
    await new Promise<void>((resolve) => peer.#socket.bind(port, loopback, resolve));
    return peer;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(bytes: Uint8Array, port: number): void {
    this.#socket.send(bytes, port, loopback);
  }

  /** @param hex the beginning of the message */
  async got(hex: string): Promise<void> {
    const isThere = () => this.received.some((one) => one.toString('hex').startsWith(hex));
    await until(`a message that begins with ${hex}`, isThere);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}

let server: Peer;
let plugin: Peer;
let relay: TestRelay;

beforeEach(async () => {
  server = await Peer.open();
  plugin = await Peer.open();
  relay = await startTestRelay({
    gameServer: {
      server: { host: loopback, port: server.port },
      listenPort: 0,
      forwardTo: { host: loopback, port: plugin.port },
    },
  });
});

afterEach(async () => {
  await stopAll();
  await server.close();
  await plugin.close();
});

function statusNow(): GameServerStatus {
  return (relay.relay.stats() as RelayStatus).gameServer!;
}

const names = ['Ana', 'Bo', 'Cy'];

function driver(carId: number) {
  return { carId, driver: names[carId]!, guid: '', car: 'gt3', skin: '', team: '' };
}

function send(bytes: Uint8Array): void {
  server.send(bytes, statusNow().listenPort);
}

/** Three cars, the one with the highest number in front. */
function sendCars(round = 0): void {
  for (const carId of [0, 1, 2]) {
    const trackPosition = 0.2 + 0.1 * carId + 0.002 * round;
    send(
      packets.writeCarUpdate({
        carId,
        position: [100 * trackPosition, 2, 0],
        velocity: [60, 0, 0],
        gear: 5,
        rpm: 7_000,
        trackPosition,
      }),
    );
  }
}

async function carsNow(sessionID: string): Promise<Grid['cars']> {
  const answer = await relay.ask(`/api/sessions/${sessionID}/cars`);
  return answer.status === 200 ? (answer.json as Grid).cars : [];
}

async function showRace(): Promise<Grid> {
  await server.got('ccffff');
  await server.got('c86400');
  send(packets.writeSession(serverRace, true));
  await until('the session is known', () => statusNow().state === 'following');
  sendCars();
  for (const carId of [0, 1, 2]) {
    await server.got(`c90${carId}`);
    send(packets.writeCarInfo(driver(carId), true));
  }
  let round = 0;
  await until('all cars are shown', async () => {
    sendCars(++round);
    return (await carsNow('live')).length === 3;
  });
  return (await relay.ask('/api/sessions/live/cars')).json as Grid;
}

test('the relay asks, and the race is there for pages, the API and the list of sessions', async () => {
  const grid = await showRace();
  expect(grid).toMatchObject({
    sessionID: 'ac-server',
    source: 'server',
    server: serverRace.server,
    isRace: true,
  });
  expect(grid.cars.map(({ driver: name, place }) => [name, place])).toEqual([
    ['Cy', 1],
    ['Bo', 2],
    ['Ana', 3],
  ]);
  expect(grid.cars[0]).toMatchObject({ speedKmh: 216, car: 'gt3' });
  expect(grid.cars[0]!.heading).toBeCloseTo(Math.PI / 2);

  const watch = (await relay.ask('/api/watch')).json as { live: string; sessions: object[] };
  expect(watch.live).toBe('ac-server');
  expect(watch.sessions).toEqual([
    expect.objectContaining({ sessionID: 'ac-server', track: 'ks_red_bull_ring', driver: null }),
  ]);
  const page = await relay.page('live', { cars: true });
  expect(await page.next('cars')).toMatchObject({ whole: true, sessionID: 'ac-server' });
});

test('laps come with their cuts, and a collision is an event', async () => {
  await showRace();
  const standings = [2, 1, 0].map((carId) => {
    return { carId, timeMs: 90_000 + carId, laps: 1, hasFinished: false };
  });
  send(packets.writeLap(2, 90_002, 1, standings));
  send(packets.writeCollision(1, 0, 42, [0, 0, 0]));
  await until('the lap is shown', async () => {
    sendCars(20);
    const cars = await carsNow('ac-server');
    return cars.some(({ driver: name, lastLapMs }) => name === 'Cy' && lastLapMs === 90_002);
  });
  const cy = (await carsNow('ac-server')).find(({ driver: name }) => name === 'Cy');
  // A lap with cuts is no best lap.
  expect(cy).toMatchObject({ lastLapCuts: 1, bestLapMs: null });
  expect(relay.events).toContainEqual(
    expect.objectContaining({
      name: 'collision',
      sessionID: 'ac-server',
      carId: 1,
      driver: 'Bo',
      otherId: 0,
      otherDriver: 'Ana',
      impactKmh: 42,
      track: 'ks_red_bull_ring',
    }),
  );
});

test('the track map is learnt from the cars', async () => {
  await showRace();
  for (let i = 0; i < 640; i++) {
    const trackPosition = ((i % 200) + 0.5) / 200;
    const angle = 2 * Math.PI * trackPosition;
    const position = [300 * Math.cos(angle), 0, 300 * Math.sin(angle)] as const;
    const velocity = [50, 0, 0] as const;
    send(
      packets.writeCarUpdate({ carId: 0, position, velocity, gear: 4, rpm: 5_000, trackPosition }),
    );
    // The sockets of a machine drop what comes too fast.
    if (i % 20 === 0) await relay.ask('/health');
  }
  await until('the map is there', async () => {
    return (await relay.ask('/api/tracks/ks_red_bull_ring/layout_gp')).status === 200;
  });
  const page = await relay.page('ac-server', { board: true });
  await until('the page knows it', () =>
    page.texts.some((text) => (JSON.parse(text) as ViewerSession).board?.trackMap != null),
  );
});

test('the next plugin gets every message, and its own go to the server', async () => {
  await showRace();
  const session = packets.writeSession(serverRace, true).toString('hex');
  await plugin.got(session);
  const port = statusNow().listenPort;
  plugin.send(Buffer.from('cb0141000000', 'hex'), port);
  await server.got('cb0141000000');
  // The plugin wants updates every second, the relay ten times: the server hears the shorter time.
  server.received.length = 0;
  plugin.send(Buffer.from('c8e803', 'hex'), port);
  await server.got('c86400');
  expect(server.received.map((one) => one.toString('hex'))).not.toContain('c8e803');
  plugin.send(Buffer.from('ff00', 'hex'), port);
  await until('rubbish is refused', () => statusNow().packetsRefused === 1);
});

test('garbage of the server is refused and changes nothing', async () => {
  await showRace();
  for (const hex of ['', '00', '35ff', 'ffffffff']) send(Buffer.from(hex, 'hex'));
  await until('all are refused', () => statusNow().packetsRefused === 4);
  expect(statusNow()).toMatchObject({ state: 'following', cars: 3, server: serverRace.server });
});

test('another session of the server is another run of the same id', async () => {
  await showRace();
  send(packets.writeSession({ ...serverRace, track: 'ks_monza66' }, true));
  await until('the other track is known', () => statusNow().track === 'ks_monza66');
  let round = 0;
  await until('the cars are there again', async () => {
    sendCars(++round);
    return (await carsNow('ac-server')).length > 0;
  });
  const { sessions } = relay.relay.stats();
  expect(sessions).toEqual([
    expect.objectContaining({ sessionID: 'ac-server', track: 'ks_monza66', run: 2 }),
  ]);
});

test('a port that is taken is explained', async () => {
  const listenPort = plugin.port;
  const gameServer = { server: { host: loopback, port: server.port }, listenPort };
  await expect(startTestRelay({ gameServer })).rejects.toMatchObject({ code: 'server-port-taken' });
});
