import { expect, test } from 'vitest';
import { isWithinBounds } from '../../protocol/json-cost.ts';

test('levels count, open ones only', () => {
  const bounds = { levelsMax: 3 };
  expect(isWithinBounds('[[[1]]]', bounds)).toBe(true);
  expect(isWithinBounds('[[[[1]]]]', bounds)).toBe(false);
  expect(isWithinBounds('{"a":[{}],"b":[{}]}', bounds)).toBe(true);
  expect(isWithinBounds('['.repeat(4), bounds)).toBe(false);
});

test('arrays and objects count in all', () => {
  expect(isWithinBounds('[{},{},{}]', { levelsMax: 9, partsMax: 4 })).toBe(true);
  expect(isWithinBounds('[{},{},{},{}]', { levelsMax: 9, partsMax: 4 })).toBe(false);
});

test('brackets in texts do not count, whatever is escaped there', () => {
  const text = JSON.stringify({ a: '[[[["{{\\', b: '\\"[[[[' });
  expect(isWithinBounds(text, { levelsMax: 1 })).toBe(true);
  const bytes = Buffer.from(JSON.stringify(['é[[[💥[[[']));
  expect(isWithinBounds(bytes.toString('latin1'), { levelsMax: 1 })).toBe(true);
});
