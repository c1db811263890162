/** What the messages of a dedicated server say about its cars. */
import { expect, test } from 'vitest';
import { noServerTimeMs } from '../../../../protocol/server-packets.ts';
import { ServerCars } from '../../../../relay/ingest/game-server/server-cars.ts';

test("a lap with the server's sign for no time is driven, and its time is not known", () => {
  const cars = new ServerCars();
  cars.identify(3, { driver: 'Ana', car: 'gt4', team: '' }, true);
  for (const [lapMs, at] of [
    [92_000, 93_000],
    [noServerTimeMs, 183_000],
  ] as const) {
    const standings = [
      { carId: 3, timeMs: 92_000, laps: at > 100_000 ? 2 : 1, hasFinished: false },
    ];
    cars.completeLap({ type: 'lap', carId: 3, lapMs, cuts: 0, standings, grip: 1 }, true, at);
    cars.takeRound();
  }
  expect(cars.takeChanges()).toEqual([
    expect.objectContaining({ id: 3, lastLapMs: null, bestLapMs: 92_000 }),
  ]);
});
