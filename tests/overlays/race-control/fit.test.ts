/** How a name and what happened share a line: every letter is ten wide. */
import { expect, test } from 'vitest';
import { fitMessage } from '../../../overlays/race-control/fit.ts';

const names = ['M. Lindqvist', 'Lindqvist', 'LIN'];
const details = ['past J. van der Berg', 'past van der Berg', 'past BER'];
const ofLetters = (text: string) => text.length * 10;

function fitOf(width: number, of = names, what = details) {
  return fitMessage(of, what, width, { nameWidth: ofLetters, detailWidth: ofLetters });
}

test('a line with room has both whole', () => {
  expect(fitOf(400)).toEqual({ detail: details[0], nameWidth: 184 });
});

test('the detail becomes shorter before the name is only three letters', () => {
  expect(fitOf(270)).toEqual({ detail: details[1], nameWidth: 84 });
  expect(fitOf(200)).toEqual({ detail: details[2], nameWidth: 104 });
});

test('a detail is not shortened for a name that is three letters all the same', () => {
  const wide = ['H. Wolfeschlegelsteinhausen', 'Wolfeschlegelsteinhausen', 'WOL'];
  expect(fitOf(260, wide)).toEqual({ detail: details[0], nameWidth: 44 });
  expect(fitOf(240, wide)).toEqual({ detail: details[1], nameWidth: 54 });
});

test('where even the shortest detail leaves no room, it is taken', () => {
  expect(fitOf(130)).toEqual({ detail: details[2], nameWidth: 34 });
  expect(fitOf(100)).toEqual({ detail: details[2], nameWidth: 4 });
});

test('there may be no detail, and no name', () => {
  expect(fitOf(200, names, [])).toEqual({ detail: '', nameWidth: 200 });
  expect(fitOf(400, [], details)).toEqual({ detail: details[0], nameWidth: 184 });
});
