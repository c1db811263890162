/** Entries of cars are sent when they change; positions each time. */
import { describe, expect, test } from 'vitest';
import type { CarsReading } from '../../../agent/cars/car-source.ts';
import { CarsSender } from '../../../agent/publish/cars-messages.ts';
import type { Session } from '../../../agent/session/session.ts';
import type { CarEntry } from '../../../protocol/cars.ts';
import { decodeCars } from '../../../protocol/cars-codec.ts';
import { standingCar } from '../../support/field-cars.ts';

const session = { sessionID: 'S', run: 'r1', startMs: 1_000, info: {} } as Session;

function entry(id: number, lastLapMs: number | null = null): CarEntry {
  return { id, driver: `Driver ${id}`, car: 'c', lastLapMs, bestLapMs: null };
}

function reading(atMs: number, entries: readonly CarEntry[]): CarsReading {
  const motions = entries.map(({ id }) => standingCar(id));
  return { source: 'crewchief', atMs, server: null, entries, motions };
}

describe('messages about cars', () => {
  test('hold all cars at first, then those that changed and the ids of those that are gone', () => {
    const sender = new CarsSender();
    const first = sender.messages(session, reading(1_500, [entry(0), entry(1), entry(2)]))!;
    expect(first.entries).toMatchObject({ whole: true, cars: [{ id: 0 }, { id: 1 }, { id: 2 }] });
    expect(decodeCars(first.motions!).t).toBe(500);
    const same = sender.messages(session, reading(1_600, [entry(0), entry(1), entry(2)]))!;
    expect(same.entries).toBeNull();
    expect(decodeCars(same.motions!).cars).toHaveLength(3);
    const changed = sender.messages(session, reading(1_700, [entry(0), entry(1, 91_000)]))!;
    expect(changed.entries).toMatchObject({ whole: false, cars: [{ id: 1 }], gone: [2] });
  });

  test('hold all cars again for another run, another source and a new connection', () => {
    const sender = new CarsSender();
    const cars = reading(1_500, [entry(0)]);
    sender.messages(session, cars);
    expect(sender.messages({ ...session, run: 'r2' }, cars)!.entries).toMatchObject({
      run: 'r2',
      whole: true,
    });
    const other = { ...cars, source: 'simhub' } as const;
    expect(sender.messages({ ...session, run: 'r2' }, other)!.entries).toMatchObject({
      source: 'simhub',
      whole: true,
    });
    sender.reset();
    expect(sender.messages({ ...session, run: 'r2' }, other)!.entries).toMatchObject({
      whole: true,
    });
  });

  test('tell whether the camera of the game follows, in each message and when that changes', () => {
    const sender = new CarsSender();
    const cars = reading(1_500, [entry(0)]);
    const camera = (more: Partial<CarsReading>) =>
      sender.messages(session, { ...cars, ...more })!.entries;
    expect(camera({})).not.toHaveProperty('camera');
    expect(camera({ camera: 'off' })).toMatchObject({ camera: 'off', cars: [] });
    expect(camera({ camera: 'off' })).toBeNull();
    expect(camera({ camera: 'off', server: 'S' })).toMatchObject({ camera: 'off' });
    expect(camera({ camera: 'follows', server: 'S' })).toMatchObject({ camera: 'follows' });
  });

  test('hold collisions when there are some, even if no entry has changed', () => {
    const sender = new CarsSender();
    const cars = reading(1_500, [entry(0)]);
    expect(sender.messages(session, cars)!.entries).not.toHaveProperty('collisions');
    const collisions = Array.from({ length: 20 }, (_, i) => ({ carId: i, otherId: null }));
    const { entries } = sender.messages(session, { ...cars, collisions })!;
    expect(entries).toMatchObject({ whole: false, cars: [], gone: [] });
    expect(entries!.collisions!.map(({ carId }) => carId)).toEqual(
      Array.from({ length: 16 }, (_, i) => i + 4),
    );
    expect(sender.messages(session, { ...cars, collisions: [] })!.entries).toBeNull();
  });

  test('say once that there is no source any more', () => {
    const sender = new CarsSender();
    expect(sender.messages(session, null)).toBeNull();
    sender.messages(session, reading(1_500, [entry(0)]));
    const none = sender.messages(session, null)!;
    expect(none).toMatchObject({ entries: { source: null, whole: true, cars: [] }, motions: null });
    expect(sender.messages(session, null)).toBeNull();
  });
});
