/** A qualifying and race of the made-up server end with the right standings, whichever server it imitates. */
import { expect, test } from 'vitest';
import { DemoServer, demoServerName, slotOf } from '../../../../agent/demo/server/demo-server.ts';
import type { ServerDialect } from '../../../../agent/demo/server/packet-writer.ts';
import type { CarEntry, CarMotion } from '../../../../protocol/cars.ts';
import { encodeServerCommand } from '../../../../relay/ingest/game-server/commands.ts';
import { GameServer } from '../../../../relay/ingest/game-server/game-server.ts';
import { readServerPacket } from '../../../../relay/ingest/game-server/packet-reader.ts';

interface SeenRun {
  readonly type: number | undefined;
  readonly cars: Map<number, CarEntry>;
  readonly motions: Map<number, CarMotion>;
  collisions: number;
}

/** Plays the evening until the end of the second session. */
function playedSessions(dialect: ServerDialect) {
  const options = { seed: 3, laps: 3, qualifyingMinutes: 5, raceFirst: false, dialect };
  const server = new DemoServer(options);
  const runs: SeenRun[] = [];
  const refused: number[] = [];
  let bytes = 0;
  const answers: Buffer[] = [];
  let now = 0;
  const game = new GameServer({
    send: (command) => answers.push(...server.receive(encodeServerCommand(command), now)),
    receiver: {
      begin: (_run, { sessionType: type }) => {
        runs.push({ type, cars: new Map(), motions: new Map(), collisions: 0 });
      },
      describe: () => expect.unreachable('the sessions do not change'),
      cars: (_run, name, entries) => {
        expect(name).toBe(demoServerName);
        for (const one of entries) runs.at(-1)!.cars.set(one.id, one);
      },
      move: (_run, _t, motions) => {
        for (const one of motions) runs.at(-1)!.motions.set(one.id, one);
      },
      collided: () => {
        runs.at(-1)!.collisions++;
      },
      end: () => {},
    },
    runName: () => `run-${runs.length}`,
    notice: () => {},
  });
  const receive = (packets: readonly Buffer[]): void => {
    for (const one of packets) {
      bytes += one.length;
      const packet = readServerPacket(one);
      if (packet === null) refused.push(one[0]!);
      else game.receive(packet, now);
    }
  };
  const truths: ReturnType<DemoServer['truth']>[] = [];
  let truth = server.truth(now);
  receive(server.start(now));
  for (; truths.length < 2; now += 50) {
    const before = runs.length;
    // Nothing happens any more when a session ends.
    if (before > 0 && now % 1_000 === 0) truth = server.truth(now);
    receive(server.tick(now));
    game.tick(now);
    receive(answers.splice(0));
    if (before > 0 && runs.length > before) truths.push(truth);
  }
  return { runs, truths, refused, bytes };
}

test.each(['acServer', 'AssettoServer'] as const)('an evening as %s sends it', (dialect) => {
  const { runs, truths, refused, bytes } = playedSessions(dialect);
  expect(refused).toEqual([]);
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(runs.slice(0, 2).map(({ type }) => type)).toEqual([1, 2]);
  const [qualifying, race] = runs;
  const [afterQualifying, afterRace] = truths;

  for (const { car, bestLapMs, lastLapMs } of afterQualifying!) {
    const entry = qualifying!.cars.get(slotOf(car))!;
    expect(entry.driver).toBe(car.driver);
    expect(entry.car).toBe(car.spec.car);
    expect([entry.bestLapMs, entry.lastLapMs]).toEqual([bestLapMs, lastLapMs]);
  }
  const placed = [...race!.cars.values()].sort((a, b) => a.gamePlace! - b.gamePlace!);
  const finished = afterRace!.filter(({ finishedMs }) => finishedMs !== null);
  expect(finished.length).toBeGreaterThan(12);
  expect(placed.slice(0, finished.length).map(({ driver }) => driver)).toEqual(
    finished.map(({ car }) => car.driver),
  );
  for (const { car, pose, lastLapMs } of finished) {
    expect(race!.cars.get(slotOf(car))!.lastLapMs).toBe(lastLapMs);
    expect(race!.motions.get(slotOf(car))!.laps).toBe(pose.laps);
  }
  // The car that retires hits the barrier.
  expect(race!.collisions).toBe(1);
});
