/** The page of other cars, read as CrewChief's and SimHub's apps write it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CarsPageReader,
  carsPages,
  vehicleBytes,
  vehicleFields,
  vehiclesAt,
} from '../../../agent/cars/cars-page.ts';
import { FieldPage, type WrittenVehicle } from '../../../agent/demo/field/field-page.ts';
import { readCarEntries } from '../../../protocol/cars.ts';
import { decodeCars, encodeCars } from '../../../protocol/cars-codec.ts';

const vehicle: WrittenVehicle = {
  driver: 'Małgorzata Wrona',
  car: 'sq_wren_cup',
  speedMps: 41.5,
  bestLapMs: 101_250,
  lastLapMs: 0,
  currentLapMs: 31_007,
  laps: 4,
  x: -120.5,
  y: 3.25,
  z: 812.75,
  inPitLane: false,
  inPit: false,
  place: 2,
  trackPosition: 0.375,
  isConnected: true,
};

const crewChief = carsPages.find(({ source }) => source === 'crewchief')!;

function pageOf(vehicles: readonly WrittenVehicle[], server = 'Abend-Liga №2'): Buffer {
  const page = new FieldPage();
  page.write(server, vehicles);
  return page.bytes;
}

describe('the page of other cars', () => {
  test('has the sizes and offsets of both apps', () => {
    expect(carsPages.map(({ sizeBytes }) => sizeBytes)).toEqual([30_252, 15_660, 15_660]);
    // Behind the vehicles: the game's folder, a number, the app's version.
    for (const { vehicles, sizeBytes } of carsPages) {
      expect(vehiclesAt + vehicles * vehicleBytes + 512 + 4 + 32).toBe(sizeBytes);
    }
    // Suspension, engine and tyres: nine numbers.
    expect(vehicleFields.isConnected + 4 + 9 * 4).toBe(vehicleBytes);
  });

  test('is read field by field', () => {
    const { server, entries, motions } = new CarsPageReader(crewChief).read(pageOf([vehicle]), 0);
    expect(server).toBe('Abend-Liga №2');
    expect(entries).toEqual([
      {
        id: 0,
        driver: 'Małgorzata Wrona',
        car: 'sq_wren_cup',
        lastLapMs: null,
        bestLapMs: 101_250,
        gamePlace: 2,
        isPlayer: true,
      },
    ]);
    expect(motions).toEqual([
      {
        id: 0,
        laps: 4,
        trackPosition: 0.375,
        worldPosition: [-120.5, 3.25, 812.75],
        heading: null,
        speedKmh: expect.closeTo(149.4, 3),
        currentLapMs: 31_007,
        inPitLane: false,
        inPit: false,
        isConnected: true,
      },
    ]);
  });

  test('has no car for a slot that nobody has taken, and one for a driver who lost the connection', () => {
    const free = { ...vehicle, driver: '', isConnected: false };
    const lost = { ...vehicle, isConnected: false };
    const { motions } = new CarsPageReader(crewChief).read(pageOf([vehicle, free, lost]), 0);
    expect(motions.map(({ id, isConnected }) => [id, isConnected])).toEqual([
      [0, true],
      [2, false],
    ]);
  });

  test('shows another name in a slot as soon as it is written', () => {
    const reader = new CarsPageReader(crewChief);
    reader.read(pageOf([vehicle]), 0);
    const { entries } = reader.read(pageOf([{ ...vehicle, driver: '王伟' }]), 100);
    expect(entries[0]?.driver).toBe('王伟');
  });

  test('gives each car the direction in which it has moved', () => {
    const reader = new CarsPageReader(crewChief);
    const headingAfter = (x: number, z: number, ms: number): number | null => {
      const page = pageOf([{ ...vehicle, x, z }]);
      return reader.read(page, ms).motions[0]!.heading;
    };
    expect(headingAfter(0, 0, 0)).toBeNull();
    expect(headingAfter(0, 4, 100)).toBe(0);
    expect(headingAfter(4, 4, 200)).toBe(Math.PI / 2);
    // It stands: the positions waver.
    expect(headingAfter(4, 3.9, 300)).toBe(Math.PI / 2);
    // The game put it into its box.
    expect(headingAfter(400, 3.9, 400)).toBe(Math.PI / 2);
  });

  test('never gives the relay what it refuses, whatever is in the page', () => {
    const garbage = fc.uint8Array({
      minLength: crewChief.sizeBytes,
      maxLength: crewChief.sizeBytes,
    });
    fc.assert(
      fc.property(garbage, fc.integer({ min: -5, max: 70 }), (bytes, count) => {
        const page = Buffer.from(bytes);
        page.writeInt32LE(count, 0);
        const { entries, motions } = new CarsPageReader(crewChief).read(page, 0);
        expect(readCarEntries(JSON.parse(JSON.stringify(entries)))).toHaveLength(entries.length);
        expect(decodeCars(encodeCars(0, motions)).cars).toHaveLength(motions.length);
      }),
      { numRuns: 30 },
    );
  });
});
