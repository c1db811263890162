import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockFell, drivenTimes, hasLapClock, timeColumnsOf } from '../../protocol/driven-time.ts';

interface Moment {
  packetId: number;
  t?: number;
  clock?: number;
}

function columns(moments: readonly Moment[]) {
  return {
    packetId: moments.map(({ packetId }) => packetId),
    t: moments.map(({ t }) => t ?? Number.NaN),
    clockMs: moments.map(({ clock }) => clock ?? Number.NaN),
  };
}

/** A lap of some seconds with packets of 3 ms, an exact `t` and an exact clock. */
function lap(
  seconds: number,
  hz: number,
  change: (moment: Moment, i: number) => Moment = (m) => m,
) {
  return Array.from({ length: seconds * hz + 1 }, (_, i) => {
    const ms = (i * 1000) / hz;
    return change({ packetId: 1000 + Math.round(ms / 3), t: 5_000 + ms, clock: Math.round(ms) }, i);
  });
}

function expectNear(times: Float64Array, wanted: (i: number) => number, withinMs: number): void {
  const worst = Math.max(...Array.from(times, (ms, i) => Math.abs(ms - wanted(i))));
  expect(worst).toBeLessThanOrEqual(withinMs);
}

describe('driven time', () => {
  test('is the time on the lap clock', () => {
    expectNear(drivenTimes(columns(lap(90, 60))), (i) => (i * 1000) / 60, 1);
  });

  test('leaves out a pause without frames, and one in which clock and packet ids stop', () => {
    const gap = lap(90, 60, (m, i) => ({ ...m, t: m.t! + (i > 2700 ? 300_000 : 0) }));
    expectNear(drivenTimes(columns(gap)), (i) => (i * 1000) / 60, 1);

    const moments = lap(90, 60);
    const held = Array.from({ length: 600 }, (_, i) => ({
      ...moments[2700]!,
      packetId: moments[2700]!.packetId + i + 1,
      t: moments[2700]!.t! + i * 17,
    }));
    const after = moments
      .slice(2701)
      .map((m) => ({ ...m, packetId: m.packetId + 600, t: m.t! + 10_200 }));
    const times = drivenTimes(columns([...moments.slice(0, 2701), ...held, ...after]));
    expect(times.at(-1)).toBeCloseTo(90_000, 0);
    expect(times[3_300]! - times[2_700]!).toBeLessThan(20);
  });

  test('leaves out a pause without a lap clock', () => {
    const gap = lap(90, 60, ({ packetId, t }, i) => ({
      packetId,
      t: t! + (i > 2700 ? 300_000 : 0),
    }));
    expectNear(drivenTimes(columns(gap)), (i) => (i * 1000) / 60, 3);
    const still = lap(90, 60, (m, i) => ({ ...m, clock: 0, t: m.t! + (i > 2700 ? 300_000 : 0) }));
    expectNear(drivenTimes(columns(still)), (i) => (i * 1000) / 60, 3);
  });

  test('runs on through a hole in the frames', () => {
    const hole = lap(90, 60).filter((_, i) => i < 1_000 || i > 2_000);
    const times = drivenTimes(columns(hole));
    expect(times.at(-1)).toBeCloseTo(90_000, 0);
    expect(times[1_000]! - times[999]!).toBeCloseTo((1002 * 1000) / 60, 0);
  });

  test('ignores a publisher clock that jumps, restarts, does not move, or is missing', () => {
    const wanted = (i: number) => (i * 1000) / 60;
    const week = 7 * 86_400_000;
    const jumps = lap(90, 60, (m, i) => ({ ...m, t: m.t! + (i % 50 === 49 ? week : 0) }));
    expectNear(drivenTimes(columns(jumps)), wanted, 17);
    const again = lap(90, 60, (m, i) => ({ ...m, t: i > 3000 ? m.t! - 55_000 : m.t! }));
    expectNear(drivenTimes(columns(again)), wanted, 4);
    for (const t of [undefined, 0]) {
      const none = lap(90, 60, ({ packetId, clock }) => ({
        packetId,
        clock: clock!,
        ...(t === undefined ? {} : { t }),
      }));
      expectNear(drivenTimes(columns(none)), wanted, 4);
    }
    const some = lap(90, 60, ({ t, ...m }, i) => (i % 3 === 0 ? { ...m } : { ...m, t: t! }));
    expectNear(drivenTimes(columns(some)), wanted, 4);
  });

  test('follows the lap clock when packet ids count frames', () => {
    const hole = lap(90, 60)
      .filter((_, i) => i < 1_000 || i > 2_000)
      .map(({ clock }, i) => ({ packetId: i, clock: clock! }));
    const times = drivenTimes(columns(hole));
    expect(times.at(-1)).toBeCloseTo(90_000, 0);
    expect(times[500]).toBeCloseTo(8_333, -1);
  });

  test('is even when the lap clock moves once per picture', () => {
    const stale = lap(90, 333, (m) => ({ ...m, clock: Math.floor(m.clock! / 16.7) * 16.7 }));
    const times = drivenTimes(columns(stale));
    expectNear(times, (i) => (i * 1000) / 333, 2);
    const steps = times.slice(1).map((ms, i) => ms - times[i]!);
    expect(Math.max(...steps)).toBeLessThan(3.2);
    expect(Math.min(...steps)).toBeGreaterThan(2.8);
  });

  test('follows a game that runs slower than real time', () => {
    const slow = lap(90, 60, (m) => ({ ...m, t: m.t! * 1.1 }));
    expectNear(drivenTimes(columns(slow)), (i) => (i * 1000) / 60, 2);
  });

  test('runs on when the lap clock restarts, and ends on its last run', () => {
    const moments = lap(90, 60, (m, i) => ({
      ...m,
      clock: i < 1800 ? m.clock! : m.clock! - 30_000,
    }));
    const times = drivenTimes(columns(moments));
    expectNear(times, (i) => (i * 1000) / 60 - 30_000, 1);
  });

  test('never falls and is always known, for any columns', () => {
    const moment = fc.record({
      step: fc.integer({ min: 1, max: 5_000 }),
      t: fc.option(fc.integer({ min: 0, max: 700_000_000 }), { nil: undefined }),
      clock: fc.option(fc.integer({ min: 0, max: 86_400_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 60 }), (list) => {
        let packetId = 0;
        const moments = list.map(({ step, t, clock }) => {
          packetId += step;
          return { packetId, t, clock } as Moment;
        });
        const times = drivenTimes(columns(moments));
        expect(times).toHaveLength(list.length);
        for (const [i, ms] of times.entries()) {
          expect(Number.isFinite(ms)).toBe(true);
          if (i > 0) expect(ms).toBeGreaterThanOrEqual(times[i - 1]!);
        }
      }),
    );
  });
});

test('frames as columns', () => {
  const { packetId, t, clockMs } = timeColumnsOf([
    { packetId: 7, t: 5, currentLapTime: 3 },
    { packetId: 9, currentLapTime: null },
  ]);
  expect([Array.from(packetId), Array.from(t), Array.from(clockMs)]).toEqual([
    [7, 9],
    [5, Number.NaN],
    [3, Number.NaN],
  ]);
});

describe('a lap clock', () => {
  test('has restarted when it falls by much', () => {
    expect(clockFell(60_000, 0)).toBe(true);
    expect(clockFell(300, 10)).toBe(true);
    expect(clockFell(60_000, 59_990)).toBe(false);
    expect(clockFell(60_000, 60_016)).toBe(false);
  });

  test('is there when it moves', () => {
    expect(hasLapClock({ clockMs: [0, 0, 0] })).toBe(false);
    expect(hasLapClock({ clockMs: [0, 16, Number.NaN] })).toBe(true);
    expect(hasLapClock({ clockMs: [] })).toBe(false);
  });
});
