/** Times, deltas and clocks as text. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockText, deltaText } from '../../../../overlays/core/reading/time.ts';
import { lapTimeText, shortTimeText } from '../../../../protocol/units.ts';
import { eachMakes } from '../../../support/each-makes.ts';

describe('a lap time', () => {
  eachMakes(
    'of %s ms has minutes, seconds and thousandths, and hours above one hour: %s',
    lapTimeText,
    [
      [112_347, '1:52.347'],
      [52_007, '0:52.007'],
      [0, '0:00.000'],
      [623_040, '10:23.040'],
      [3_599_999, '59:59.999'],
      [3_600_000, '1:00:00.000'],
      [7_199_999, '1:59:59.999'],
      [86_400_000, '24:00:00.000'],
    ],
  );

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

  test('is dashes while unknown', () => {
    for (const none of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -5]) {
      expect(lapTimeText(none)).toBe('-:--.---');
    }
  });
});

eachMakes('a sector time of %s ms omits zero minutes: %s', shortTimeText, [
  [31_402, '31.402'],
  [9_050, '9.050'],
  [151_402, '2:31.402'],
  [7_199_999, '1:59:59.999'],
  [59_999.6, '1:00.000'],
]);

describe('a delta', () => {
  test.each([
    [412, 2, '+0.41'],
    [-12_041, 2, '-12.04'],
    [39_593, 3, '+39.593'],
    [-62_412, 1, '-1:02.4'],
    [59_996, 2, '+1:00.00'],
    [3_725_004, 3, '+1:02:05.004'],
    [4, 2, '0.00'],
    [-4, 2, '0.00'],
    [-5, 2, '-0.01'],
  ] as const)(
    'of %s ms has %s decimals, and a sign unless it rounds to zero: %s',
    (ms, decimals, text) => {
      expect(deltaText(ms, decimals)).toBe(text);
    },
  );

  test('differs only in its sign between both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), (ms) => {
        expect(deltaText(-ms, 3).slice(1)).toBe(deltaText(ms, 3).slice(1));
      }),
    );
  });
});

eachMakes('%s ms left of a session are whole seconds begun, hours only above one: %s', clockText, [
  [1_471_000, '24:31'],
  [1_470_001, '24:31'],
  [5_071_000, '1:24:31'],
  [86_400_000, '24:00:00'],
  [-200, '0:00'],
]);
