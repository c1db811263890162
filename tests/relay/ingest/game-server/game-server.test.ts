/** What the relay asks a dedicated server, and what it makes of its sessions, drivers, laps and silences. */
import { beforeEach, expect, test } from 'vitest';
import type { CarEntry, CarMotion } from '../../../../protocol/cars.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { ServerSession } from '../../../../protocol/server-packets.ts';
import type { ServerCommand } from '../../../../relay/ingest/game-server/commands.ts';
import {
  GameServer,
  type ServerRaceReceiver,
} from '../../../../relay/ingest/game-server/game-server.ts';
import type { ServerPacket } from '../../../../relay/ingest/game-server/packet-reader.ts';

type Given = readonly [keyof ServerRaceReceiver, ...unknown[]];

let sent: ServerCommand[] = [];
let given: Given[] = [];
let notices: string[] = [];
let game: GameServer;
let runs = 0;

beforeEach(() => {
  sent = [];
  given = [];
  notices = [];
  runs = 0;
  const note =
    (name: keyof ServerRaceReceiver) =>
    (...words: unknown[]): void => {
      given.push([name, ...words]);
    };
  game = new GameServer({
    send: (command) => sent.push(command),
    receiver: {
      begin: note('begin'),
      describe: note('describe'),
      cars: note('cars'),
      move: note('move'),
      collided: note('collided'),
      end: note('end'),
    },
    runName: () => `run-${++runs}`,
    notice: (sentence) => notices.push(sentence),
  });
});

function takenFrom<T>(list: T[]): T[] {
  return list.splice(0);
}

const race: ServerSession = {
  index: 1,
  currentIndex: 1,
  count: 2,
  server: 'League',
  track: 'spa',
  trackConfiguration: '',
  name: 'Race',
  kind: 3,
  minutes: 0,
  laps: 10,
  waitS: 60,
  ambientC: 20,
  roadC: 25,
  weather: '3_clear',
  elapsedMs: 0,
};

function session(more: Partial<ServerSession> = {}, isNew = false): ServerPacket {
  return { type: 'session', isNew, version: 4, session: { ...race, ...more } };
}

function info(carId: number, driver: string): ServerPacket {
  const rest = { guid: '', car: 'gt3', skin: '', team: 'Team', isConnected: driver !== '' };
  return { type: 'car-info', carId, driver, ...rest };
}

function update(carId: number, trackPosition = 0.5, mps = 50): ServerPacket {
  const velocity = [0, 0, mps] as const;
  const position = [carId, 0, 0] as const;
  return { type: 'car-update', carId, position, velocity, gear: 4, rpm: 7000, trackPosition };
}

function lap(carId: number, lapMs: number, cuts: number, rows: Row[]) {
  const standings = rows.map(([id, timeMs, laps]) => {
    return { carId: id, timeMs, laps, hasFinished: false };
  });
  return { type: 'lap', carId, lapMs, cuts, standings, grip: 1 } as const;
}

type Row = [id: number, timeMs: number | null, laps: number];

/** A lap ends. @param rows the standings then */
function endLap(nowMs: number, carId: number, lapMs: number, cuts: number, ...rows: Row[]): void {
  game.receive(lap(carId, lapMs, cuts, rows), nowMs);
}

/** The cars of the newest call of `move`. */
function lastMotions(): readonly CarMotion[] {
  return given.filter(([name]) => name === 'move').at(-1)![3] as readonly CarMotion[];
}

/** Two drivers that have moved at 1000 ms. */
function followRace(more: Partial<ServerSession> = {}): void {
  game.tick(0);
  game.receive(session(more), 10);
  game.receive(info(3, 'Ana'), 20);
  game.receive(info(8, 'Bo'), 20);
  game.receive(update(3), 1_000);
  game.receive(update(8), 1_001);
  game.tick(1_040);
}

function entriesOf(call: Given | undefined): readonly CarEntry[] {
  return call?.[3] as readonly CarEntry[];
}

function lastEntries(): readonly CarEntry[] {
  return entriesOf(given.filter(([name]) => name === 'cars').at(-1));
}

test('a server that does not answer is asked every two seconds', () => {
  for (let now = 0; now < 10_000; now += limits.serverTickMs) game.tick(now);
  expect(sent.filter(({ type }) => type === 'session-info')).toHaveLength(5);
  expect(sent.filter(({ type }) => type === 'update-interval')).toHaveLength(5);
  expect(given).toEqual([]);
  expect(game.status().state).toBe('waiting');
});

test('the answer begins a run with what the server says of its session', () => {
  game.tick(0);
  game.receive(session(), 40);
  expect(given).toEqual([
    [
      'begin',
      'run-1',
      { track: 'spa', sessionType: 2, numberOfLaps: 10, game: 'Assetto Corsa', startedAt: 40 },
      40,
    ],
  ]);
  expect(game.status()).toMatchObject({ state: 'following', server: 'League', session: 'Race' });
});

test('cars that come together are given together, with the time of the first', () => {
  followRace();
  const [, cars, move] = given;
  expect(cars?.slice(0, 3)).toEqual(['cars', 'run-1', 'League']);
  expect(entriesOf(cars).map(({ id, driver, team }) => [id, driver, team])).toEqual([
    [3, 'Ana', 'Team'],
    [8, 'Bo', 'Team'],
  ]);
  expect(cars?.[4]).toBe(true);
  expect(move?.slice(0, 3)).toEqual(['move', 'run-1', 990]);
  const motions = move?.[3] as readonly CarMotion[];
  expect(motions.map(({ id }) => id)).toEqual([3, 8]);
  expect(motions[0]).toMatchObject({
    trackPosition: 0.5,
    worldPosition: [3, 0, 0],
    heading: 0,
    speedKmh: 180,
    isConnected: true,
    currentLapMs: null,
  });
});

test('a car that comes again ends the round before it', () => {
  followRace();
  takenFrom(given);
  game.receive(update(3), 1_100);
  game.receive(update(8), 1_101);
  game.receive(update(3), 1_110);
  expect(given.map(([name, , t]) => [name, t])).toEqual([['move', 1_090]]);
});

test('nothing is sent twice about a car that has not changed', () => {
  followRace();
  takenFrom(given);
  game.receive(update(3), 1_100);
  game.tick(1_140);
  expect(given.map(([name]) => name)).toEqual(['move']);
});

test('a car that nobody has described is asked about, at most every two seconds, and not shown', () => {
  game.receive(session(), 0);
  takenFrom(sent);
  for (let now = 100; now < 4_000; now += 100) {
    game.receive(update(5), now);
    game.tick(now + 40);
  }
  expect(sent.filter(({ type }) => type === 'car-info')).toEqual([
    { type: 'car-info', carId: 5 },
    { type: 'car-info', carId: 5 },
  ]);
  expect(given.filter(([name]) => name === 'move')).toEqual([]);
});

test('a place in the entry list that nobody has taken is not shown', () => {
  game.receive(session(), 0);
  game.receive(info(5, ''), 10);
  game.receive(update(5), 100);
  game.tick(140);
  expect(given.filter(([name]) => name === 'cars')).toEqual([]);
});

test('laps are official: with cuts they are the last but not the best', () => {
  followRace();
  endLap(93_000, 3, 92_000, 0, [3, 92_000, 1], [8, null, 0]);
  endLap(183_000, 3, 90_000, 2, [3, 182_000, 2], [8, null, 0]);
  game.receive(update(3, 0.1), 184_000);
  game.tick(184_040);
  expect(lastEntries()).toEqual([
    expect.objectContaining({ id: 3, lastLapMs: 90_000, lastLapCuts: 2, bestLapMs: 92_000 }),
    expect.objectContaining({ id: 8, lastLapMs: null, bestLapMs: null, gamePlace: 2 }),
  ]);
  expect(lastMotions()).toEqual([expect.objectContaining({ id: 3, laps: 2, currentLapMs: 1_000 })]);
});

test('a lap counts when the car is behind the line, whichever message comes first', () => {
  followRace();
  const lapsAfter = (trackPosition: number, now: number): number => {
    game.receive(update(3, trackPosition), now);
    game.tick(now + 40);
    return lastMotions()[0]!.laps;
  };
  expect(lapsAfter(0.999, 92_950)).toBe(0);
  game.receive(lap(3, 92_000, 0, [[3, 92_000, 1]]), 93_000);
  expect(lapsAfter(0.9999, 93_050)).toBe(0);
  expect(lastEntries().find(({ id }) => id === 3)!.lastLapMs).toBeNull();
  expect(lapsAfter(0.001, 93_150)).toBe(1);
  expect(lastEntries().find(({ id }) => id === 3)!.lastLapMs).toBe(92_000);
  // A box before the line: the car stops there.
  expect(lapsAfter(0.99, 183_000)).toBe(1);
  game.receive(lap(3, 90_000, 0, [[3, 182_000, 2]]), 183_050);
  expect(lapsAfter(0.99, 183_100)).toBe(1);
  expect(lapsAfter(0.99, 184_200)).toBe(2);
});

test('outside races the best lap is what the standings say', () => {
  followRace({ kind: 2, laps: 0, minutes: 15 });
  endLap(96_000, 3, 95_000, 1, [8, 91_000, 4], [3, null, 1]);
  game.receive(update(3, 0.1), 97_000);
  game.tick(97_040);
  expect(lastEntries().map(({ id, bestLapMs, gamePlace }) => [id, bestLapMs, gamePlace])).toEqual([
    [3, null, 2],
    [8, 91_000, 1],
  ]);
});

test('another session is another run: the drivers stay, their laps do not', () => {
  followRace();
  game.receive(lap(3, 92_000, 0, [[3, 92_000, 1]]), 93_000);
  takenFrom(given);
  takenFrom(sent);
  game.receive(session({ index: 0, currentIndex: 0, kind: 1, name: 'Practice' }, true), 100_000);
  expect(given.map(([name, run]) => [name, run])).toEqual([
    ['end', 'run-1'],
    ['begin', 'run-2'],
  ]);
  expect(sent).toContainEqual({ type: 'update-interval', ms: limits.serverUpdateMs });
  game.receive(update(3), 100_200);
  game.tick(100_240);
  expect(lastEntries()).toEqual([
    expect.objectContaining({ id: 3, driver: 'Ana', lastLapMs: null, bestLapMs: null }),
    expect.objectContaining({ id: 8, driver: 'Bo' }),
  ]);
});

test('a restart of the session is noticed, even when the message about it is lost', () => {
  followRace({ elapsedMs: 60_000 });
  takenFrom(given);
  game.receive(session({ elapsedMs: 65_000 }), 5_010);
  expect(given).toEqual([]);
  game.receive(session({ elapsedMs: -10_000 }), 10_010);
  expect(given.map(([name]) => name)).toEqual(['end', 'begin']);
});

test('what the next plugin asks about another session changes nothing', () => {
  followRace();
  takenFrom(given);
  game.receive(session({ index: 0, kind: 1, name: 'Practice' }), 2_000);
  expect(given).toEqual([]);
});

test('a server that restarts ends the run and is asked at once', () => {
  followRace();
  takenFrom(given);
  takenFrom(sent);
  game.receive({ type: 'version', version: 4 }, 5_000);
  expect(given).toEqual([['end', 'run-1']]);
  expect(sent.map(({ type }) => type)).toEqual(['session-info', 'update-interval']);
  // Its drivers are not those from before.
  game.receive(session(), 5_100);
  expect(game.status().cars).toBe(0);
  game.receive(update(3), 5_200);
  expect(sent.at(-1)).toEqual({ type: 'car-info', carId: 3 });
});

test('a server that falls silent is gone, and is followed again when it is back', () => {
  followRace();
  takenFrom(given);
  for (let now = 1_050; now < 30_000; now += limits.serverTickMs) game.tick(now);
  expect(given).toEqual([['end', 'run-1']]);
  expect(notices.at(-1)).toBe('The game server has fallen silent.');
  game.receive(session(), 40_000);
  expect(given.at(-1)?.slice(0, 2)).toEqual(['begin', 'run-2']);
});

test('a message from a server whose session is not known asks for it, ten times a second at most', () => {
  game.tick(0);
  takenFrom(sent);
  for (let now = 1; now <= 1_000; now++) game.receive(update(3), now);
  const asked = sent.filter(({ type }) => type === 'session-info');
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.length).toBeLessThanOrEqual(10);
});

test('another driver in the place of one who left has no laps', () => {
  followRace();
  game.receive(lap(3, 92_000, 0, [[3, 92_000, 1]]), 93_000);
  const who = { carId: 3, guid: '', car: 'gt4', skin: '' };
  game.receive({ type: 'disconnected', driver: 'Ana', ...who }, 94_000);
  game.receive({ type: 'connected', driver: 'Cy', ...who }, 95_000);
  game.receive(update(3), 95_100);
  game.tick(95_140);
  const entry = lastEntries().find(({ id }) => id === 3);
  expect(entry).toEqual({ id: 3, driver: 'Cy', car: 'gt4', lastLapMs: null, bestLapMs: null });
});

test('a driver who left is not moved any more', () => {
  followRace();
  const who = { carId: 3, driver: 'Ana', guid: '', car: 'gt3', skin: '' };
  game.receive({ type: 'disconnected', ...who }, 2_000);
  game.receive(update(8), 2_100);
  game.tick(2_140);
  expect(lastMotions().map(({ id }) => id)).toEqual([8]);
  expect(game.status().cars).toBe(1);
});

test('the time that is left of a timed race goes with the cars, and other sessions have none', () => {
  followRace({ laps: 0, minutes: 1, elapsedMs: 30_000 });
  expect(given.at(-1)![4]).toEqual({ timeLeftMs: 29_010 });
  game.receive(update(3), 31_010);
  game.tick(31_050);
  expect(given.at(-1)![4]).toEqual({ timeLeftMs: -1_000 });
  game.receive(session({ laps: 0, minutes: 20, kind: 2 }, true), 40_000);
  game.receive(update(3), 40_100);
  game.tick(40_140);
  expect(given.at(-1)![4]).toEqual({ timeLeftMs: null });
});

test('a server that reports laps says who has won, once the car is behind the line', () => {
  followRace({ laps: 0, minutes: 1 });
  const endAfter = (carId: number, trackPosition: number, now: number): unknown => {
    game.receive(update(carId, trackPosition), now);
    game.tick(now + 40);
    return given.at(-1)![4];
  };
  endLap(59_000, 3, 58_000, 0, [3, 58_000, 1], [8, null, 0]);
  expect(endAfter(3, 0.1, 62_000)).toEqual({ winnerId: null });
  const finished = lap(8, 64_000, 0, [[8, 124_000, 2]]);
  const standings = finished.standings.map((row) => ({ ...row, hasFinished: true }));
  game.receive({ ...finished, standings }, 125_000);
  expect(endAfter(8, 0.999, 125_050)).toEqual({ winnerId: null });
  expect(endAfter(8, 0.001, 125_150)).toEqual({ winnerId: 8 });
  game.receive(session({ laps: 0, minutes: 1 }, true), 200_000);
  expect(endAfter(8, 0.1, 200_100)).toEqual({ timeLeftMs: 59_900 });
});

const hit = {
  type: 'collision',
  carId: 3,
  otherId: 8,
  impactKmh: 40,
  position: [0, 0, 0],
} as const;

function collisions(): Given[] {
  return given.filter(([name]) => name === 'collided');
}

test('collisions are passed on, and a touch is none', () => {
  followRace();
  game.receive({ ...hit, impactKmh: 2 }, 2_000);
  game.receive(hit, 2_100);
  expect(collisions()).toEqual([['collided', 'run-1', { carId: 3, otherId: 8, impactKmh: 40 }]]);
});

test('a car that turns around slowly keeps its heading', () => {
  followRace();
  game.receive(update(3, 0.5, -1), 2_000);
  game.tick(2_040);
  expect(lastMotions()[0]).toMatchObject({ heading: 0 });
});
