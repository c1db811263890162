/** Which cars the relative shows around the own one, and what it says of them. */
import { describe, expect, it } from 'vitest';
import { RelativeModel } from '../../../overlays/relative/model.ts';
import type { Grid } from '../../../protocol/cars.ts';
import { gridOf } from '../../support/grids.ts';

function modelOf(each = 3): RelativeModel {
  return new RelativeModel({ each, names: 'short' });
}

function read(model: RelativeModel, grid: Grid | null, nowMs = 0) {
  return model.read({ grid, reset: false }, nowMs);
}

function rowsOf(grid: Grid, each = 3) {
  return read(modelOf(each), grid)!.rows;
}

describe('the rows', () => {
  it('have the own car in the middle, and the nearest cars beside it', () => {
    const rows = rowsOf(gridOf(12, { own: 5 }));
    expect(rows.map((row) => row.place)).toEqual(['3', '4', '5', '6', '7', '8', '9']);
    expect(rows.map((row) => row.value.figures)).toEqual([
      '-3.0',
      '-2.0',
      '-1.0',
      '',
      '+1.0',
      '+2.0',
      '+3.0',
    ]);
    expect(rows[3]?.isOwn).toBe(true);
  });

  it('are as many as the cars', () => {
    for (const cars of [1, 2, 3, 6, 7]) {
      expect(rowsOf(gridOf(cars, { own: 0 }))).toHaveLength(cars);
    }
    expect(rowsOf(gridOf(8, { own: 0 }))).toHaveLength(7);
  });

  it('of a side without cars go to the other side', () => {
    const last = rowsOf(gridOf(12, { own: 11 }), 2);
    expect(last.map(({ place }) => place)).toEqual(['8', '9', '10', '11', '12']);
    const first = rowsOf(gridOf(12, { own: 0 }), 2);
    expect(first.map(({ place }) => place)).toEqual(['1', '2', '3', '4', '5']);
    const second = rowsOf(gridOf(12, { own: 1 }), 2);
    expect(second.map(({ place }) => place)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('are none without an own car or without cars', () => {
    expect(read(modelOf(), gridOf(5))).toBeNull();
    expect(read(modelOf(), null)).toBeNull();
  });

  it('show the car just over the line behind one that has not reached it', () => {
    const cars = {
      0: { laps: 3, trackPosition: 0.995 },
      1: { laps: 4, trackPosition: 0.005 },
    };
    const rows = rowsOf(gridOf(2, { own: 0, cars }), 1);
    expect(rows.map(({ id }) => id)).toEqual([1, 0]);
  });

  it('do not show who is gone, nor outside races who stands in a box', () => {
    const cars = { 1: { status: 'out' as const }, 2: { inPit: true }, 3: { isConnected: false } };
    expect(rowsOf(gridOf(5, { own: 0, cars }))).toHaveLength(3);
    const practice = gridOf(5, { own: 0, cars, isRace: false });
    expect(rowsOf(practice)).toHaveLength(2);
  });
});

describe('laps', () => {
  const lapped = { 1: { laps: 4, trackPosition: 0.48 }, 2: { laps: 6, trackPosition: 0.47 } };

  it('between two cars are in the colours of the flags and as a word', () => {
    const rows = rowsOf(gridOf(3, { own: 0, cars: lapped }), 2);
    const byId = new Map(rows.map((row) => [row.id, row]));
    expect(byId.get(1)).toMatchObject({ nameInk: 'blue', badge: '−1L' });
    expect(byId.get(2)).toMatchObject({ nameInk: 'loss', badge: '+1L' });
  });

  it('do not flicker when one car crosses the line before the other', () => {
    const model = modelOf(1);
    const at = (laps: number, trackPosition: number) =>
      gridOf(2, {
        own: 0,
        cars: { 0: { laps, trackPosition }, 1: { laps: 5, trackPosition: 0.99 } },
      });
    expect(read(model, at(5, 0.999), 0)?.rows[1]?.badge).toBe('');
    // The count of laps comes a moment after the position began again.
    expect(read(model, at(5, 0.001), 100)?.rows[1]?.badge).toBe('');
    expect(read(model, at(6, 0.002), 200)?.rows[1]?.badge).toBe('');
  });

  it('say nothing outside a race', () => {
    const rows = rowsOf(gridOf(3, { own: 0, cars: lapped, isRace: false }), 2);
    expect(rows.map((row) => row.badge ?? '').join('')).toBe('');
  });
});

describe('gaps', () => {
  const withGap = (relativeMs: number | null, trackPosition = 0.49) =>
    gridOf(2, { own: 0, cars: { 1: { relativeMs, trackPosition } } });

  it('that waver between two tenths do not flicker', () => {
    const model = modelOf(1);
    const shown = new Set<string | null | undefined>();
    for (let i = 0; i < 100; i++) {
      const ms = 1_250 + (i % 2 === 0 ? 8 : -8);
      shown.add(read(model, withGap(ms), i * 100)?.rows[1]?.value.figures);
    }
    expect([...shown]).toEqual(['+1.3']);
  });

  it('stay for a quarter of a second', () => {
    const model = modelOf(1);
    expect(read(model, withGap(1_000), 0)?.rows[1]?.value.figures).toBe('+1.0');
    expect(read(model, withGap(1_500), 200)?.rows[1]?.value.figures).toBe('+1.0');
    expect(read(model, withGap(1_500), 300)?.rows[1]?.value.figures).toBe('+1.5');
  });

  it('are a dash when they are not known', () => {
    expect(rowsOf(withGap(null), 1)[1]?.value.figures).toBeNull();
  });

  it('that shrink over a third of a lap close', () => {
    const model = modelOf(1);
    const at = (progress: number, relativeMs: number) => {
      const [laps, trackPosition] = [Math.floor(progress), progress % 1];
      const cars = {
        0: { laps, trackPosition },
        1: { laps, trackPosition: trackPosition - 0.02, relativeMs },
      };
      return read(model, gridOf(2, { own: 0, cars }))?.rows[1]?.trend;
    };
    expect(at(5.1, 2_000)).toBe('steady');
    expect(at(5.4, 1_900)).toBe('steady');
    expect(at(5.7, 1_700)).toBe('closing');
    expect(at(5.8, 1_900)).toBe('closing');
    expect(at(6.1, 2_100)).toBe('opening');
    expect(at(6.4, 2_110)).toBe('steady');
  });

  it('of two cars side by side keep their rows for a moment', () => {
    const model = modelOf(1);
    const own = { laps: 5, trackPosition: 0.5 };
    const idAhead = (share: number, nowMs: number) => {
      const other = { laps: 5, trackPosition: 0.5 + share };
      return read(model, gridOf(2, { own: 0, cars: { 0: own, 1: other } }), nowMs)?.rows[0]?.id;
    };
    expect(idAhead(0.0005, 0)).toBe(1);
    expect(idAhead(-0.0005, 100)).toBe(1);
    expect(idAhead(0.0005, 200)).toBe(1);
    expect(idAhead(-0.0005, 300)).toBe(1);
    expect(idAhead(-0.0005, 800)).toBe(0);
  });
});

it('places count within a class', () => {
  const cars = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [i, { carClass: i % 2 === 0 ? 'GTP' : 'GT3' }]),
  );
  const { rows, hasBands } = read(modelOf(), gridOf(6, { own: 3, cars }))!;
  expect(hasBands).toBe(true);
  expect(rows[3]).toMatchObject({ place: '2', carClass: 1, isOwn: true });
});
