/** What the entry list of a league changes about cars. */
import { describe, expect, test } from 'vitest';
import type { CarEntry } from '../../protocol/cars.ts';
import { EntryNames, readEntryList } from '../../protocol/entry-list.ts';
import { limits } from '../../protocol/limits.ts';

const car = (driver: string): CarEntry => ({
  id: 3,
  driver,
  car: 'c',
  number: '1',
  lastLapMs: null,
  bestLapMs: null,
});

describe('a car', () => {
  const names = new EntryNames({
    entries: [{ driver: 'xX_ana_Xx', name: 'Ana Ruiz', number: '07', colour: '#1e90ff' }],
  });

  test('of a driver in the list is shown with what the list says', () => {
    expect(names.named(car(' XX_Ana_xX'))).toEqual({
      ...car('Ana Ruiz'),
      number: '07',
      colour: '#1e90ff',
    });
  });

  test('of another driver stays as it is, and one car always gives one object', () => {
    const other = car('Bo');
    expect(names.named(other)).toBe(other);
    const ana = car('xX_ana_Xx');
    expect(names.named(ana)).toBe(names.named(ana));
  });
});

describe('a list', () => {
  test('is cleaned: no unknown fields, no empty ones', () => {
    const entry = { driver: ' Ana\u0007 ', name: ' ', number: [7], team: 'Blue', points: 3 };
    expect(readEntryList({ entries: [entry], more: 1 })).toEqual({
      list: { entries: [{ driver: 'Ana', team: 'Blue' }] },
    });
  });

  test('may have numbers for texts', () => {
    expect(readEntryList({ entries: [{ driver: 'Ana', number: 7, carClass: 1.5 }] })).toEqual({
      list: { entries: [{ driver: 'Ana', number: '7' }] },
    });
  });

  test.each([
    ['no list', {}],
    ['nothing', null],
    ['an entry that is none', { entries: [3] }],
    ['an entry without a driver', { entries: [{ name: 'Ana' }] }],
    ['one driver twice', { entries: [{ driver: 'ana' }, { driver: 'ANA' }] }],
    ['a colour that is none', { entries: [{ driver: 'ana', colour: 'red' }] }],
    [
      'too many',
      {
        entries: Array.from({ length: limits.leagueEntriesMax + 1 }, (_, i) => ({
          driver: `${i}`,
        })),
      },
    ],
  ])('is refused with a sentence: %s', (_, value) => {
    expect(readEntryList(value)).toEqual({ problem: expect.stringMatching(/\.$/) });
  });
});
