/** What the standings say of each car, and when. */
import { describe, expect, it } from 'vitest';
import type { CarRow } from '../../../overlays/core/reading/grid/table-row.ts';
import { StandingsModel, type StandingsOptions } from '../../../overlays/standings/model.ts';
import type { Grid } from '../../../protocol/cars.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import { gridOf } from '../../support/grids.ts';

function modelOf(options: Partial<StandingsOptions> = {}): StandingsModel {
  return new StandingsModel({
    rows: 20,
    value: 'gap',
    turnMs: 10_000,
    names: 'short',
    classes: true,
    ...options,
  });
}

function read(
  model: StandingsModel,
  grid: Grid | null,
  nowMs = 0,
  more: { sessionInfo?: SessionInfo; leftMs?: number } = {},
) {
  const { sessionInfo = {}, leftMs } = more;
  const state = leftMs === undefined ? {} : { sessionTimeLeftMs: leftMs };
  return model.read({ grid, reset: false, sessionInfo, state }, nowMs);
}

function carsOf(model: StandingsModel, grid: Grid, nowMs = 0): CarRow[] {
  return read(model, grid, nowMs)!.rows.filter((row) => row.kind === 'car');
}

const textOf = ({ value: { figures, word } }: CarRow) => `${figures ?? '—'}${word && ` ${word}`}`;
const texts = (model: StandingsModel, grid: Grid, nowMs = 0) =>
  carsOf(model, grid, nowMs).map(textOf);

it('there are none without cars', () => {
  expect(read(modelOf(), null)).toBeNull();
  expect(read(modelOf(), gridOf(0))).toBeNull();
});

describe('figures', () => {
  it('are the gaps to the leader, whose lap is shown', () => {
    expect(texts(modelOf(), gridOf(3, { apartMs: 1_234 }))).toEqual([' lap 6', '+1.2', '+2.5']);
  });

  it('are the intervals to the car ahead', () => {
    const model = modelOf({ value: 'interval' });
    expect(texts(model, gridOf(3, { apartMs: 1_234 }))).toEqual([' lap 6', '+1.2', '+1.2']);
  });

  it('follow a gap that becomes a lap, and the same gap again', () => {
    const model = modelOf();
    const shown = [0, 1, 0, null, 0].map((laps, second) => {
      const gap = { laps: laps ?? 0, ms: laps === null ? null : 99_960 };
      return texts(model, gridOf(2, { cars: { 1: { gap } } }), second * 1_000)[1];
    });
    expect(shown).toEqual(['+1:40.0', '+1 lap', '+1:40.0', '—', '+1:40.0']);
  });

  it('are laps from a lap on, and a dash when nothing is known', () => {
    const cars = {
      1: { gap: { laps: 1, ms: 104_000 } },
      2: { gap: { laps: 12, ms: null } },
      3: { gap: { laps: 0, ms: null } },
      4: { gap: { laps: 0, ms: 62_340 } },
    };
    const shown = texts(modelOf(), gridOf(5, { cars }));
    expect(shown.slice(1)).toEqual(['+1 lap', '+12 laps', '—', '+1:02.3']);
  });

  it('are the places won and lost', () => {
    const cars = { 0: { placesGained: 3 }, 1: { placesGained: -2 }, 3: { startPlace: null } };
    const rows = carsOf(modelOf({ value: 'gained' }), gridOf(4, { cars }));
    expect(rows.map(textOf)).toEqual(['+3', '-2', '0', '—']);
    expect(rows.map(({ valueInk }) => valueInk)).toEqual(['gain', 'loss', 'muted', 'muted']);
  });

  it('are the last laps: purple the fastest of the session, green an own best one', () => {
    const cars = {
      0: { lastLapMs: 91_000, bestLapMs: 90_500 },
      1: { lastLapMs: 90_001, bestLapMs: 90_001 },
      2: { lastLapMs: 92_000, bestLapMs: 92_000 },
      3: { lastLapMs: null, bestLapMs: null },
    };
    const rows = carsOf(modelOf({ value: 'last' }), gridOf(4, { cars }));
    expect(rows.map(textOf)).toEqual(['1:31.000', '1:30.001', '1:32.000', '—']);
    expect(rows.map(({ valueInk }) => valueInk)).toEqual(['ink', 'best', 'gain', 'ink']);
  });

  it('outside races are the best lap, and the thousandths behind it', () => {
    const grid = gridOf(3, { isRace: false, cars: { 2: { bestLapMs: null } } });
    expect(texts(modelOf(), grid)).toEqual(['1:39.500', '+0.100', '—']);
  });

  it('change in turn, from the first row down', () => {
    const model = modelOf({ value: 'cycle' });
    const grid = gridOf(20);
    expect(read(model, grid, 5_000)!.figures).toBe('interval');
    expect(read(model, grid, 15_000)!.figures).toBe('gap');
    expect(read(model, grid, 25_000)!.figures).toBe('gained');
    expect(read(model, grid, 35_000)!.figures).toBe('last');
    expect(read(model, grid, 45_000)!.figures).toBe('interval');
    const turning = texts(model, grid, 10_100);
    expect([turning[3], turning[19]]).toEqual(['+3.0', '+1.0']);
  });

  it('leave out what nobody has', () => {
    const nothing = { startPlace: null, lastLapMs: null };
    const grid = gridOf(2, { cars: { 0: nothing, 1: nothing } });
    const model = modelOf({ value: 'cycle' });
    expect(read(model, grid, 25_000)!.figures).toBe('interval');
  });

  it('that waver do not flicker', () => {
    const model = modelOf();
    const shown = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const ms = 2_150 + (i % 3) * 10;
      const grid = gridOf(2, { cars: { 1: { gap: { laps: 0, ms } } } });
      shown.add(texts(model, grid, i * 50)[1]!);
    }
    expect(shown.size).toBe(1);
  });
});

describe('marks', () => {
  it('show who is in the pits, out or away instead of a gap', () => {
    const cars = {
      1: { inPitLane: true, pitStops: 2 },
      2: { status: 'out' as const },
      3: { isConnected: false },
    };
    const rows = carsOf(modelOf(), gridOf(4, { cars }));
    expect(rows.map(textOf).slice(1)).toEqual([' pit', ' out', ' away']);
    expect(rows.map(({ isDim }) => isDim)).toEqual([false, false, true, true]);
    expect(rows.map(({ extra }) => extra)).toEqual(['', '2', '', '']);
  });

  it('show a purple or green lap for some seconds in every kind of figures', () => {
    const model = modelOf();
    const before = { 1: { lastLapMs: 99_000, bestLapMs: 98_000 } };
    const after = { 1: { lastLapMs: 97_000, bestLapMs: 97_000, laps: 6 } };
    expect(texts(model, gridOf(2, { cars: before }))[1]).toBe('+1.0');
    const row = carsOf(model, gridOf(2, { cars: after }), 1_000)[1]!;
    expect([textOf(row), row.valueInk]).toEqual(['1:37.000', 'best']);
    expect(texts(model, gridOf(2, { cars: after }), 8_000)[1]).toBe('+1.0');
  });

  it('show for a moment who has won or lost a place in a race', () => {
    const model = modelOf();
    const swapped = (isRace: boolean) => {
      const grid = gridOf(3, { isRace });
      const [a, b, c] = grid.cars as [Grid['cars'][0], Grid['cars'][0], Grid['cars'][0]];
      return { ...grid, cars: [{ ...b, place: 1 }, { ...a, place: 2 }, c] };
    };
    carsOf(model, gridOf(3));
    const rows = carsOf(model, swapped(true), 100);
    expect(rows.map(({ id, moved }) => [id, moved])).toEqual([
      [1, 'up'],
      [0, 'down'],
      [2, null],
    ]);
    expect(carsOf(model, swapped(true), 5_000).map(({ moved }) => moved)).toEqual([
      null,
      null,
      null,
    ]);
    const practice = modelOf();
    carsOf(practice, gridOf(3, { isRace: false }));
    expect(carsOf(practice, swapped(false), 100)[0]!.moved).toBeNull();
  });

  it('forget a driver whose slot another one takes', () => {
    const model = modelOf();
    carsOf(model, gridOf(2));
    const cars = { 1: { driver: 'Somebody Else', place: 2 } };
    const row = carsOf(model, gridOf(2, { cars }), 100)[1]!;
    expect([row.names[0], row.moved]).toEqual(['S. Else', null]);
  });
});

describe('colours of teams', () => {
  it('are in the rows, and make room for a band, where one is known', () => {
    const grid = gridOf(3, { cars: { 1: { colour: '#1e90ff' } } });
    const picture = read(modelOf(), grid)!;
    expect(picture.hasBands).toBe(true);
    expect(picture.rows.map((row) => (row as CarRow).colour)).toEqual([
      undefined,
      '#1e90ff',
      undefined,
    ]);
    expect(read(modelOf(), gridOf(3))!.hasBands).toBe(false);
  });
});

describe('the title', () => {
  const titleOf = (grid: Grid, more = {}) => read(modelOf(), grid, 0, more)!.title;

  it('is the lap of the leader, with the laps of the race', () => {
    expect(titleOf(gridOf(2), { sessionInfo: { numberOfLaps: 25 } })).toBe('Lap 6 / 25');
    const done = gridOf(1, { cars: { 0: { laps: 25 } } });
    expect(titleOf(done, { sessionInfo: { numberOfLaps: 25 } })).toBe('Lap 25 / 25');
  });

  it('is the time left of a timed session', () => {
    expect(titleOf(gridOf(2), { leftMs: 1_459_000 })).toBe('24:19');
    expect(titleOf(gridOf(2), { leftMs: 900_000_000_000 })).toBe('Lap 6');
    expect(titleOf(gridOf(2, { isRace: false }))).toBe('');
  });
});

it('gaps within a class are to its own first car', () => {
  const cars = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [i, { carClass: i % 2 === 0 ? 'GTP' : 'GT3' }]),
  );
  const rows = carsOf(modelOf({ value: 'interval' }), gridOf(6, { own: 3, cars }));
  expect(rows.map(({ place, carClass }) => `${carClass} ${place}`)).toEqual([
    '0 1',
    '0 2',
    '0 3',
    '1 1',
    '1 2',
    '1 3',
  ]);
  expect(rows.map(textOf)).toEqual([' lap 6', '+2.0', '+2.0', ' lap 6', '+2.0', '+2.0']);
});
