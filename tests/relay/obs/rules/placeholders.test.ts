/** Texts with placeholders, filled at an event. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RaceEvent } from '../../../../protocol/events.ts';
import { limits } from '../../../../protocol/limits.ts';
import { placeholderNames } from '../../../../protocol/rule-words.ts';
import {
  deltaText,
  fill,
  fillAll,
  placeholderValues,
  unknownPlaceholders,
} from '../../../../relay/obs/rules/placeholders.ts';
import { eachMakes } from '../../../support/each-makes.ts';

const event: RaceEvent = {
  name: 'lap-completed',
  id: 1,
  sessionID: 'RACE-SPA',
  at: new Date(2026, 10, 22, 14, 5, 9).getTime(),
  lap: 5,
  lapTimeMs: 113_204,
  valid: true,
  bestMs: 113_527,
  deltaMs: -323,
  flag: 2,
  gapMs: 842,
  position: 3,
  number: '07',
  otherDriver: 'Luca',
  place: 0.432,
  note: 'spin',
  driver: 'Ada',
  car: 'ks_ferrari_488_gt3',
  track: 'spa',
};
const values = placeholderValues(event);

describe('values of an event', () => {
  test('every placeholder is filled', () => {
    const text = placeholderNames.map((name) => `${name}={${name}}`).join(' ');
    expect(fill(text, { ...values, replay: 'R.mkv' })).toBe(
      'lap=5 lapTime=1:53.204 delta=-0.323 best=1:53.204 driver=Ada car=ks_ferrari_488_gt3 ' +
        'track=spa session=RACE-SPA flag=yellow event=lap-completed gap=0.842 position=3 number=07 other=Luca place=43 % note=spin time=14:05:09 replay=R.mkv',
    );
  });

  test('the best lap is the earlier one when this one is slower, invalid or has no time', () => {
    const best = (change: Partial<RaceEvent>): string =>
      placeholderValues({ ...event, ...change }).best;
    expect(best({ lapTimeMs: 120_000 })).toBe('1:53.527');
    expect(best({ valid: false })).toBe('1:53.527');
    expect(best({ valid: null })).toBe('1:53.204');
  });

  test('unknown values are empty, unknown times are dashes', () => {
    const bare = placeholderValues({ name: 'paused', id: 1, sessionID: 's', at: 0 });
    expect(fill('[{lap}|{lapTime}|{delta}|{best}|{driver}|{flag}]', bare)).toBe(
      '[|-:--.---|-.---|-:--.---||none]',
    );
  });

  eachMakes('a delta of %s ms reads %s', deltaText, [
    [0, '+0.000'],
    [123.4, '+0.123'],
    [-0.2, '+0.000'],
    [-323, '-0.323'],
    [61_000, '+61.000'],
    [undefined, '-.---'],
    [Number.NaN, '-.---'],
  ]);
});

describe('filling', () => {
  test('braces around anything else stay', () => {
    expect(fill('{"lap": {lap}, "x": {}}', values)).toBe('{"lap": 5, "x": {}}');
  });

  test('names of object properties are not placeholders', () => {
    expect(fill('{constructor}{toString}', values)).toBe('{constructor}{toString}');
    expect(unknownPlaceholders('{constructor} {lap}')).toEqual(['constructor']);
  });

  test('a value is never filled again', () => {
    expect(fill('{driver}', { ...values, driver: '{lap}' })).toBe('{lap}');
  });

  test('control characters of a name do not reach OBS', () => {
    expect(fill('{driver}', { ...values, driver: 'A\u0000d\u001b[31ma' })).toBe('Ad[31ma');
  });

  test('values in an address are encoded', () => {
    const url = fill(
      'https://x.org/?d={driver}',
      { ...values, driver: 'A&b c' },
      encodeURIComponent,
    );
    expect(url).toBe('https://x.org/?d=A%26b%20c');
  });

  test('all texts inside a JSON value are filled', () => {
    expect(fillAll({ a: ['{lap}', 1, null], b: { c: 'x{car}' } }, values)).toEqual({
      a: ['5', 1, null],
      b: { c: 'xks_ferrari_488_gt3' },
    });
  });

  test('texts are cut to the maximum length', () => {
    const text = fc.string({ unit: 'binary' });
    const property = fc.property(fc.string({ maxLength: 2000 }), text, (driver, before) => {
      const filled = fill(`${before}{driver}{driver}`, { ...values, driver });
      return [...filled].length <= limits.triggerTextCharsMax;
    });
    void fc.assert(property);
  });
});
