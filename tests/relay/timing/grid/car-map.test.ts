/** The map of a track from the cars of a server: two laps that agree, and no way through the pits. */
import { expect, test } from 'vitest';
import { RaceField } from '../../../../agent/demo/field/race-field.ts';
import type { CarMotion } from '../../../../protocol/cars.ts';
import { CarMap } from '../../../../relay/timing/grid/car-map.ts';
import type { LearntMap } from '../../../../relay/timing/track-map-learning.ts';

const radiusM = 500;

function motion(place: number, more: Partial<CarMotion> = {}): CarMotion {
  const angle = 2 * Math.PI * place;
  return {
    id: 3,
    laps: 0,
    trackPosition: place,
    worldPosition: [radiusM * Math.cos(angle), 0, radiusM * Math.sin(angle)],
    heading: 0,
    speedKmh: 200,
    currentLapMs: null,
    inPitLane: false,
    inPit: false,
    isConnected: true,
    ...more,
  };
}

/** Drives from place to place in steps. @returns the map, if it is learnt on the way */
function driven(
  map: CarMap,
  from: number,
  to: number,
  at: (place: number) => Partial<CarMotion> = () => ({}),
): LearntMap | null {
  let learnt: LearntMap | null = null;
  for (let i = Math.round(from * 400); i < Math.round(to * 400); i++) {
    const place = ((i % 400) + 0.5) / 400;
    learnt ??= map.add([motion(place, at(place))]);
  }
  return learnt;
}

test('two whole laps that agree are a map', () => {
  const map = new CarMap();
  expect(driven(map, 0.4, 2)).toBeNull();
  const learnt = driven(map, 2, 3.1)!;
  expect(learnt.points).toHaveLength(600);
  for (const { x, z, position } of learnt.points) {
    const angle = 2 * Math.PI * position;
    expect(Math.hypot(x - radiusM * Math.cos(angle), z - radiusM * Math.sin(angle))).toBeLessThan(
      5,
    );
  }
  expect(learnt).toMatchObject({ line: 0, sectorStarts: [] });
});

test('a lap through the pits agrees with none', () => {
  const map = new CarMap();
  const pits = (place: number): Partial<CarMotion> => {
    const [x, y, z] = motion(place).worldPosition;
    return place > 0.95 ? { worldPosition: [x + 25, y, z] } : {};
  };
  driven(map, 0.4, 1);
  expect(driven(map, 1, 2, pits)).toBeNull();
  expect(driven(map, 2, 3)).toBeNull();
  expect(driven(map, 3, 4)).toBeNull();
  expect(driven(map, 4, 4.1)).not.toBeNull();
});

test('a lap with a hole, backwards or in the pit lane is not a lap', () => {
  for (const spoil of ['hole', 'back', 'pits']) {
    const map = new CarMap();
    driven(map, 0.4, 2);
    driven(map, 2, 2.5);
    if (spoil === 'hole') driven(map, 2.6, 3);
    if (spoil === 'back') driven(map, 2.45, 3);
    if (spoil === 'pits') driven(map, 2.5, 3, (place) => ({ inPitLane: place > 0.9 }));
    expect([spoil, driven(map, 3, 3.1)]).toEqual([spoil, null]);
  }
});

test('the cars of a race show the circuit within the first laps', () => {
  const field = new RaceField({ seed: 5, kind: 'race', laps: 5, cars: 3 });
  const map = new CarMap();
  let learnt: LearntMap | null = null;
  let ms = 0;
  for (; ms < 330_000 && learnt === null; ms += 100) {
    learnt = map.add(
      field.cars.map((car) => {
        const { x, y, z, place } = field.poseOf(car, ms);
        return motion(place, { id: car.id, worldPosition: [x, y, z] });
      }),
    );
  }
  expect(ms).toBeLessThan(320_000);
  const { circuit } = field;
  for (const { x, z, position } of learnt!.points) {
    const i = Math.round(position * circuit.count) % circuit.count;
    expect(Math.hypot(x - circuit.x[i]!, z - circuit.z[i]!)).toBeLessThan(9);
  }
});
