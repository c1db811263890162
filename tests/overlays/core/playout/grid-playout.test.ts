/** The cars that are drawn: between two messages, and a little past the newest one. */
import { describe, expect, test } from 'vitest';
import { GridPlayout } from '../../../../overlays/core/playout/grid-playout.ts';
import { type GridEntry, type GridPosition, noFocus } from '../../../../protocol/cars.ts';
import type { ViewerCars } from '../../../../protocol/messages.ts';

function entry(id: number): GridEntry {
  const laps = { lastLapMs: null, bestLapMs: null, startPlace: null, placesGained: 0 };
  const race = { pitStops: 0, stintLaps: 0, attackedId: null, sessionID: null };
  return { id, driver: `Driver ${id}`, car: 'c', status: 'running', ...laps, ...race };
}

function position(
  id: number,
  place: number,
  x: number,
  more: Partial<GridPosition> = {},
): GridPosition {
  const gap = { laps: 0, ms: 0 };
  const flags = { inPitLane: false, inPit: false, isConnected: true, currentLapMs: 0 };
  const where = { worldPosition: [x, 0, 0] as const, trackPosition: 0.5, heading: 0 };
  const order = { place, gap, interval: gap, relativeMs: null, laps: 0, speedKmh: 100 };
  return { id, ...where, ...flags, ...order, ...more };
}

function cars(ids: readonly number[], more: Partial<ViewerCars> = {}): ViewerCars {
  const head = { sessionID: 'S', run: 1, source: 'crewchief', server: null } as const;
  const race = { isRace: true, focus: noFocus };
  return { type: 'cars', ...head, ...race, whole: true, cars: ids.map(entry), gone: [], ...more };
}

function playing(): GridPlayout {
  const playout = new GridPlayout();
  playout.message(cars([1, 2]));
  playout.push({ t: 1_000, cars: [position(1, 1, 10), position(2, 2, 0)] });
  playout.push({ t: 1_100, cars: [position(2, 1, 14), position(1, 2, 12)] });
  return playout;
}

describe('the grid that is drawn', () => {
  test('is none without a source, without entries, and after another session began', () => {
    const playout = new GridPlayout();
    expect(playout.at(0)).toBeNull();
    playout.push({ t: 0, cars: [position(1, 1, 0)] });
    expect(playout.at(0)).toBeNull();
    playout.message(cars([1]));
    expect(playout.at(0)?.cars).toHaveLength(1);
    playout.message(cars([], { source: null }));
    expect(playout.at(0)).toBeNull();
    const other = playing();
    other.forget();
    expect(other.at(1_100)).toBeNull();
  });

  test('has places of the message before, and positions between the two', () => {
    const grid = playing().at(1_025)!;
    expect(grid.cars.map(({ id, place }) => [id, place])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(grid.cars[0]).toMatchObject({ driver: 'Driver 1', worldPosition: [10.5, 0, 0] });
    expect(grid.cars[1]!.worldPosition[0]).toBeCloseTo(3.5);
  });

  test('goes on a little past the newest message, then waits', () => {
    const playout = playing();
    expect(playout.at(1_150)!.cars[0]!.worldPosition[0]).toBeCloseTo(21);
    expect(playout.at(9_000)!.cars[0]!.worldPosition[0]).toBeCloseTo(14 + 0.14 * 250);
  });

  test('shows the newest message where no frames play', () => {
    expect(
      playing()
        .at(null)!
        .cars.map(({ id }) => id),
    ).toEqual([2, 1]);
  });

  test('turns and crosses the line the shorter way', () => {
    const playout = new GridPlayout();
    playout.message(cars([1]));
    const at = (heading: number, trackPosition: number) => [
      position(1, 1, 0, { heading, trackPosition }),
    ];
    playout.push({ t: 0, cars: at(3, 0.998) });
    playout.push({ t: 100, cars: at(-3, 0.002) });
    const [car] = playout.at(75)!.cars;
    expect(car!.trackPosition).toBeCloseTo(0.001);
    expect(Math.abs(Math.atan2(Math.sin(car!.heading!), Math.cos(car!.heading!)))).toBeGreaterThan(
      3,
    );
  });

  test('does not slide a car that the game put somewhere else', () => {
    const playout = new GridPlayout();
    playout.message(cars([1]));
    playout.push({ t: 0, cars: [position(1, 1, 0)] });
    playout.push({ t: 100, cars: [position(1, 1, 900)] });
    expect(playout.at(50)!.cars[0]!.worldPosition[0]).toBe(0);
    expect(playout.at(100)!.cars[0]!.worldPosition[0]).toBe(900);
  });

  test('puts a car back that went on although the game then puts it somewhere else', () => {
    const playout = playing();
    expect(playout.at(1_150)!.cars[0]!.worldPosition[0]).toBeCloseTo(21);
    playout.push({ t: 1_200, cars: [position(2, 1, 914), position(1, 2, 14)] });
    const { cars: shown } = playout.at(1_150)!;
    expect(shown.map(({ worldPosition: [x] }) => x)).toEqual([14, 13]);
  });

  test('follows changes of entries and leaves out cars that are gone', () => {
    const playout = playing();
    playout.message(cars([2], { whole: false, cars: [{ ...entry(2), pitStops: 3 }] }));
    expect(playout.at(1_100)!.cars).toMatchObject([{ id: 2, pitStops: 3 }, { id: 1 }]);
    playout.message(cars([], { whole: false, gone: [2] }));
    expect(playout.at(1_100)!.cars.map(({ id }) => id)).toEqual([1]);
  });

  test('begins again when the clock of the session does', () => {
    const playout = playing();
    playout.push({ t: 50, cars: [position(1, 1, 5)] });
    expect(playout.at(50)!.cars.map(({ id }) => id)).toEqual([1]);
  });
});
