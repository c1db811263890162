import { expect, test } from 'vitest';
import { countText } from '../../../cli/console/count-text.ts';

test('one of a kind is named in the singular, none and several in the plural', () => {
  expect([0, 1, 2].map((count) => countText(count, 'other file'))).toEqual([
    '0 other files',
    '1 other file',
    '2 other files',
  ]);
});
