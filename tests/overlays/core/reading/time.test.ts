/** Times, deltas and clocks as text. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockText, deltaText } from '../../../../overlays/core/reading/time.ts';
import { lapTimeText, shortTimeText } from '../../../../protocol/units.ts';

describe('a lap time', () => {
  test('has minutes, two digits of seconds and three of thousandths', () => {
    expect(lapTimeText(112_347)).toBe('1:52.347');
    expect(lapTimeText(52_007)).toBe('0:52.007');
    expect(lapTimeText(0)).toBe('0:00.000');
    expect(lapTimeText(623_040)).toBe('10:23.040');
  });

  test('shows the exact milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 360_000_000 }), (ms) => {
        const text = lapTimeText(ms);
        const match = /^(?:(\d+):(?=\d\d:))?(\d+):(\d\d)\.(\d{3})$/.exec(text)!;
        const [hours, minutes, seconds, rest] = match.slice(1).map((part) => Number(part ?? 0));
        expect((hours! * 60 + minutes!) * 60_000 + seconds! * 1000 + rest!).toBe(ms);
        expect(Math.max(minutes!, seconds!)).toBeLessThan(60);
      }),
    );
  });

  test('has hours above one hour', () => {
    expect(lapTimeText(7_199_999)).toBe('1:59:59.999');
    expect(lapTimeText(3_600_000)).toBe('1:00:00.000');
    expect(lapTimeText(3_599_999)).toBe('59:59.999');
    expect(lapTimeText(86_400_000)).toBe('24:00:00.000');
  });

  test('is dashes while unknown', () => {
    for (const none of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -5]) {
      expect(lapTimeText(none)).toBe('-:--.---');
    }
  });
});

describe('a sector time', () => {
  test('omits zero minutes', () => {
    expect(shortTimeText(31_402)).toBe('31.402');
    expect(shortTimeText(9_050)).toBe('9.050');
    expect(shortTimeText(151_402)).toBe('2:31.402');
    expect(shortTimeText(7_199_999)).toBe('1:59:59.999');
    expect(shortTimeText(59_999.6)).toBe('1:00.000');
  });
});

describe('a delta', () => {
  test('has a sign and the given decimals', () => {
    expect(deltaText(412, 2)).toBe('+0.41');
    expect(deltaText(-12_041, 2)).toBe('-12.04');
    expect(deltaText(39_593, 3)).toBe('+39.593');
    expect(deltaText(-62_412, 1)).toBe('-1:02.4');
    expect(deltaText(59_996, 2)).toBe('+1:00.00');
    expect(deltaText(3_725_004, 3)).toBe('+1:02:05.004');
  });

  test('has no sign if it rounds to zero', () => {
    expect(deltaText(4, 2)).toBe('0.00');
    expect(deltaText(-4, 2)).toBe('0.00');
    expect(deltaText(-5, 2)).toBe('-0.01');
  });

  test('differs only in its sign between both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), (ms) => {
        expect(deltaText(-ms, 3).slice(1)).toBe(deltaText(ms, 3).slice(1));
      }),
    );
  });
});

describe('the time left of a session', () => {
  test('counts begun seconds, with hours only above one hour', () => {
    expect(clockText(1_471_000)).toBe('24:31');
    expect(clockText(1_470_001)).toBe('24:31');
    expect(clockText(5_071_000)).toBe('1:24:31');
    expect(clockText(86_400_000)).toBe('24:00:00');
    expect(clockText(-200)).toBe('0:00');
  });
});
