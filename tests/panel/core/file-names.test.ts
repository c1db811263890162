/** File names made from titles. */
import { expect, test } from 'vitest';
import { freeName, nameOf } from '../../../panel/core/file-names.ts';
import { isOwnName } from '../../../protocol/file-name.ts';

test.each([
  ['Rainy Day №2', 'rainy-day-no2'],
  ['Grün', 'grun'],
  ['緑', null],
  ['-- 1st', 'st'],
])('a title %j becomes %j', (title, name) => expect(nameOf(title)).toBe(name));

test.each([
  ['mine', 'mine-3'],
  ['other', 'other'],
  ['con', 'con-2'],
  ['nul', 'nul-2'],
  ['x'.repeat(40), 'x'.repeat(40)],
])('of %j the free name is %j, on Windows too', (name, free) => {
  expect(freeName(name, new Set(['mine', 'mine-2']))).toBe(free);
  expect(isOwnName(free)).toBe(true);
});
