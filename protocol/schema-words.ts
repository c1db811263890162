/** Says in words what a schema expected, where it has no sentence of its own. Pure. */
import type * as z from 'zod';
import { limits } from './limits.ts';

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object in { … }',
  record: 'an object in { … }',
};

/** What limits count. */
const counted: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** The keys that a message names, and how many it leaves out. */
export function namedKeys(keys: readonly string[]): { named: readonly string[]; more: number } {
  const named = keys.slice(0, limits.namedKeysMax);
  return { named, more: keys.length - named.length };
}

/** For the option `error` of a parse. @returns undefined: the schema's own words are used */
export function expectationOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    const { named, more } = namedKeys(issue.keys);
    const list = named.map((key) => `"${key}"`).join(', ');
    return `there is no key ${list}${more === 0 ? '' : ` (and ${more} more)`} here`;
  }
  const expected = expectedBy(issue);
  if (issue.input === undefined) {
    return expected === null ? 'it is missing' : `it is missing; expected ${expected}`;
  }
  return expected === null ? undefined : `expected ${expected}`;
}

function expectedBy(issue: z.core.$ZodRawIssue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return listed(issue.values);
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${counted[issue.origin] ?? ''}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${counted[issue.origin] ?? ''}`;
    default:
      return null;
  }
}

function listed(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

/** All mistakes with their places on one line, without a full stop. */
export function schemaProblem({ issues }: z.core.$ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
