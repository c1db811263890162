/** What the relay accepts as the entries of cars. */
import { describe, expect, test } from 'vitest';
import { isSameEntry, readCarEntries } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';

const entry = { id: 3, driver: 'Ana Ruiz', car: 'sq_kestrel_gt', lastLapMs: null, bestLapMs: null };

describe('entries of cars', () => {
  test('keep what is known and leave out what is invalid or unknown', () => {
    const given = {
      ...entry,
      number: '07',
      team: '',
      carClass: 5,
      tyre: 'M',
      lastLapMs: 91_234,
      bestLapMs: -1,
      gamePlace: 2,
      isPlayer: 'yes',
      extra: 1,
    };
    expect(readCarEntries([given])).toEqual([
      { ...entry, number: '07', tyre: 'M', lastLapMs: 91_234, gamePlace: 2 },
    ]);
  });

  test('have names that turn no other text around, and no half characters', () => {
    const max = limits.factCharsMax;
    const shown = (driver: string) => readCarEntries([{ ...entry, driver }])![0]!.driver;
    expect(shown('\u202eAna\u202c \u2066Ruiz\u200b')).toBe('Ana Ruiz');
    expect(shown('\u200b\ufeff')).toBe('');
    // A woman astronaut is three characters that a joiner makes one.
    expect(shown('👩\u200d🚀')).toBe('👩\u200d🚀');
    expect(shown(`${'x'.repeat(max - 1)}🏎`)).toBe('x'.repeat(max - 1));
  });

  test('have names that can be shown', () => {
    const driver = `Jürgen\u0000 Ö${'x'.repeat(300)}`;
    const [read] = readCarEntries([{ ...entry, driver }])!;
    expect(read!.driver).toMatch(/^Jürgen Öx+$/);
    expect(read!.driver).toHaveLength(limits.factCharsMax);
  });

  test.each([
    ['no list', {}],
    ['a car without an id', [{ ...entry, id: undefined }]],
    ['a negative id', [{ ...entry, id: -1 }]],
    ['a driver that is not text', [{ ...entry, driver: 7 }]],
    ['two cars of one id', [entry, entry]],
    ['too many', Array.from({ length: limits.carsMax + 1 }, (_, id) => ({ ...entry, id }))],
  ])('are refused as a whole for %s', (_name, given) => {
    expect(readCarEntries(given)).toBeNull();
  });

  test('are the same only when every field is', () => {
    expect(isSameEntry(entry, { ...entry })).toBe(true);
    expect(isSameEntry(entry, { ...entry, tyre: 'H' })).toBe(false);
    expect(isSameEntry({ ...entry, tyre: 'H' }, entry)).toBe(false);
    expect(isSameEntry(entry, { ...entry, lastLapMs: 5 })).toBe(false);
  });
});
