/** The estimate of the relay's clock from pings and pongs. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { RelayClock } from '../../protocol/relay-clock.ts';
import { randomOf } from '../support/random.ts';

/** A ping and its answer, which take so long on their ways, with a relay whose clock is ahead by `offset`. */
function exchange(
  clock: RelayClock,
  nowMs: number,
  thereMs: number,
  backMs: number,
  offset = 1e12,
) {
  const id = clock.ping(nowMs);
  return clock.pong(id, nowMs + thereMs + offset, nowMs + thereMs + backMs);
}

describe('the relay clock', () => {
  test('is known after the first answer, exactly when both directions take equal time', () => {
    const clock = new RelayClock();
    expect([clock.offsetMs, clock.tripMs, clock.at(1000)]).toEqual([null, null, null]);
    exchange(clock, 100, 3, 3);
    expect([clock.offsetMs, clock.tripMs, clock.at(1000)]).toEqual([1e12, 6, 1e12 + 1000]);
  });

  test('uses the fastest answer, not those that waited in a queue', () => {
    const clock = new RelayClock();
    exchange(clock, 0, 80, 2);
    exchange(clock, 100, 1, 1);
    exchange(clock, 200, 1, 60);
    expect(clock.offsetMs).toBe(1e12);
  });

  test('is found within some milliseconds over a link of uneven delay', () => {
    const random = randomOf(7);
    const clock = new RelayClock();
    const offset = 1_790_000_000_000;
    for (let n = 0; n < 30; n++)
      exchange(clock, n * 10_000, 20 + random() * 30, 20 + random() * 30, offset);
    // No measurement sees half the difference between the two ways; the fastest has the least of it.
    expect(Math.abs(clock.at(300_000)! - 300_000 - offset)).toBeLessThan(8);
    expect(clock.tripMs).toBeLessThan(60);
  });

  test('follows drift and changes of the clock', () => {
    const clock = new RelayClock();
    const drift = 0.0001;
    for (let n = 0; n < 200; n++) exchange(clock, n * 10_000, 1, 1, n * 10_000 * drift);
    const now = 2_000_000;
    expect(Math.abs(clock.at(now)! - now * (1 + drift))).toBeLessThan(3);
    for (let n = 200; n < 203; n++) exchange(clock, n * 10_000, 1, 1, 5e11);
    expect(clock.offsetMs).toBe(5e11);
  });

  test('ignores answers to no ping, answers without a time, and answers to pings that are long past', () => {
    const clock = new RelayClock();
    expect(clock.pong(7, 1e12, 5)).toBe(false);
    expect(clock.pong(clock.ping(0), Number.NaN, 5)).toBe(false);
    const id = clock.ping(0);
    for (let i = 0; i < limits.clockMeasurementsMax; i++) clock.ping(i);
    expect(clock.pong(id, 1e12, 5)).toBe(false);
    expect(clock.offsetMs).toBeNull();
  });

  test('starts again with another relay', () => {
    const clock = new RelayClock();
    exchange(clock, 0, 1, 1);
    clock.reset();
    expect(clock.at(0)).toBeNull();
  });
});
