import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameTimes, type MotecFacts, motecFile } from '../../../relay/reading/motec.ts';
import { motecChannels } from '../../../relay/reading/motec-channels.ts';
import { motecFacts } from '../../../relay/reading/motec-facts.ts';
import { motecLaps } from '../../../relay/reading/motec-laps.ts';
import { rateOf, resample } from '../../../relay/reading/resample.ts';
import { drive } from '../../../scripts/bench/drive-frames.ts';
import { frame } from '../store/frames.ts';
import { readLd } from './ld-file.ts';

const facts: MotecFacts = {
  driver: 'Zoë Ängström',
  vehicle: 'sq_kestrel_gt',
  venue: 'sq_hollowmere gp',
  event: 'RACE-SPA-2026',
  session: 'Practice',
  comment: 'Lap 2  1:35.210',
  startedAt: new Date(2026, 10, 5, 9, 4, 7),
};

function channel(file: ReturnType<typeof readLd>, name: string) {
  const found = file.channels.filter((one) => one.name === name);
  expect(found, name).toHaveLength(1);
  return found[0]!;
}

describe('a MoTeC log file', () => {
  const lap = drive({ seed: 3, hz: 60, seconds: 200 }).frames.filter((one) => one.lap === 2);
  const seconds = (lap.at(-1)!.t! - lap[0]!.t!) / 1000;
  const file = readLd(motecFile(lap, facts));

  test('says who drove what where and when', () => {
    expect(file).toMatchObject({
      driver: 'Zoe Angstrom',
      vehicle: 'sq_kestrel_gt',
      venue: 'sq_hollowmere gp',
      date: '05/11/2026',
      time: '09:04:07',
      comment: 'Lap 2  1:35.210',
      event: { name: 'RACE-SPA-2026', session: 'Practice', comment: 'Lap 2  1:35.210' },
      venueBlock: 'sq_hollowmere gp',
      vehicleBlock: 'sq_kestrel_gt',
    });
  });

  test('has the channels that its users know, with their units and rates', () => {
    expect(file.channelCount).toBe(file.channels.length);
    const told = Object.fromEntries(file.channels.map(({ name, unit, hz }) => [name, [unit, hz]]));
    expect(told).toMatchObject({
      'Ground Speed': ['km/h', 60],
      'Throttle Pos': ['%', 60],
      'Brake Pos': ['%', 60],
      'Clutch Pos': ['%', 60],
      Gear: ['', 60],
      'Engine RPM': ['rpm', 60],
      'Steering Angle': ['%', 60],
      'G Force Lat': ['G', 60],
      'G Force Long': ['G', 60],
      'G Force Vert': ['G', 60],
      'Fuel Level': ['l', 60],
      'Tire Temp Core FL': ['C', 4],
      'Tire Pressure RR': ['psi', 4],
      'Car Pos Norm': ['', 60],
      'Car Coord X': ['m', 60],
    });
  });

  test('lasts as long as the lap, and gives every value at its time', () => {
    const speed = channel(file, 'Ground Speed');
    expect(speed.values.length).toBe(Math.floor(seconds * 60 + 1e-6) + 1);
    const throttle = channel(file, 'Throttle Pos');
    const gear = channel(file, 'Gear');
    for (const [i, one] of lap.entries()) {
      if (i % 97 !== 0) continue;
      const at = ((one.t! - lap[0]!.t!) / 1000) * 60;
      const before = Math.floor(at);
      const near = (values: readonly number[]) => values.slice(Math.max(0, before - 1), before + 3);
      expect(Math.min(...near(speed.values))).toBeLessThanOrEqual(one.speedKmh + 0.2);
      expect(Math.max(...near(speed.values))).toBeGreaterThanOrEqual(one.speedKmh - 0.2);
      expect(near(gear.values)).toContain(one.gear);
      expect(Math.max(...near(throttle.values))).toBeGreaterThanOrEqual(one.gas * 100 - 0.1);
    }
    expect(Math.max(...throttle.values)).toBeCloseTo(100, 3);
    expect(gear.values.every(Number.isInteger)).toBe(true);
  });

  test('leaves out channels that nobody sent, and goes by physics steps without a clock', () => {
    const plain = Array.from({ length: 61 }, (_, i) => frame(1000 + i * 5, { gear: 2 }));
    const plainFile = readLd(motecFile(plain, facts));
    expect(plainFile.channels.map(({ name }) => name)).toEqual([
      'Ground Speed',
      'Throttle Pos',
      'Brake Pos',
      'Steering Angle',
      'Gear',
      'Engine RPM',
      'Fuel Level',
    ]);
    // Sixty steps of fifteen milliseconds.
    expect(frameTimes(plain).at(-1)! - frameTimes(plain)[0]!).toBe(900);
    expect(channel(plainFile, 'Gear')).toMatchObject({ hz: 68 });
  });

  test('can be made of a single frame', () => {
    const single = readLd(motecFile([frame(7, { t: 5 })], facts));
    expect(channel(single, 'Ground Speed')).toMatchObject({
      hz: 1,
      values: [expect.closeTo(180.6, 3)],
    });
  });

  test('cuts long texts so that they end', () => {
    const long = readLd(motecFile([frame(1)], { ...facts, driver: 'x'.repeat(500) }));
    expect(long.driver).toBe('x'.repeat(63));
  });

  test('holds names that fit their fields, each once', () => {
    for (const { name, short, unit } of motecChannels) {
      expect(name.length, name).toBeLessThan(32);
      expect(short.length, name).toBeLessThan(8);
      expect(unit.length, name).toBeLessThan(12);
    }
    expect(new Set(motecChannels.map(({ name }) => name)).size).toBe(motecChannels.length);
  });

  test('is told from what is stored', () => {
    const session = {
      sessionID: 'S',
      facts: {
        driverName: 'Ada',
        car: 'gt',
        track: 'spa',
        trackConfiguration: 'gp',
        sessionType: 2,
        startedAt: 1_000,
      },
      createdAt: 9_000,
    } as Parameters<typeof motecFacts>[0];
    const one = { lap: 4, lapMs: 95_210 } as Parameters<typeof motecFacts>[1];
    expect(motecFacts(session, one, 500)).toEqual({
      driver: 'Ada',
      vehicle: 'gt',
      venue: 'spa gp',
      event: 'S',
      session: 'Race',
      comment: 'Lap 4  1:35.210',
      startedAt: new Date(1_500),
    });
  });
});

describe('the file with laps beside it', () => {
  test('marks beginning and end in microseconds', () => {
    const xml = motecLaps(95_210);
    expect([...xml.matchAll(/ClassName="BCN".*?Time="(\d+)"/g)].map((match) => match[1])).toEqual([
      '0',
      '95210000',
    ]);
    expect(xml).toContain('<String Id="Fastest Time" Value="1:35.210"/>');
  });
});

describe('values at an even rate', () => {
  test('lie on the line between their neighbours, or hold until the next', () => {
    const series = { times: [0, 100, 300], values: [0, 10, 30] };
    expect([...resample(series, 'linear', 0, 300, 20)]).toEqual([0, 5, 10, 15, 20, 25, 30]);
    expect([...resample(series, 'step', 0, 300, 20)]).toEqual([0, 0, 10, 10, 10, 10, 30]);
    expect([...resample(series, 'linear', -100, 400, 10)]).toEqual([0, 0, 10, 20, 30, 30]);
  });

  test('never leave the range of what was measured, whatever the times are', () => {
    const times = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 333 }), (unsorted, hz) => {
        const sorted = [...unsorted].sort((a, b) => a - b);
        const values = sorted.map((time) => Math.sin(time) * 100);
        const series = { times: sorted, values };
        const end = sorted.at(-1)!;
        const even = resample(series, 'linear', sorted[0]!, end, hz);
        expect(even.length).toBe(Math.floor(((end - sorted[0]!) * hz) / 1000 + 1e-6) + 1);
        expect(Math.max(...even)).toBeLessThanOrEqual(Math.max(...values) + 1e-3);
        expect(Math.min(...even)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-3);
        expect(rateOf(series, end - sorted[0]!, 333)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
