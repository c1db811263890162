/**
 * A recorded evening of a dedicated server plays through to the leaderboards that the server itself reported: practice,
 * qualifying that is restarted, a race of laps, and one of time and a lap more with a reversed grid.
 * `fixtures/recording.json` is made up in the form in which server managers record. `SEQ_RECORDINGS=FOLDER` plays your own too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ServerDialect } from '../../../../agent/demo/server/packet-writer.ts';
import type { Grid } from '../../../../protocol/cars.ts';
import type { RaceEvent } from '../../../../protocol/events.ts';
import { limits } from '../../../../protocol/limits.ts';
import { serverPacketKinds } from '../../../../protocol/server-packets.ts';
import { Hub } from '../../../../relay/broadcast/hub.ts';
import { encodeServerCommand } from '../../../../relay/ingest/game-server/commands.ts';
import { GameServer } from '../../../../relay/ingest/game-server/game-server.ts';
import { gameServerSession, LiveRace } from '../../../../relay/ingest/game-server/live-race.ts';
import { readServerPacket } from '../../../../relay/ingest/game-server/packet-reader.ts';
import { gridOf, SessionCars } from '../../../../relay/live/session-cars.ts';
import { SessionRegistry } from '../../../../relay/live/session-registry.ts';
import { NoRecorder } from '../../../../relay/storage/no-recorder.ts';
import { sessionParts } from '../../../support/lone-relay.ts';
import {
  type PlayedSession,
  type RecordedMessage,
  RecordedServer,
} from '../../../support/recorded-server.ts';

interface Played {
  readonly session: PlayedSession;
  /** When it ended. */
  readonly grid: Grid | null;
  readonly events: readonly RaceEvent[];
}

/** @returns each session with the grid at its end */
function play(messages: readonly RecordedMessage[], dialect: ServerDialect): Played[] {
  const startMs = 1_800_000_000_000;
  let now = 0;
  const clock = () => startMs + now;
  const errors: unknown[] = [];
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: (one: object) => errors.push(one) };
  const recorder = new NoRecorder();
  const hub = new Hub({ snapshot: () => null });
  let events: RaceEvent[] = [];
  const parts = sessionParts({ hub, recorder, log, now: clock }, () => sessions);
  const onEvent = (event: RaceEvent) => void events.push(event);
  const sessions: SessionRegistry = new SessionRegistry({ ...parts, onEvent });
  const cars = new SessionCars({ broadcast: hub, sessions, store: recorder, now: clock });
  const server = new RecordedServer(messages, dialect);
  const answers: Buffer[] = [];
  let runs = 0;
  const game = new GameServer({
    send: (command) => answers.push(...server.receive(encodeServerCommand(command), now)),
    receiver: new LiveRace({ sessions, cars }),
    runName: () => `run-${++runs}`,
    notice: quiet,
  });
  const receive = (bytes: readonly Buffer[]): void => {
    for (const one of bytes) {
      const packet = readServerPacket(one);
      expect(packet, `a message of kind ${one[0]}`).not.toBeNull();
      game.receive(packet!, clock());
    }
  };
  const played: Played[] = [];
  for (const session of server.sessions) {
    events = [];
    for (; now < session.until - 50; now += 50) {
      receive(server.tick(now));
      game.tick(clock());
      receive(answers.splice(0));
    }
    const live = sessions.get(gameServerSession);
    played.push({ session, grid: live === undefined ? null : gridOf(live), events });
  }
  expect(errors).toEqual([]);
  return played;
}

function check({ session, grid }: Played): void {
  const { leaderboard, isRace, laps, name } = session;
  if (leaderboard.length === 0) return;
  const shown = grid!.cars.filter(({ id }) => leaderboard.some(({ CarID }) => CarID === id));
  const ids = new Set(shown.map(({ id }) => id));
  const rows = leaderboard.filter(({ CarID, Laps }) => Laps > 0 && ids.has(CarID));
  expect(grid!.isRace).toBe(isRace);
  if (isRace) {
    const finished = rows.filter(({ Completed }) => Completed !== 0);
    const done = shown.filter(({ status }) => status === 'finished');
    expect(
      done.map(({ id }) => id),
      name,
    ).toEqual(finished.map(({ CarID }) => CarID));
    expect(
      done.map((car) => car.laps),
      name,
    ).toEqual(finished.map(({ Laps }) => Laps));
    const [winner] = finished;
    for (const [i, { LapTime, Laps }] of finished.entries()) {
      if (Laps !== winner!.Laps) continue;
      const gapMs = LapTime - winner!.LapTime;
      expect(Math.abs(done[i]!.gap.ms! - gapMs), `${name}: gap of ${done[i]!.driver}`).toBeLessThan(
        50,
      );
    }
  } else {
    const timed = rows.filter(({ LapTime }) => LapTime < 900_000_000);
    const known = shown.filter(({ bestLapMs }) => bestLapMs !== null);
    expect(
      known.map(({ id, bestLapMs }) => [id, bestLapMs]),
      name,
    ).toEqual(timed.map(({ CarID, LapTime }) => [CarID, LapTime]));
  }
  for (const { CarID } of rows) {
    const last = laps.filter((lap) => lap.CarID === CarID).at(-1);
    const car = shown.find(({ id }) => id === CarID)!;
    if (last !== undefined && car.lastLapMs !== null) {
      expect([car.lastLapMs, car.lastLapCuts], `${name}: ${car.driver}`).toEqual([
        last.LapTime,
        last.Cuts,
      ]);
    }
  }
}

const made = JSON.parse(
  readFileSync(new URL('fixtures/recording.json', import.meta.url), 'utf8'),
) as RecordedMessage[];

function countOf(events: readonly RaceEvent[], name: RaceEvent['name']): number {
  return events.filter((event) => event.name === name).length;
}

test('the made-up evening has every kind of message that a recording can have', () => {
  const seen = new Set(made.map(({ EventType }) => EventType));
  const { carUpdate, clientEvent, sessionInfo, ...others } = serverPacketKinds;
  for (const kind of [...Object.values(others), 10, 11, 12]) expect(seen).toContain(kind);
});

describe.each(['acServer', 'AssettoServer'] as const)('an evening as %s sends it', (dialect) => {
  let played: readonly Played[] = [];
  beforeAll(() => {
    played = play(made, dialect);
  });
  const ended = (name: string) => played.filter(({ session }) => session.name === name).at(-1)!;
  const driversOf = (name: string) => ended(name).grid!.cars.map(({ driver }) => driver);

  test('ends each session with the leaderboard of the server', () => {
    for (const one of played) check(one);
    expect(played.filter(({ session }) => session.leaderboard.length > 0)).toHaveLength(5);
  });

  test('ranks those who are there, also in a place that another driver had, and after a lost connection', () => {
    expect(driversOf('Qualify')).toEqual([
      'Ana Ruiz',
      'Dee Moreau',
      'Łukasz Żak 🏎',
      'Ana Ruiz',
      '山田 太郎',
      '[CYC] Cy "Fast" O\'Neil',
    ]);
  });

  test('shows those who did not finish behind those who did', () => {
    const { cars } = ended('Race').grid!;
    expect(cars.map(({ id, status }) => [id, status])).toEqual([
      [2, 'finished'],
      [0, 'finished'],
      [1, 'finished'],
      [3, 'finished'],
      [4, 'out'],
      [5, 'out'],
    ]);
  });

  test('has one flag, and one collision where three messages tell of it', () => {
    for (const name of ['Race', 'Race 2 (reversed)']) {
      const { events } = ended(name);
      expect(countOf(events, 'chequered-flag'), name).toBe(1);
    }
    expect(countOf(ended('Race').events, 'collision')).toBe(2);
  });

  test('begins the race again with the drivers of the server that was started again', () => {
    expect(ended('Race').grid!.cars).toHaveLength(6);
    expect(ended('Race 2 (reversed)').grid!.cars.find(({ id }) => id === 4)!.driver).toBe('Eve');
  });
});

const folder = process.env.SEQ_RECORDINGS;
const own = folder === undefined ? [] : readdirSync(folder).filter((one) => one.endsWith('.json'));

test.runIf(own.length > 0).each(own)('%s ends with the leaderboards of its server', (file) => {
  const messages = JSON.parse(readFileSync(join(folder!, file), 'utf8')) as RecordedMessage[];
  expect(limits.serverUpdateMs).toBeGreaterThan(50);
  for (const one of play(messages, 'acServer')) check(one);
});
