/** The stack of timed values at one place. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dropExpired,
  nextEndMs,
  pushValue,
  renameValues,
  sameValue,
  type TimedStack,
  topValue,
} from '../../../../relay/obs/undo/timed-values.ts';

const stack = (
  original: string,
  ...values: [rule: string, value: string, untilMs: number][]
): TimedStack => ({
  original,
  values: values.map(([rule, value, untilMs]) => ({ rule, value, untilMs })),
});

describe('a timed value', () => {
  test('the earlier value comes back', () => {
    const one = pushValue(undefined, 'Race', { rule: 'a', value: 'Replay', untilMs: 4 });
    expect(dropExpired(one, 4)).toEqual({
      stack: undefined,
      change: { expects: 'Replay', value: 'Race' },
    });
  });

  test('before its time nothing happens', () => {
    const one = stack('Race', ['a', 'Replay', 4]);
    expect(dropExpired(one, 3.9)).toEqual({ stack: one, change: null });
  });

  test('the newest is on top, and the one below shows again after it', () => {
    const two = pushValue(stack('Race', ['a', 'Replay', 10]), 'Replay', {
      rule: 'b',
      value: 'Pits',
      untilMs: 5,
    });
    expect(topValue(two).value).toBe('Pits');
    const after = dropExpired(two, 5);
    expect(after).toEqual({
      stack: stack('Race', ['a', 'Replay', 10]),
      change: { expects: 'Pits', value: 'Replay' },
    });
    expect(dropExpired(after.stack!, 10).change).toEqual({ expects: 'Replay', value: 'Race' });
  });

  test('one that ends below the top is not seen', () => {
    const after = dropExpired(stack('Race', ['a', 'Replay', 4], ['b', 'Pits', 9]), 4);
    expect(after).toEqual({ stack: stack('Race', ['b', 'Pits', 9]), change: null });
  });

  test('both end at once: the value before the first comes back', () => {
    const after = dropExpired(stack('Race', ['a', 'Replay', 4], ['b', 'Pits', 4]), 4);
    expect(after).toEqual({ stack: undefined, change: { expects: 'Pits', value: 'Race' } });
  });

  test('the same rule again restarts its time and moves to the top', () => {
    const again = pushValue(stack('Race', ['a', 'X', 4], ['b', 'Y', 9]), 'Y', {
      rule: 'a',
      value: 'X',
      untilMs: 12,
    });
    expect(again).toEqual(stack('Race', ['b', 'Y', 9], ['a', 'X', 12]));
  });

  test('a value set by hand meanwhile is the one that comes back', () => {
    const again = pushValue(stack('Race', ['a', 'Replay', 9]), 'Interview', {
      rule: 'b',
      value: 'Pits',
      untilMs: 5,
    });
    expect(again).toEqual(stack('Interview', ['b', 'Pits', 5]));
  });

  test('renamed scenes are followed', () => {
    const follow = (name: string): string => (name === 'Race' ? 'Grand Prix' : name);
    expect(renameValues(stack('Race', ['a', 'Replay', 4]), follow)).toEqual(
      stack('Grand Prix', ['a', 'Replay', 4]),
    );
  });

  test('the next timer is for the value that ends first', () => {
    expect(nextEndMs(stack('Race', ['a', 'X', 12], ['b', 'Y', 9]))).toBe(9);
  });
});

describe('any number of overlapping rules', () => {
  interface Step {
    atMs: number;
    rule: string;
    forMs: number;
  }
  const steps = fc.array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 1000 }),
      rule: fc.constantFrom('a', 'b', 'c'),
      forMs: fc.integer({ min: 1, max: 500 }),
    }),
    { maxLength: 12 },
  );

  /** Plays the steps against a place that nobody else touches. */
  function play(list: Step[]): { shown: string; history: [number, string][] } {
    let shown = 'base';
    let current: TimedStack | undefined;
    const history: [number, string][] = [];
    const sorted = [...list].sort((x, y) => x.atMs - y.atMs);
    for (let now = 0; now <= 2000; now++) {
      if (current !== undefined) {
        const expired = dropExpired(current, now);
        current = expired.stack;
        if (expired.change !== null) {
          if (expired.change.expects !== shown) throw new Error(`expected ${shown}`);
          shown = String(expired.change.value);
        }
      }
      while (sorted[0]?.atMs === now) {
        const { rule, forMs } = sorted.shift()!;
        const value = `${rule}@${now}`;
        current = pushValue(current, shown, { rule, value, untilMs: now + forMs });
        shown = value;
      }
      history.push([now, shown]);
    }
    if (current !== undefined) throw new Error('a timed value is left');
    return { shown, history };
  }

  test('in the end everything is as before', () => {
    void fc.assert(fc.property(steps, (list) => play(list).shown === 'base'));
  });

  test('at every moment the newest value with time left shows', () => {
    const property = fc.property(steps, (list) => {
      const sorted = [...list].sort((x, y) => x.atMs - y.atMs);
      for (const [now, shown] of play(list).history) {
        const begun = sorted.filter(({ atMs }) => atMs <= now);
        const latest = begun.filter(
          (step, i) => !begun.slice(i + 1).some((later) => later.rule === step.rule),
        );
        const top = latest.filter(({ atMs, forMs }) => atMs + forMs > now).at(-1);
        const expected = top === undefined ? 'base' : `${top.rule}@${top.atMs}`;
        if (shown !== expected) throw new Error(`${shown} instead of ${expected} at ${now}`);
      }
    });
    void fc.assert(property, { numRuns: 50 });
  });
});

describe('equality', () => {
  test.each([
    [1, 1, true],
    ['a', 'b', false],
    [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [[1], { 0: 1 }, false],
    [null, {}, false],
    [true, 1, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameValue(a, b)).toBe(same);
  });
});
