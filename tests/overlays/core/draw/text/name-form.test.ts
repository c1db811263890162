/** A name takes its shorter forms before letters are left out. */
import { expect, test } from 'vitest';
import {
  badgeBeside,
  fitsWithBadge,
  fittingForm,
  formsOfRow,
  numberAsName,
  usualForm,
} from '../../../../../overlays/core/draw/text/name-form.ts';

/** Ten pixels a letter. */
const widthOf = (form: string): number => form.length * 10;
const forms = ['J. van de Meent', 'van de Meent', 'VAN'];

test.each([
  [150, 'J. van de Meent', 1],
  [130, 'J. van de Meent', 130 / 150],
  [126, 'J. van de Meent', 0.84],
  [125, 'van de Meent', 1],
  [84, 'van de Meent', 0.7],
  [83, 'VAN', 1],
  [21, 'VAN', 0.7],
])('in %s pixels it is «%s»', (width, form, share) => {
  expect(fittingForm(forms, width, widthOf)).toEqual({ form, share });
});

test('letters are left out only when the last form does not fit at its narrowest', () => {
  expect(fittingForm(forms, 20, widthOf)).toBeNull();
  expect(fittingForm([], 100, widthOf)).toBeNull();
});

test('rows of a table have one form in common, a little narrower where a name is long', () => {
  expect(formsOfRow(forms, 0, false, 130, widthOf)).toEqual(['J. van de Meent']);
  expect(formsOfRow(forms, 0, false, 105, widthOf)).toEqual(['J. van de Meent']);
  expect(formsOfRow(forms, 1, false, 90, widthOf)).toEqual(['van de Meent']);
  expect(formsOfRow(forms, 9, false, 90, widthOf)).toEqual(['VAN']);
});

test('a row whose name would be cut, or that has a badge, chooses from the shorter forms too', () => {
  expect(formsOfRow(forms, 0, false, 104, widthOf)).toEqual(forms);
  expect(formsOfRow(forms, 1, true, 150, widthOf)).toEqual(['van de Meent', 'VAN']);
});

test.each([
  ['has its usual width where there is room', 100, 40],
  ['is narrower where the name would lose letters', 57, 36],
  ['stays readable where there is no room for both', 20, 30],
])('a badge %s', (_what, room, width) => {
  expect(badgeBeside(40, room, widthOf('VAN'))).toBeCloseTo(width);
});

test('a name keeps its letters beside a badge that is a little narrower', () => {
  expect(fitsWithBadge(40, 51, widthOf('VAN'))).toBe(true);
  expect(fitsWithBadge(40, 50, widthOf('VAN'))).toBe(false);
});

test('tables take the form in which usual names fit', () => {
  expect([101, 100, 76, 75, 0].map((width) => usualForm(width, widthOf))).toEqual([0, 1, 1, 2, 2]);
});

test('the number stands for a name that cannot be written, else the id of the car', () => {
  expect(numberAsName({ number: '33', id: 4 })).toBe('#33');
  expect(numberAsName({ number: '', id: 4 })).toBe('#4');
});
