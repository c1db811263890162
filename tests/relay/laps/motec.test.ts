import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { timeLapse } from '../../../agent/demo/time-lapse.ts';
import type { MotecHeader } from '../../../relay/laps/motec.ts';
import { motecHeader, motecLaps } from '../../../relay/laps/motec.ts';
import { motecChannels } from '../../../relay/laps/motec-channels.ts';
import { rateOf, resample, sampleCount } from '../../../relay/laps/resample.ts';
import { frame } from '../storage/frames.ts';
import { lapFrames, drive as made } from './drives.ts';
import { ldOf, ldxOf } from './export-of.ts';
import { readLd, readLdx } from './ld-file.ts';

const header: Omit<MotecHeader, 'startedAt'> = {
  driver: 'Zoë Ängström',
  vehicle: 'sq_kestrel_gt',
  venue: 'sq_hollowmere gp',
  event: 'RACE-SPA-2026',
  session: 'Practice',
  comment: 'Lap 2  1:35.210',
};
const nine = new Date(2026, 10, 5, 9, 4, 7).getTime();

function channel(file: ReturnType<typeof readLd>, name: string) {
  const found = file.channels.filter((one) => one.name === name);
  expect(found, name).toHaveLength(1);
  return found[0]!;
}

describe('a MoTeC log file', () => {
  const frames = [...timeLapse({ seed: 3, pitEveryLaps: 9, spoiltLap: 3 }, 300)].map(
    ({ frame }) => frame,
  );
  const driven = frames.map((frame) => ({ lap: frame.lap!, frame }));
  const lap = lapFrames(driven, 2);
  const lapMs = frames.find((one) => one.lap === 3)!.lastLapTime!;
  let file: ReturnType<typeof readLd>;
  beforeAll(async () => {
    const beganAt = nine + 500 - lap[0]!.t!;
    file = readLd(await ldOf(driven, { lap: 2, lapMs, header, beganAt }));
  });

  test('has driver, car, track, date and time', () => {
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

  test('has the channels of i2 with their units and rates', () => {
    expect(file.channelCount).toBe(file.channels.length);
    const rates = Object.fromEntries(file.channels.map(({ name, unit, hz }) => [name, [unit, hz]]));
    expect(rates).toMatchObject({
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

  test('lasts as long as the lap, with every value at its time', () => {
    const speed = channel(file, 'Ground Speed');
    expect(speed.values).toHaveLength(Math.ceil((lapMs / 1000) * 60) + 1);
    const throttle = channel(file, 'Throttle Pos');
    const gear = channel(file, 'Gear');
    for (const [i, one] of lap.entries()) {
      if (i % 97 !== 0) continue;
      const at = (one.currentLapTime! / 1000) * 60;
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

  test('leaves out missing channels, and times frames by physics steps without a clock', async () => {
    const plain = Array.from({ length: 61 }, (_, i) => frame(1000 + i * 5, { gear: 2 }));
    const plainFile = readLd(
      await ldOf(
        plain.map((one) => ({ lap: 1, frame: one })),
        { lap: 1 },
      ),
    );
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
    const { hz, values } = channel(plainFile, 'Gear');
    expect(hz).toBe(67);
    expect((values.length - 1) / hz).toBeCloseTo(0.9, 1);
  });

  test('can be written from a single frame', async () => {
    const single = readLd(await ldOf([{ lap: 1, frame: frame(7, { t: 5 }) }], { lap: 1 }));
    expect(channel(single, 'Ground Speed')).toMatchObject({
      hz: 1,
      values: [expect.closeTo(180.6, 3)],
    });
  });

  test('cuts long texts to their fields', async () => {
    const driver = 'x'.repeat(500);
    const lap = { lap: 1, header: { ...header, driver } };
    const long = readLd(await ldOf([{ lap: 1, frame: frame(1) }], lap));
    expect(long.driver).toBe('x'.repeat(63));
  });

  test('has unique names that fit their fields', () => {
    for (const { name, short, unit } of motecChannels) {
      expect(name.length, name).toBeLessThan(32);
      expect(short.length, name).toBeLessThan(8);
      expect(unit.length, name).toBeLessThan(12);
    }
    expect(new Set(motecChannels.map(({ name }) => name)).size).toBe(motecChannels.length);
  });

  test('comes from the stored session', () => {
    const session = {
      sessionID: 'S',
      facts: {
        driverName: 'Ada',
        car: 'gt',
        track: 'spa',
        trackConfiguration: 'gp',
        sessionType: 2,
      },
    } as Parameters<typeof motecHeader>[0];
    const one = { lap: 4, lapMs: 95_210 } as Parameters<typeof motecHeader>[1];
    expect(motecHeader(session, one)).toEqual({
      driver: 'Ada',
      vehicle: 'gt',
      venue: 'spa gp',
      event: 'S',
      session: 'Race',
      comment: 'Lap 4  1:35.210',
    });
  });
});

describe('the .ldx file', () => {
  test('marks lines in microseconds and has the lap time', () => {
    expect(readLdx(motecLaps(95_210, [0, 95_210]))).toEqual({
      markersS: [0, 95.21],
      details: { 'Total Laps': '1', 'Fastest Time': '1:35.210', 'Fastest Lap': '1' },
    });
    expect(readLdx(motecLaps(7_199_999, [])).details['Fastest Time']).toBe('119:59.999');
  });
});

interface Marks {
  file: ReturnType<typeof readLd>;
  markersS: number[];
}

/** The file of a lap, and its marked lines, s. */
async function exported(options: Parameters<typeof made>[0], lap: number): Promise<Marks> {
  const driven = made(options);
  const about = { lap, lapMs: options?.lapMs ?? 90_010 };
  const { markersS } = readLdx(await ldxOf(driven, about));
  return { file: readLd(await ldOf(driven, about)), markersS };
}

/** Seconds from the first to the last sample of the fastest channel. */
function secondsOf(file: ReturnType<typeof readLd>): number {
  const { hz, values } = channel(file, 'Ground Speed');
  return (values.length - 1) / hz;
}

describe('the data of a MoTeC log file', () => {
  test.each([
    ['in a plain drive', {}],
    ['with a pause of five minutes', { pauseLap: 2 }],
    ['with a pause of a night', { pauseLap: 2, pauseMs: 32_400_000 }],
    [
      'with a pause that was published through',
      { pauseLap: 2, pauseMs: 60_000, pausePublished: true },
    ],
    ['whose number changes after its clock', { countLateMs: 400 }],
    ['whose number changes before its clock', { countLateMs: -400 }],
    ['at 333 Hz', { hz: 333, lapMs: 150_007 }],
    ['of two hours', { hz: 5, lapMs: 7_199_999 }],
    ['without a clock of the publisher', { without: ['t'] }],
    ['whose position begins elsewhere', { offset: 0.8 }],
  ] as [string, Parameters<typeof made>[0]][])(
    'is a lap from line to line, %s',
    async (_, options) => {
      const { hz = 60, lapMs = 90_010 } = options!;
      const { file, markersS } = await exported(options, 2);
      expect(channel(file, 'Ground Speed').hz).toBe(hz);
      expect(markersS).toEqual([0, lapMs / 1000]);
      const seconds = secondsOf(file);
      expect(seconds).toBeGreaterThanOrEqual(lapMs / 1000);
      expect(seconds).toBeLessThan(lapMs / 1000 + 1 / hz);
      const time = channel(file, 'Lap Time').values;
      expect(time[0]).toBe(0);
      expect(time.at(-1)).toBeCloseTo(lapMs / 1000, 2);
      // 100 km/h at the line, 200 half way.
      const speed = channel(file, 'Ground Speed').values;
      expect(speed[0]).toBeCloseTo(100, 0);
      expect(speed.at(-1)).toBeCloseTo(100, 0);
      expect(speed[Math.round(speed.length / 2)]).toBeCloseTo(200, 1);
      const place = channel(file, 'Car Pos Norm').values;
      expect(place[0]).toBeCloseTo(0, 3);
      expect(place.at(-1)).toBeCloseTo(1, 3);
      expect(place.every((one, i) => i === 0 || one >= place[i - 1]! - 1e-6)).toBe(true);
      expect(new Set(file.channels.map((one) => one.hz))).toEqual(new Set([hz]));
    },
  );

  test('is the last attempt of a restarted lap', async () => {
    const { file, markersS } = await exported({ restartMs: 60_000 }, 1);
    expect(markersS).toEqual([0, 90.01]);
    expect(secondsOf(file)).toBeCloseTo(90.01, 1);
  });

  test('begins where a lap was joined, with its line at the right time', async () => {
    const { file, markersS } = await exported({ fromMs: 35_000 }, 1);
    expect(markersS).toEqual([expect.closeTo(55.01, 1)]);
    expect(secondsOf(file)).toBeGreaterThanOrEqual(markersS[0]!);
    expect(secondsOf(file)).toBeLessThan(markersS[0]! + 1 / 60);
    const time = channel(file, 'Lap Time').values;
    expect(time[0]).toBeCloseTo(35, 1);
    expect(time.at(-1)).toBeCloseTo(90.01, 2);
    expect(channel(file, 'Car Pos Norm').values[0]).toBeCloseTo(35 / 90.01, 2);
  });

  test('of an unfinished lap ends at its last frame, without a line', async () => {
    const driven = made({ laps: 1, afterMs: 30_000 });
    const file = readLd(await ldOf(driven, { lap: 2, lapMs: null }));
    expect(secondsOf(file)).toBeCloseTo(30, 0);
    await expect(ldxOf(driven, { lap: 2, lapMs: null })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('keeps its rate when frames are missing', async () => {
    const driven = made({}).filter((_, i) => i < 6_000 || i > 8_000);
    const file = readLd(await ldOf(driven, { lap: 2, lapMs: 90_010 }));
    expect(channel(file, 'Ground Speed').hz).toBe(60);
    expect(secondsOf(file)).toBeCloseTo(90.01, 1);
  });

  test('leaves out a position that does not change', async () => {
    const driven = made({}).map(({ lap, frame: one }) => ({
      lap,
      frame: { ...one, trackPosition: 0 },
    }));
    const file = readLd(await ldOf(driven, { lap: 2, lapMs: 90_010 }));
    expect(file.channels.map(({ name }) => name)).not.toContain('Car Pos Norm');
  });

  test('is refused with a hint when it is too long', async () => {
    const still = (i: number) => frame(1 + i * 500_000, { t: i * 1_500_000 });
    const driven = Array.from({ length: 20 }, (_, i) => ({ lap: 1, frame: still(i) }));
    await expect(ldOf(driven, { lap: 1 })).rejects.toMatchObject({
      code: 'too-large',
      hint: expect.stringContaining('JSON'),
    });
  });
});

describe('resampled values', () => {
  test('are interpolated, or constant until the next value', () => {
    const series = { times: [0, 100, 300], values: [0, 10, 30] };
    expect([...resample(series, 'linear', 0, 300, 20, 7)]).toEqual([0, 5, 10, 15, 20, 25, 30]);
    expect([...resample(series, 'step', 0, 300, 20, 7)]).toEqual([0, 0, 10, 10, 10, 10, 30]);
    expect([...resample(series, 'linear', -100, 400, 10, 6)]).toEqual([0, 0, 10, 20, 30, 30]);
    expect([...resample(series, 'linear', 0, 250, 10, 5)]).toEqual([0, 10, 20, 25, 25]);
  });

  test('stay within the measured range for any times', () => {
    const times = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 333 }), (unsorted, hz) => {
        const sorted = [...unsorted].sort((a, b) => a - b);
        const values = sorted.map((time) => Math.sin(time) * 100);
        const series = { times: sorted, values };
        const end = sorted.at(-1)!;
        const count = sampleCount(sorted[0]!, end, hz);
        const even = resample(series, 'linear', sorted[0]!, end, hz, count);
        expect(even).toHaveLength(Math.floor(((end - sorted[0]!) * hz) / 1000 + 1e-6) + 1);
        expect(Math.max(...even)).toBeLessThanOrEqual(Math.max(...values) + 1e-3);
        expect(Math.min(...even)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-3);
        expect(rateOf(series, 333)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
