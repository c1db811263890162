/** Which cars have a row in the standings. */
import { describe, expect, it } from 'vitest';
import { slotsOf } from '../../../overlays/standings/sections.ts';
import type { GridCar } from '../../../protocol/cars.ts';
import { gridOf } from '../../support/grids.ts';

function shown(cars: readonly GridCar[], classes: readonly string[], rows: number): string {
  return slotsOf(cars, classes, rows)
    .map((slot) =>
      slot.kind === 'car' ? String(slot.car.place) : slot.kind === 'break' ? '…' : slot.title,
    )
    .join(' ');
}

const field = (count: number, own: number | null) => gridOf(count, { own }).cars;

describe('one class', () => {
  it('shows everybody where there is room', () => {
    expect(shown(field(2, 1), [], 10)).toBe('1 2');
    expect(shown(field(10, 9), [], 10)).toBe('1 2 3 4 5 6 7 8 9 10');
  });

  it('shows the first cars when the own one is among them or there is none', () => {
    expect(shown(field(40, 3), [], 8)).toBe('1 2 3 4 5 6 7 8');
    expect(shown(field(40, null), [], 8)).toBe('1 2 3 4 5 6 7 8');
  });

  it('keeps the own row with its neighbours below a break', () => {
    expect(shown(field(40, 19), [], 8)).toBe('1 2 3 4 … 19 20 21');
    expect(shown(field(40, 39), [], 8)).toBe('1 2 3 4 … 38 39 40');
    expect(shown(field(40, 19), [], 3)).toBe('1 … 20');
  });

  it('hides no single car behind a break', () => {
    expect(shown(field(40, 8), [], 8)).toBe('1 2 3 4 … 8 9 10');
    expect(shown(field(10, 8), [], 9)).toBe('1 2 3 4 5 6 7 8 9');
    for (let own = 0; own < 12; own++) {
      const text = shown(field(12, own), [], 9);
      expect(text.split(' ').length).toBeLessThanOrEqual(9);
      expect(text.split(' ')).toContain(String(own + 1));
      const [before, after] = text.split(' … ').map((part) => part.split(' ').map(Number));
      if (after !== undefined) expect(after[0]! - before!.at(-1)!).toBeGreaterThan(2);
    }
  });
});

describe('classes', () => {
  const cars = gridOf(20, {
    own: 15,
    cars: Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [i, { carClass: i % 2 === 0 ? 'GTP' : 'GT3' }]),
    ),
  }).cars;

  it('have a section each, and the own one gets the rows that are left', () => {
    expect(shown(cars, ['GTP', 'GT3'], 14)).toBe('GTP 1 3 5 7 GT3 2 4 6 8 10 12 14 16');
    expect(shown(cars, ['GTP', 'GT3'], 12)).toBe('GTP 1 3 5 7 GT3 2 4 … 14 16 18');
    expect(shown(cars, ['GTP', 'GT3'], 30).split(' ')).toHaveLength(22);
  });

  it('count their places by themselves', () => {
    const slots = slotsOf(cars, ['GTP', 'GT3'], 22);
    const own = slots.find((slot) => slot.kind === 'car' && slot.car.isPlayer);
    expect(own).toMatchObject({ place: 8, first: { place: 2 }, ahead: { place: 14 } });
  });

  it('that have no name are the other cars', () => {
    const mixed = gridOf(3, { cars: { 0: { carClass: 'GTP' } } }).cars;
    expect(shown(mixed, ['GTP', ''], 10)).toBe('GTP 1 Other cars 2 3');
  });
});
