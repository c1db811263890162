import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { FailureIsolation } from '../../relay/live/failure-isolation.ts';
import { Ticker } from '../../relay/ticker.ts';
import { LogBook } from '../support/log-book.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(each: () => void = () => {}, log = new LogBook()) {
  let now = 1_000;
  let isBroken = false;
  const quarters: number[] = [];
  const seconds: number[] = [];
  const ticker = new Ticker({
    now: () => {
      if (!isBroken) return now;
      isBroken = false;
      throw new Error('planted');
    },
    guard: new FailureIsolation(log),
    each: { each, noted: () => void quarters.push(now) },
    eachSecond: { noted: (passedMs) => void seconds.push(passedMs) },
  });
  ticker.start();
  /** The event loop is free again after so long. */
  const pass = (ms: number): void => {
    now += ms;
    vi.advanceTimersToNextTimer();
  };
  /** The next reading fails. */
  const breakClock = () => {
    isBroken = true;
  };
  return { ticker, quarters, seconds, pass, breakClock };
}

test('four times a second, and once', () => {
  const { ticker, quarters, seconds, pass } = start();
  for (let i = 0; i < 8; i++) pass(250);
  expect(quarters).toEqual([1250, 1500, 1750, 2000, 2250, 2500, 2750, 3000]);
  expect(seconds).toEqual([1000, 1000]);
  ticker.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('after a standstill peers are heard before anybody counts as late', () => {
  const { quarters, seconds, pass } = start();
  for (let i = 0; i < 3; i++) pass(250);
  pass(60_000);
  expect(quarters).toHaveLength(3);
  expect(seconds).toEqual([]);
  pass(250);
  expect(quarters).toHaveLength(4);
  expect(seconds, 'rates are of the time that passed').toEqual([61_000]);
});

test('a relay that is late each time works all the same', () => {
  const { quarters, pass } = start();
  for (let i = 0; i < 5; i++) pass(limits.relayStallMs + 1);
  expect(quarters).toHaveLength(4);
});

test('a clock that fails costs one tick, and is logged', () => {
  const log = new LogBook();
  const { quarters, pass, breakClock } = start(() => {}, log);
  breakClock();
  pass(250);
  pass(250);
  expect(quarters).toEqual([1500]);
  expect(log.lines.map(({ level }) => level)).toEqual(['error']);
});

test('a part that fails keeps no other from its work', () => {
  const { quarters, pass } = start(() => {
    throw new Error('broken');
  });
  pass(250);
  expect(quarters).toHaveLength(1);
});
