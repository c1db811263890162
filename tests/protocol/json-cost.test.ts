import { expect, test } from 'vitest';
import { isWithinBounds } from '../../protocol/json-cost.ts';

test('levels count, open ones only', () => {
  const bounds = { levelsMax: 3 };
  expect(isWithinBounds('[[[1]]]', bounds)).toBe(true);
  expect(isWithinBounds('[[[[1]]]]', bounds)).toBe(false);
  expect(isWithinBounds('{"a":[{}],"b":[{}]}', bounds)).toBe(true);
  expect(isWithinBounds('['.repeat(4), bounds)).toBe(false);
});

test('values count in all: arrays, objects, and what follows a comma', () => {
  expect(isWithinBounds('[{},{},{}]', { levelsMax: 9, valuesMax: 6 })).toBe(true);
  expect(isWithinBounds('[{},{},{},{}]', { levelsMax: 9, valuesMax: 6 })).toBe(false);
  expect(isWithinBounds('{"a":1,"b":[2,3]}', { levelsMax: 9, valuesMax: 4 })).toBe(true);
  expect(isWithinBounds('{"a":1,"b":[2,3,4]}', { levelsMax: 9, valuesMax: 4 })).toBe(false);
});

test('names and texts that differ count, equal ones once', () => {
  const bounds = { levelsMax: 9, textsMax: 3 };
  expect(isWithinBounds('[{"a":1,"b":"c"},{"b":"a","a":"c"}]', bounds)).toBe(true);
  expect(isWithinBounds('[{"a":1,"b":"c"},{"b":"d"}]', bounds)).toBe(false);
  expect(isWithinBounds(JSON.stringify(['\\', '"', '\n']), bounds)).toBe(true);
  expect(isWithinBounds(JSON.stringify(['\\', '"', '\n', '']), bounds)).toBe(false);
  expect(isWithinBounds('["ends in a backslash\\', bounds)).toBe(true);
});

test('brackets and commas in texts do not count, whatever is escaped there', () => {
  const text = JSON.stringify({ a: '[[[["{{,,\\', b: '\\"[[[[,,' });
  expect(isWithinBounds(text, { levelsMax: 1, valuesMax: 2 })).toBe(true);
  const bytes = Buffer.from(JSON.stringify(['é[[[💥[[[']));
  expect(isWithinBounds(bytes.toString('latin1'), { levelsMax: 1 })).toBe(true);
});
