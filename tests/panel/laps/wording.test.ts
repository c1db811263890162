import { describe, expect, test } from 'vitest';
import { cursorText, distanceText, grouped, shareText } from '../../../panel/laps/place-text.ts';
import {
  deltaText,
  gearName,
  lapTime,
  number,
  percent,
  readable,
  timeOrState,
  trackName,
  when,
} from '../../../panel/laps/wording.ts';
import { eachMakes } from '../../support/each-makes.ts';
import { comparisonOfMadeUp } from './synthetic-lap.ts';

describe('texts', () => {
  eachMakes('the lap time %s is %s', lapTime, [
    [83_456, '1:23.456'],
    [60_000, '1:00.000'],
    [59_999.6, '1:00.000'],
    [27_144, '27.144'],
    [600_005, '10:00.005'],
    [7_199_999, '1:59:59.999'],
    [3_599_999.6, '1:00:00.000'],
    [0, '0.000'],
    [null, '–'],
    [undefined, '–'],
    [Number.NaN, '–'],
  ]);

  eachMakes('the delta %s is %s', deltaText, [
    [388, '+0.388'],
    [-45, '−0.045'],
    [0, '±0.000'],
    [-0.4, '±0.000'],
    [61_500, '+61.500'],
    [null, '–'],
    [Number.NaN, '–'],
  ]);

  test('numbers have a real minus sign, and zero has none', () => {
    expect([number(-12.34, 1), number(-0.04, 1), number(3), number(null)]).toEqual([
      '−12.3',
      '0.0',
      '3',
      '–',
    ]);
    expect([percent(0.654), percent(Number.NaN)]).toEqual(['65 %', '–']);
    expect([gearName(-1), gearName(0), gearName(4)]).toEqual(['R', 'N', '4']);
    expect(grouped(1_234_567)).toBe('1\u202f234\u202f567');
  });

  test('shares include the difference to the reference', () => {
    expect(shareText(0.65, 0.65)).toBe('65 %');
    expect(shareText(0.64, 0.654)).toBe('64 % (−1)');
    expect(shareText(0.7, 0.654)).toBe('70 % (+5)');
    expect(shareText(Number.NaN, 0.5)).toBe('–');
  });

  test('a lap without a time is still driven, or the game gave none', () => {
    expect(timeOrState(83_456, true)).toBe('1:23.456');
    expect(timeOrState(null, false)).toBe('not finished');
    expect(timeOrState(null, true)).toBe('no time');
  });

  test('names of the game become readable', () => {
    expect(readable('ks_mazda_mx5_cup')).toBe('Mazda MX-5 Cup');
    expect(readable(null)).toBe('–');
    expect(trackName('ks_nordschleife', 'endurance')).toBe('Nordschleife · Endurance');
    expect(trackName('spa', '')).toBe('Spa');
    expect(trackName(null, null)).toBe('Unknown track');
  });

  test('today and yesterday are named, other days have a date', () => {
    const now = new Date(2026, 10, 22, 18, 0);
    expect(when(new Date(2026, 10, 22, 7, 5).toISOString(), now)).toBe('today 7:05');
    expect(when(new Date(2026, 10, 21, 23, 59).toISOString(), now)).toBe('yesterday 23:59');
    expect(when(new Date(2026, 4, 12, 18, 5).toISOString(), now)).toBe('12 May 18:05');
    expect(when(new Date(2024, 4, 12, 18, 5).toISOString(), now)).toBe('12 May 2024');
    expect(when('nonsense', now)).toBe('–');
  });
});

describe('the text of the cursor', () => {
  test('contains place, sector and corner, and the values of each lap', () => {
    const comparison = comparisonOfMadeUp();
    const text = cursorText(comparison, 0.5);
    expect(text).toMatch(/^2\u202f000 m · sector 2 · corner \d\. Lap 1: speed \d+, throttle/);
    expect(text).toMatch(
      /Lap 2: speed \d+, delta [+−]\d\.\d{3}, throttle \d+, brake \d+, gear \d$/,
    );
    expect(distanceText(0.469, null)).toBe('46.9 %');
  });

  test('reports where nothing was recorded', () => {
    const comparison = comparisonOfMadeUp({ from: 0.5 });
    expect(cursorText(comparison, 0.2)).toMatch(/Lap 2: nothing recorded here$/);
  });
});
