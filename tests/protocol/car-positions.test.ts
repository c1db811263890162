/** Where cars were, packed for the store and read back. */
import { expect, test } from 'vitest';
import { RaceField } from '../../agent/demo/field/race-field.ts';
import { CarsReader, chunkOf } from '../../protocol/car-positions.ts';
import { decodeCars } from '../../protocol/cars-codec.ts';
import { carsSnapshots } from '../support/cars-snapshots.ts';

const field = new RaceField({ seed: 5, kind: 'race', laps: 15 });
const snapshots = carsSnapshots(field, 200_000, 20);

test('are read back as they were, with all that was known of each car', () => {
  const chunk = chunkOf(snapshots);
  expect(chunk).toMatchObject({ startT: 200_000, endT: 209_500 });
  const reader = new CarsReader();
  for (const [i, moment] of chunk.moments.entries()) {
    const { t, entries, positions } = snapshots[i]!;
    const read = reader.read(moment)!;
    expect(read).toMatchObject({ t, source: 'crewchief', server: 'Cup', isRace: true });
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    expect(read.cars).toEqual(
      decodeCars(positions).cars.map((position) => ({ ...byId.get(position.id), ...position })),
    );
  }
});

test('name only cars that changed after the first moment', () => {
  const moments = chunkOf(snapshots.slice(0, 2)).moments;
  const [first, second] = snapshots;
  expect(moments[0]!.entries!.whole).toBe(true);
  expect(moments[0]!.entries!.cars).toEqual(first!.entries);
  const changed = second!.entries.filter((entry) => !first!.entries.includes(entry));
  expect(moments[1]!.entries?.cars ?? []).toEqual(changed);
});

test('a car that left is gone, and another source begins again', () => {
  const [first, second, third] = snapshots;
  const without = { ...second!, entries: first!.entries.slice(1) };
  const other = { ...third!, source: 'simhub' as const };
  const moments = chunkOf([first!, without, other]).moments;
  expect(moments[1]!.entries).toMatchObject({ whole: false, gone: [first!.entries[0]!.id] });
  expect(moments[2]!.entries).toMatchObject({ whole: true, source: 'simhub' });
});

test('cannot be read before all cars were named', () => {
  expect(new CarsReader().read(chunkOf(snapshots).moments[1]!)).toBeNull();
});
