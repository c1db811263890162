/**
 * The agent on Windows: Node for Windows runs the built program under Wine, another Windows process writes the game's
 * pages, and a relay on this machine receives the frames.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { DemoCar } from '../../agent/demo/demo-car.ts';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import type { Grid } from '../../protocol/cars.ts';
import { channelByName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import {
  protocolVersion,
  type RelayToViewer,
  type ViewerHello,
  viewerSubprotocol,
} from '../../protocol/messages.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { g, PageReader, p } from '../agent/demo/logbook.ts';
import { BareSampling, fiveWindows, lossOfRate, lostByUs } from '../support/bare-sampling.ts';
import { need } from '../support/need.ts';
import { built, run } from '../support/programs.ts';
import { until } from '../support/until.ts';
import {
  builtForWindows,
  bundledForWindows,
  compiledForWindows,
  runWindows,
  runWindowsNode,
  type WineProgram,
  wineReady,
} from '../support/wine.ts';

interface Batch {
  readonly sessionID: string;
  readonly lap: number;
  readonly data: Frame[];
}

/** A plain viewer that keeps every message. */
async function watch(url: string, session: string): Promise<Batch[]> {
  const batches: Batch[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${session}`);
  onTestFinished(() => socket.terminate());
  socket.on('message', (data) => batches.push(JSON.parse(String(data)) as Batch));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return batches;
}

/** Session info as the relay sends it to pages, one entry for each change. */
async function watchFacts(url: string, session: string): Promise<SessionInfo[]> {
  const facts: SessionInfo[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${session}`, [viewerSubprotocol]);
  onTestFinished(() => socket.terminate());
  socket.on('message', (data, isBinary) => {
    if (isBinary) return;
    const message = JSON.parse(String(data)) as RelayToViewer;
    if ((message.type === 'welcome' || message.type === 'session') && message.session !== null) {
      facts.push(message.session.facts);
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  const hello: ViewerHello = {
    type: 'hello',
    protocol: protocolVersion,
    overlay: 'test',
    build: '',
    channels: ['rpms'],
    hz: 0,
  };
  socket.send(JSON.stringify(hello));
  return facts;
}

async function startRelay(): Promise<string> {
  const relay = run(['relay', '--port', '0', '--db', 'none']);
  return relay.url();
}

/** Reads the cars of a session until there are so many. */
async function carsOf(url: string, session: string, count: number): Promise<Grid> {
  let grid: Grid | null = null;
  await until(`${count} cars`, async () => {
    const response = await fetch(`${url}/api/sessions/${session}/cars`);
    grid = response.ok ? ((await response.json()) as Grid) : null;
    return grid !== null && grid.cars.length === count;
  });
  return grid!;
}

/** A page name of its own, so that two runs of these tests never meet. */
function freshPrefix(): string {
  return `acpmf-${randomUUID().slice(0, 8)}`;
}

function startAgent(url: string, prefix: string, words: readonly string[]): WineProgram {
  return runWindowsNode(builtForWindows(), ['agent', '--relay', url, ...words], {
    environment: { SEQUENTIAL_PAGES: prefix },
  });
}

function framesOf(batches: readonly Batch[]): Frame[] {
  return batches.flatMap(({ data }) => data);
}

/** Waits; a failure includes the output of the Windows programs. */
async function untilFrames(
  batches: readonly Batch[],
  count: number,
  programs: readonly WineProgram[],
): Promise<void> {
  await until(`${count} frames`, () => framesOf(batches).length >= count, 40_000).catch((error) => {
    throw new Error(`${error}\n${programs.map(({ output }) => output).join('\n')}`);
  });
}

/** What the page writer (tests/support/page-writer.c) wrote at a packet, in the protocol's form. */
function writtenAt(n: number): Partial<Frame> {
  const lap = Math.floor(n / 1500);
  return {
    gas: (n % 101) / 100,
    brake: (n % 51) / 50,
    fuel: 40 - (n % 3000) / 100,
    gear: (Math.floor(n / 50) % 8) - 1,
    rpms: (n % 9000) - 500,
    steerAngle: ((n % 201) - 100) / 100,
    speedKmh: (n % 3000) / 10,
    accG: [((n % 81) - 40) / 20, 0.5, ((n % 61) - 30) / 20],
    clutch: 1 - (n % 11) / 10,
    lap: lap + 1,
    currentLapTime: 3 * (n % 1500),
    lastLapTime: lap === 0 ? null : 95_000 + lap,
    trackPosition: (n % 1500) / 1500,
    worldPosition: [(n % 2000) - 1000, -3.25, (n % 700) / 2],
  };
}

const always: Partial<Frame> = { bestLapTime: 89_123, position: 7, inPitLane: true };

const slow: Partial<Frame> = {
  inPit: true,
  flag: 4,
  tyresOut: 2,
  pitLimiter: true,
  tyreCoreC: [81.5, 83, 84.5, 86],
  tyrePressurePsi: [26.5, 26.75, 27, 27.25],
  tyreWearPct: [97.5, 98, 98.5, 99],
  brakeTempC: [310.5, 330.5, 350.5, 370.5],
  airC: 23.5,
  roadC: 34.25,
  turboBar: 0.75,
  brakeBias: 0.625,
  tcSetting: 0.11,
  absSetting: 0.13,
  damage: [1.25, 3.75, 6.25, 8.75, 11.25],
  sector: 2,
  lastSectorTime: 42_848,
  sessionTimeLeftMs: 1_234_500,
  distanceM: 18_724.5,
};

const graphicsFields = new Set([
  'lap',
  'currentLapTime',
  'lastLapTime',
  'trackPosition',
  'worldPosition',
]);

function agrees(field: string, got: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return Array.isArray(got) && expected.every((value, i) => agrees(field, got[i], value));
  }
  if (typeof expected !== 'number') return got === expected;
  // Rounding to the channel's step, and single precision.
  const tolerance = 0.51 * channelByName.get(field)!.step + Math.abs(expected) * 1e-6;
  return typeof got === 'number' && Math.abs(got - expected) <= tolerance;
}

/** Fields that a frame has wrong, as sentences. A graphics page may be the one of the step before. */
function differences(frame: Frame, expected: Partial<Frame>, before: Partial<Frame>): string[] {
  return Object.entries(expected).flatMap(([field, value]) => {
    const got = frame[field as keyof Frame];
    const earlier = graphicsFields.has(field) && agrees(field, got, before[field as keyof Frame]);
    if (agrees(field, got, value) || earlier) return [];
    return `packet ${frame.packetId}: ${field} is ${JSON.stringify(got)} instead of ${JSON.stringify(value)}`;
  });
}

need('wine', 'mingw')('the built agent under Wine', () => {
  beforeAll(async () => {
    await built();
    await wineReady();
  });

  test('publishes every field that another Windows program wrote, and goes on with the next game', async () => {
    const url = await startRelay();
    const prefix = freshPrefix();
    const batches = await watch(url, 'WINE');
    const facts = await watchFacts(url, 'WINE');
    // The agent is there first and waits for the game.
    const agent = startAgent(url, prefix, ['--session', 'WINE', '--hz', '60']);
    const writerProgram = await compiledForWindows('tests/support/page-writer.c');
    const writer = runWindows(writerProgram, [prefix]);
    const bare = await BareSampling.start(60);
    await untilFrames(batches, 420, [agent, writer]);
    const frames = framesOf(batches);
    // The newest came just now.
    const startMs = monotonicMs() - frames.at(-1)!.t!;

    const wrong = frames.flatMap((frame) =>
      differences(
        frame,
        { ...writtenAt(frame.packetId), ...always },
        writtenAt(frame.packetId - 1),
      ),
    );
    expect(wrong).toEqual([]);
    const withSlow = frames.filter((frame) => frame.airC !== undefined);
    expect(withSlow.flatMap((frame) => differences(frame, slow, slow))).toEqual([]);
    // Every channel of the contract has been seen, in slow frames all of them at once.
    const expectedFields = [
      'packetId',
      't',
      ...Object.keys({ ...writtenAt(1), ...always, ...slow }),
    ];
    expect(Object.keys(withSlow.at(-1)!).sort()).toEqual(expectedFields.sort());
    expect(withSlow.length).toBeGreaterThan(frames.length / 60);

    // A lap ends within seven seconds: batches never mix two laps, and name theirs.
    expect(new Set(frames.map(({ lap }) => lap)).size).toBeGreaterThan(1);
    expect(batches.filter(({ lap, data }) => data.some((frame) => frame.lap !== lap))).toEqual([]);
    const ids = frames.map(({ packetId }) => packetId);
    expect(ids.every((id, i) => i === 0 || id > ids[i - 1]!)).toBe(true);
    const last = frames.at(-1)!;
    const sampled = frames.map(({ packetId, t }) => ({
      packetId,
      t: t!,
      receivedMs: t! + startMs,
    }));
    expect(lostByUs(fiveWindows(sampled), bare, lossOfRate).rate).toBeLessThan(0.02);

    expect(facts.at(-1)).toMatchObject({
      driverName: 'Zoë Šimić',
      track: 'ks_vallelunga',
      trackConfiguration: 'extended_circuit',
      car: 'ks_porsche_911_gt3_r_2016',
      carSkin: '00_official',
      maxRpm: 8350,
      maxFuel: 77.5,
      trackLengthM: 4085.5,
      sectorCount: 3,
      sessionType: 2,
      numberOfLaps: 12,
      tyreCompound: 'Soft (S)',
      game: 'Assetto Corsa',
    });

    // The game crashes; another one begins with another car, its packets from 1.
    await writer.kill();
    const again = runWindows(writerProgram, [prefix, 'ks_mazda_mx5_cup']);
    await until(
      'the next game is published',
      () => {
        const newest = batches.at(-1)!;
        return newest.data.at(-1)!.packetId < last.packetId;
      },
      30_000,
    ).catch((error) => {
      throw new Error(`${error}\n${agent.output}\n${again.output}`);
    });
    await until('the new car is announced', () => facts.at(-1)!.car === 'ks_mazda_mx5_cup');
    expect(agent.running).toBe(true);
  });

  test('publishes what the demo car drives, packet by packet', async () => {
    const url = await startRelay();
    const prefix = freshPrefix();
    const batches = await watch(url, 'DEMO');
    const program = await bundledForWindows('tests/agent/demo/drive-program.ts');
    const car = runWindowsNode(program, [
      JSON.stringify({ seed: 77, pagesPrefix: prefix, driver: 'Wine Driver' }),
      'forever',
    ]);
    const agent = startAgent(url, prefix, ['--session', 'DEMO', '--hz', '120']);
    await untilFrames(batches, 1_200, [agent, car]);
    const frames = framesOf(batches);

    // The same drive on this machine: the seed decides what was in the pages at every packet.
    const twin = new DemoCar({ seed: 77 });
    const physics = new PageReader(twin.physics.bytes);
    const graphics = new PageReader(twin.graphics.bytes);
    const wrong: string[] = [];
    for (const frame of frames) {
      while (physics.int(p.packetId) < frame.packetId) twin.step();
      const expected: Partial<Frame> = {
        gas: physics.float(p.gas),
        brake: physics.float(p.brake),
        clutch: 1 - physics.float(p.clutch),
        fuel: physics.float(p.fuel),
        gear: physics.int(p.gear) - 1,
        speedKmh: physics.float(p.speedKmh),
        steerAngle: physics.float(p.steerAngle),
        accG: physics.floats(p.accG) as [number, number, number],
      };
      wrong.push(...differences(frame, expected, {}));
      // Rounded to whole numbers, and to tenths: a hair between two machines' mathematics may tip them.
      if (Math.abs(frame.rpms - physics.int(p.rpms)) > 1) wrong.push(`${frame.packetId}: rpms`);
      // The graphics page is a frame old at most, and the sample may fall just before the newest.
      const lateMs = graphics.int(g.iCurrentTime) - (frame.currentLapTime ?? -1_000);
      if (lateMs < -40 || lateMs > 40) wrong.push(`${frame.packetId}: ${lateMs} ms off`);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    // The drive was more than standing in the box.
    expect(Math.max(...frames.map(({ speedKmh }) => speedKmh))).toBeGreaterThan(50);
    const seconds = (frames.at(-1)!.t! - frames[0]!.t!) / 1000;
    const steps = (frames.at(-1)!.packetId - frames[0]!.packetId) / seconds;
    expect(Math.abs(steps / 333.333 - 1), `${steps} steps a second`).toBeLessThan(0.02);
  });

  test('reads the cars that another Windows program wrote into a page of its own', async () => {
    const url = await startRelay();
    const prefix = freshPrefix();
    const program = await bundledForWindows('tests/agent/demo/drive-program.ts');
    const car = runWindowsNode(program, [
      JSON.stringify({ seed: 78, pagesPrefix: prefix, field: 'race' }),
      'forever',
    ]);
    const agent = startAgent(url, prefix, ['--session', 'CARS', '--hz', '60']);
    const grid = await carsOf(url, 'CARS', 20).catch((error) => {
      throw new Error(`${error}\n${agent.output}\n${car.output}`);
    });
    expect(grid).toMatchObject({ source: 'crewchief', server: 'Hollowmere Sunday Cup' });
    const names = grid.cars.map(({ driver }) => driver);
    expect(names).toEqual(
      expect.arrayContaining(['Demo Driver', 'Małgorzata Wrona', 'Zoë Lambert']),
    );
    const racing = async (): Promise<boolean> => {
      const { cars } = await carsOf(url, 'CARS', 20);
      return cars.filter(({ speedKmh, gap }) => speedKmh > 60 && gap.ms !== null).length > 15;
    };
    await until('the cars race', racing);
  });
});
