/** What happens to the rows of the entry list. */
import { describe, expect, test } from 'vitest';
import {
  draftOf,
  emptyRow,
  isChangedElsewhere,
  isSameList,
  listOf,
  withDriversOf,
  withImported,
  workOn,
} from '../../../panel/race/entry-draft.ts';
import { gridOf } from '../../support/grids.ts';

const row = (driver: string, more = {}) => ({ ...emptyRow, driver, ...more });

describe('the list', () => {
  test('has what was typed, without empty fields and rows', () => {
    expect(listOf([row(' ana ', { number: '7' }), emptyRow])).toEqual({
      list: { entries: [{ driver: 'ana', number: '7' }] },
    });
  });

  test('says what is wrong with a row', () => {
    expect(listOf([row('a'), row('', { team: 'Blue' })])).toEqual({
      problem: 'Driver 2: the name in the game is missing.',
    });
    expect(listOf([row('ana'), row('ANA ')])).toMatchObject({
      problem: 'ANA is in the list twice.',
    });
    expect(listOf([row('ana', { colour: 'blue' })])).toMatchObject({
      problem: expect.stringContaining('#1e90ff'),
    });
  });

  test('is the same after it was saved', () => {
    const list = { entries: [{ driver: 'ana', number: '7' }] };
    expect(listOf(draftOf(list.entries))).toEqual({ list });
    expect(isSameList(list, { entries: [{ number: '7', driver: 'ana' }] })).toBe(true);
    expect(isSameList(list, { entries: [{ driver: 'ana', number: '8' }] })).toBe(false);
  });
});

test('an imported list replaces the rows of its drivers and adds the others', () => {
  const rows = [row('ana', { team: 'Old' }), emptyRow, row('bo')];
  const imported = [{ driver: 'Ana', number: '7' }, { driver: 'cy' }];
  expect(withImported(rows, imported)).toEqual([row('Ana', { number: '7' }), row('bo'), row('cy')]);
});

test('the drivers of the race are added, but for those who are in the list by either name', () => {
  const rows = [row('driver number1'), row('x', { name: 'Driver Number2' })];
  const added = withDriversOf(rows, gridOf(3, { cars: { 2: { driver: 'Cy' } } }));
  expect(added).toEqual([...rows, row('Cy')]);
});

test('changes are kept when the list is loaded again, and an unchanged table shows the new one', () => {
  const [old, next] = ['7', '8'].map((number) => ({ entries: [{ driver: 'ana', number }] }));
  const opened = workOn(old!, null);
  expect(workOn(next!, opened).rows).toEqual([row('ana', { number: '8' })]);
  const edited = { ...opened, rows: [...opened.rows, row('bo')] };
  expect(workOn(next!, edited)).toBe(edited);
});

test('the list is changed elsewhere when the relay has neither what was opened nor what is saved', () => {
  const [old, mine, theirs] = ['7', '8', '9'].map((number) => ({
    entries: [{ driver: 'ana', number }],
  }));
  const work = { saved: old!, rows: draftOf(mine!.entries) };
  expect(isChangedElsewhere(work, old!)).toBe(false);
  expect(isChangedElsewhere(work, mine!)).toBe(false);
  expect(isChangedElsewhere(work, theirs!)).toBe(true);
  expect(isChangedElsewhere(work, { entries: [] })).toBe(true);
  const wrong = { saved: old!, rows: [row('ana'), row('ana')] };
  expect(isChangedElsewhere(wrong, old!)).toBe(false);
  expect(isChangedElsewhere(wrong, theirs!)).toBe(true);
});
