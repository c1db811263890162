import { expect, test } from 'vitest';
import { CommandError, exitCodeOf, explain } from '../../../cli/console/errors.ts';

test('a mistake in the program ends with a code of its own, so that a supervised process starts again', () => {
  const mistake = new TypeError('x is not a function');
  expect(exitCodeOf(mistake)).toBe(3);
  expect(explain(mistake)).toContain('Error internal: ');
  expect(exitCodeOf(new CommandError('port-taken', 'Port 5000 is used.'))).toBe(1);
  expect(exitCodeOf(new CommandError('bad-setting', 'No.'))).toBe(2);
  const ofAnotherPart = Object.assign(new Error('Not this one.'), { code: 'bad-address' });
  expect(exitCodeOf(ofAnotherPart)).toBe(1);
});
