/** Limits in the scripts of pages. */
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { withLimits } from '../../../scripts/build/page-limits.ts';
import { eachMakes } from '../../support/each-makes.ts';

eachMakes('are written as values: %s', withLimits, [
  ['wait(limits.apiBytesMax);', `wait((${limits.apiBytesMax}));`],
  ['[limits.sessionIdCharsMax]', `[(${limits.sessionIdCharsMax})]`],
]);

test.each([
  ['a name that is not a limit', 'limits.constructor'],
  ['the whole list', 'Object.keys(limits)'],
  ['another object', 'ofLimits.apiBytesMax'],
])('leave %s as it is', (_what, source) => {
  expect(withLimits(source)).toBe(source);
});
