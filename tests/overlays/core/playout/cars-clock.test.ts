/** The clock of cars without frames runs evenly, whatever the network does to their messages. */
import { describe, expect, test } from 'vitest';
import { CarsClock } from '../../../../overlays/core/playout/cars-clock.ts';
import { limits } from '../../../../protocol/limits.ts';
import { randomOf } from '../../../support/random.ts';

/** Messages ten times a second that take 5 to 45 ms, drawn 60 times a second. @returns what is drawn */
function played(seconds: number, extraDelayMs = 0): { nowMs: number; t: number }[] {
  const random = randomOf(7);
  const clock = new CarsClock();
  const arrivals = Array.from({ length: seconds * 10 }, (_, i) => {
    return { t: 5_000 + 100 * i, atMs: 90_000 + 100 * i + 5 + 40 * random() };
  });
  const drawn: { nowMs: number; t: number }[] = [];
  for (let nowMs = 90_000; nowMs < 90_000 + 1000 * seconds; nowMs += 1000 / 60) {
    for (const one of arrivals.splice(0, arrivals.filter(({ atMs }) => atMs <= nowMs).length)) {
      clock.arrived(one.t, one.atMs);
    }
    const t = clock.at(nowMs, extraDelayMs);
    if (t !== null) drawn.push({ nowMs, t });
  }
  return drawn;
}

describe('the clock of cars without frames', () => {
  test('is none before the first message', () => {
    const clock = new CarsClock();
    expect(clock.at(1_000, 0)).toBeNull();
    expect(clock.moves()).toBe(false);
  });

  test('runs evenly, and so far behind that the next message is there', () => {
    const drawn = played(20).slice(60);
    for (const [i, { t }] of drawn.entries()) {
      const before = drawn[i - 1];
      if (before === undefined) continue;
      expect(t - before.t).toBeGreaterThan(1000 / 60 - 1);
      expect(t - before.t).toBeLessThan(1000 / 60 + 1);
    }
    for (const { nowMs, t } of drawn) {
      const behindMs = nowMs - 90_000 - (t - 5_000);
      expect(behindMs).toBeGreaterThan(100 + 45);
      expect(behindMs).toBeLessThan(100 + 100);
    }
  });

  test('adds the delay of the page', () => {
    const last = (extraDelayMs: number) => played(20, extraDelayMs).at(-1)!.t;
    expect(last(0) - last(2_000)).toBeCloseTo(2_000);
  });

  test('stands still when nothing comes any more, and never goes back', () => {
    const clock = new CarsClock();
    clock.arrived(1_000, 50_000);
    clock.arrived(1_100, 50_100);
    expect(clock.at(50_150, 0)).toBeLessThan(1_100);
    expect(clock.moves()).toBe(true);
    const end = 1_100 + limits.carsExtrapolateMsMax;
    expect(clock.at(60_000, 0)).toBe(end);
    expect(clock.moves()).toBe(false);
    clock.arrived(1_200, 60_100);
    expect(clock.at(60_100, 0)).toBe(end);
  });

  test('begins again with another session, and when the session began again', () => {
    const clock = new CarsClock();
    clock.arrived(90_000, 50_000);
    clock.arrived(100, 50_100);
    expect(clock.at(50_260, 0)).toBe(100);
    clock.forget();
    expect(clock.at(50_260, 0)).toBeNull();
  });
});
