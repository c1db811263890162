/** Valid inputs, which are then changed: frames with every channel, messages, packets of a game server, files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as packets from '../../agent/demo/server/packet-writer.ts';
import type { CarEntry } from '../../protocol/cars.ts';
import { encodeCars, type SentCar } from '../../protocol/cars-codec.ts';
import { type Channel, channels } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { encodeFrames, type Form, formOf } from '../../protocol/frame-codec.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { root } from '../root.ts';

function sampleOf({ name, size, min, max, type }: Channel, packetId: number): unknown {
  if (name === 'packetId') return packetId;
  if (name === 'lap') return 1;
  if (type === 'boolean') return packetId % 2 === 0;
  const value = Math.round(Math.min(max, Math.max(min, packetId % 100)));
  return size === 1 ? value : Array.from({ length: size }, () => value);
}

function frameOf(packetId: number): Frame {
  const values = channels.map((channel) => [channel.name, sampleOf(channel, packetId)]);
  return Object.fromEntries(values) as unknown as Frame;
}

const run = { sessionID: 'RACE', run: 'run-1' };

/** Frames as agents publish them. */
export function batchOf(first: number, count: number): Frame[] {
  return Array.from({ length: count }, (_, i) => frameOf(first + i * 6));
}

function motionOf(id: number): SentCar {
  return {
    id,
    inPitLane: id % 3 === 0,
    inPit: false,
    isConnected: true,
    laps: 3,
    trackPosition: 0.4 + id / 100,
    worldPosition: [id * 3.5, 1, -20],
    speedKmh: 200,
    heading: 1,
    currentLapMs: 40_000,
    gap: { laps: 0, ms: id * 300 },
    interval: { laps: 0, ms: 300 },
    relativeMs: id * 30,
  };
}

/** Compact cars as agents send them. */
export const carsBytes: readonly Uint8Array[] = [0, 1, 5, 24].map((count) =>
  encodeCars(
    90_000,
    Array.from({ length: count }, (_, id) => motionOf(id)),
  ),
);

export const forms: readonly Form[] = [
  formOf([]),
  formOf(['gear', 'rpms']),
  formOf(channels.map(({ name }) => name)),
];

/** Compact frames of each form. */
export const framesBytes: readonly (readonly Uint8Array[])[] = forms.map((form) =>
  [1, 2, 20].map((count) => encodeFrames(form, 3, batchOf(60, count))),
);

function entryOf(id: number): CarEntry {
  return {
    ...{ id, driver: `Driver ${id}`, car: 'ks_ferrari_488_gt3', team: 'Team', number: String(id) },
    ...{ carClass: 'GT3', tyre: 'M', lastLapMs: 92_000, bestLapMs: 91_000, lastLapCuts: 0 },
    ...{ gamePlace: id + 1, isPlayer: id === 0 },
  };
}

/** Messages of an agent, each with its type. */
export const agentMessages: readonly (() => unknown)[] = [
  () => ({ type: 'hello', protocol: protocolVersion, agent: 'a', kept: [run] }),
  () => ({
    ...{ type: 'session', ...run },
    facts: {
      ...{ driverName: 'D', track: 'spa', trackConfiguration: '', car: 'c', maxRpm: 8_000 },
      ...{ sessionType: 2, numberOfLaps: 10, maxFuel: 60, trackLength: 7_004, game: 'ac' },
    },
  }),
  () => ({ type: 'status', ...run, status: 'driving', detail: 'x' }),
  () => ({ type: 'status', sessionID: null, run: null, status: 'menu' }),
  () => ({ type: 'clock', ...run, originMs: 1_800_000_000_000 }),
  () => ({ type: 'ping', id: 1 }),
  () => ({
    ...{ type: 'cars', ...run, source: 'app', server: 'Server', whole: true, gone: [] },
    cars: [0, 1, 2].map(entryOf),
    collisions: [{ carId: 0, otherId: 1, impactKmh: 30 }],
  }),
];

let packetId = 0;

/** A batch that goes on where the last one ended. */
export function nextBatch(): unknown {
  packetId += 12;
  const lap = 1 + Math.floor(packetId / 6_000);
  return { type: 'batch', ...run, seq: packetId, lap, data: batchOf(packetId, 2) };
}

export const viewerHello = {
  type: 'hello',
  protocol: protocolVersion,
  overlay: 'standings',
  layout: 'broadcast',
  build: 'fuzzed',
  channels: ['gear', 'rpms', 'trackPosition'],
  hz: 30,
  board: true,
  cars: true,
};

export const viewerMessages: readonly unknown[] = [
  viewerHello,
  { type: 'visible', visible: false },
  { type: 'visible', visible: true },
  { type: 'ping', id: 3 },
];

/** Messages of a relay to an agent. */
export const relayMessages: readonly unknown[] = [
  {
    ...{ type: 'welcome', protocol: protocolVersion, relay: '0.1.0', instance: 'i', cars: true },
    stored: [{ ...run, packetId: 6 }],
  },
  { type: 'received', seq: 1, warnings: ['one'] },
  { type: 'stored', ...run, packetId: 100 },
  { type: 'refused', seq: 2, error: { code: 'bad-frame', message: 'm', hint: 'h' }, retryMs: 5 },
  { type: 'pong', id: 1, relayMs: 1_800_000_000_000.5 },
];

const driver = {
  carId: 3,
  driver: 'A. Driver',
  guid: '7656',
  car: 'abarth500',
  skin: 'red',
  team: 'T',
};
const session = {
  ...{ index: 2, count: 3, server: 'My server', track: 'spa', trackConfiguration: 'gp' },
  ...{ name: 'RACE', kind: 3, minutes: 0, laps: 10, waitS: 60, ambientC: 20, roadC: 28 },
  ...{ weather: '3_clear', elapsedMs: -2_000 },
};

/** Packets of a game server, in an order that it could send them in. */
export const serverPackets: readonly Uint8Array[] = [
  packets.writeVersion(),
  packets.writeSession(session, true),
  packets.writeSession(session, false, 'AssettoServer'),
  packets.writeConnection(driver, true),
  packets.writeCarInfo(driver, true),
  packets.writeLoaded(3),
  packets.writeCarUpdate({
    ...{ carId: 3, position: [1, 2, 3], velocity: [40, 0, 1], gear: 4, rpm: 7_000 },
    trackPosition: 0.5,
  }),
  packets.writeLap(3, 91_234, 0, [
    { carId: 3, timeMs: 91_234, laps: 1, hasFinished: false },
    { carId: 4, timeMs: null, laps: 0, hasFinished: false },
  ]),
  packets.writeCollision(3, 4, 30, [1, 2, 3]),
  packets.writeCollision(3, null, 30, [1, 2, 3]),
  packets.writeChat(3, 'hello'),
  packets.writeConnection(driver, false),
  packets.writeSessionEnded('results/x.json'),
];

/** The JSON files of a folder of the project, but not their schemas. */
function filesOf(folder: string): unknown[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .map((name) => JSON.parse(readFileSync(join(root, folder, name), 'utf8')) as unknown);
}

export const themeFiles = filesOf('themes');
export const layoutFiles = filesOf('layouts');

/** Lines of a session file without its end line. */
export const sessionLines: readonly unknown[] = [
  {
    ...{ format: 'sequential-session', version: 1 },
    session: {
      ...{ sessionID: 'RACE', publishedID: 'RACE', origin: 'a', runNumber: 1, createdAt: 1 },
      ...{ updatedAt: 2, facts: { driverName: 'D' }, moments: [], carLaps: [] },
    },
  },
  { lap: 1, data: batchOf(6, 3) },
  { lap: 2, data: batchOf(60, 3) },
];

export const entryList = {
  entries: [
    {
      driver: 'A. Driver',
      name: 'Anna',
      number: '7',
      team: 'T',
      carClass: 'GT3',
      colour: '#1e90ff',
    },
    { driver: 'Björn', colour: '#FFFFFF' },
  ],
};

export const rules: readonly unknown[] = [
  { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] },
  {
    ...{ name: 'best', on: 'session-best', when: { valid: true, driver: 'D' } },
    do: [{ saveReplay: true }, { scene: 'Replay', forSeconds: 4 }, { text: 'T', value: '{lap}' }],
  },
  { name: 'http', on: 'lap-completed', do: [{ http: 'http://127.0.0.1:1/', body: '{lapTime}' }] },
];

export const config = {
  ...{ host: '127.0.0.1', port: 5_000, db: 'none', key: 'key-of-publishers', hz: 60 },
  ...{ allowHosts: ['relay.example.org'], allowOrigins: ['https://example.org'], batch: 'auto' },
  ...{ obs: { url: 'ws://127.0.0.1:4455', password: 'p' }, acServer: '127.0.0.1:11000' },
  triggers: rules,
};
