/** The compact form of cars keeps each value within its step, fits its budget, and refuses garbage with its own error. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from '../../protocol/byte-stream.ts';
import type { GridPosition } from '../../protocol/cars.ts';
import { decodeCars, encodeCars } from '../../protocol/cars-codec.ts';
import { framesKinds } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import { standingCar } from '../support/field-cars.ts';

const metres = fc.double({ min: -1_000_000, max: 1_000_000, noNaN: true });
const gap = fc.record({
  laps: fc.nat(100_000),
  ms: fc.option(fc.nat(7 * 86_400_000), { nil: null }),
});

const motion = fc.record({
  laps: fc.nat(100_000),
  trackPosition: fc.double({ min: 0, max: 1, noNaN: true }),
  worldPosition: fc.tuple(metres, metres, metres),
  heading: fc.option(fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }), { nil: null }),
  speedKmh: fc.double({ min: 0, max: 2000, noNaN: true }),
  currentLapMs: fc.option(fc.nat(86_400_000), { nil: null }),
  inPitLane: fc.boolean(),
  inPit: fc.boolean(),
  isConnected: fc.boolean(),
  gap,
  interval: gap,
  relativeMs: fc.option(fc.integer({ min: -86_400_000, max: 86_400_000 }), { nil: null }),
});

const pedal = fc.double({ min: 0, max: 1, noNaN: true });
const inputs = fc.option(
  fc.record({
    throttle: pedal,
    brake: pedal,
    gear: fc.integer({ min: -1, max: 20 }),
    fuelL: fc.option(fc.double({ min: 0, max: 1_000, noNaN: true }), { nil: null }),
  }),
);

const cars: fc.Arbitrary<GridPosition[]> = fc
  .tuple(
    fc.uniqueArray(fc.nat(limits.carIdMax), { maxLength: limits.carsMax }),
    fc.array(motion, { minLength: limits.carsMax, maxLength: limits.carsMax }),
    fc.array(inputs, { minLength: limits.carsMax, maxLength: limits.carsMax }),
  )
  .map(([ids, motions, driven]) =>
    ids.map((id, i) => {
      const feet = driven[i];
      return { id, place: i + 1, ...motions[i]!, ...(feet ? { inputs: feet } : {}) };
    }),
  );

function turnBetween(a: number, b: number): number {
  return Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));
}

describe('the compact form of cars', () => {
  test('keeps every value within its step, and the order', () => {
    fc.assert(
      fc.property(fc.nat(86_400_000), cars, (t, given) => {
        const decoded = decodeCars(encodeCars(t, given));
        expect(decoded.t).toBe(t);
        expect(decoded.cars.map(({ id }) => id)).toEqual(given.map(({ id }) => id));
        decoded.cars.forEach((car, i) => {
          const from = given[i]!;
          expect(Math.abs(car.trackPosition - from.trackPosition)).toBeLessThanOrEqual(0.51e-6);
          expect(Math.abs(car.speedKmh - from.speedKmh)).toBeLessThanOrEqual(0.0501);
          for (const [axis, value] of car.worldPosition.entries())
            expect(Math.abs(value - from.worldPosition[axis]!)).toBeLessThanOrEqual(0.0501);
          if (from.heading === null) expect(car.heading).toBeNull();
          else expect(turnBetween(car.heading!, from.heading)).toBeLessThan(0.0032);
          const exact = ['laps', 'currentLapMs', 'inPitLane', 'inPit', 'isConnected'] as const;
          for (const name of [...exact, 'gap', 'interval', 'relativeMs'] as const)
            expect(car[name]).toEqual(from[name]);
          expect(car.inputs === undefined).toBe(from.inputs === undefined);
          if (car.inputs === undefined || from.inputs === undefined) return;
          expect(car.inputs.gear).toBe(from.inputs.gear);
          expect(Math.abs(car.inputs.throttle - from.inputs.throttle)).toBeLessThan(0.002);
          expect(Math.abs(car.inputs.brake - from.inputs.brake)).toBeLessThan(0.002);
          expect(car.inputs.fuelL === null).toBe(from.inputs.fuelL === null);
          expect(Math.abs(car.inputs.fuelL! - from.inputs.fuelL!)).toBeLessThan(0.0501);
        });
      }),
      { numRuns: 100 },
    );
  });

  test('of 30 cars takes less than 12 kB a second', () => {
    const given = Array.from({ length: 30 }, (_, id) => ({
      id,
      place: id + 1,
      laps: 40,
      trackPosition: id / 31,
      worldPosition: [-1400.3 + id * 90, 22.7, 1800.9 - id * 80] as const,
      heading: 1,
      speedKmh: 231.4,
      currentLapMs: 84_321,
      inPitLane: false,
      inPit: false,
      isConnected: true,
      gap: { laps: 1, ms: 93_812 },
      interval: { laps: 0, ms: 1_843 },
      relativeMs: -23_421,
    }));
    const bytes = encodeCars(5_400_000, given).length;
    expect((bytes * 1000) / limits.carsEveryMs).toBeLessThan(10_000);
  });

  test('begins with a byte that no message of frames begins with', () => {
    expect(framesKinds).not.toContain(encodeCars(0, [])[0]);
  });

  test('cuts what no car has instead of failing', () => {
    const [car] = decodeCars(
      encodeCars(Number.NaN, [
        {
          id: 1,
          laps: -3,
          trackPosition: 1.4,
          worldPosition: [Number.NaN, Number.POSITIVE_INFINITY, 1e12],
          heading: 9,
          speedKmh: -1,
          currentLapMs: -5,
          inPitLane: false,
          inPit: false,
          isConnected: false,
        },
      ]),
    ).cars;
    expect(car).toMatchObject({ laps: 0, trackPosition: 1, speedKmh: 0, currentLapMs: 0 });
    expect(car!.worldPosition).toEqual([0, 1_000_000, 1_000_000]);
  });

  test('refuses whatever it did not make with its own error', () => {
    const attempt = (bytes: Uint8Array): void => {
      try {
        decodeCars(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt), { numRuns: 2000 });
    fc.assert(
      fc.property(cars, fc.nat(), (given, at) => {
        const bytes = encodeCars(1, given);
        if (given.length > 0)
          expect(() => decodeCars(bytes.subarray(0, at % bytes.length))).toThrow(CodecError);
        expect(() => decodeCars(Uint8Array.of(...bytes, 0))).toThrow(CodecError);
        bytes[at % bytes.length]! ^= 1 + (at % 255);
        attempt(bytes);
      }),
      { numRuns: 100 },
    );
  });

  test('refuses a car that is in it twice', () => {
    const car = standingCar(4);
    expect(() => decodeCars(encodeCars(0, [car, car]))).toThrow(CodecError);
  });
});
