/** Mistakes in files and bodies are told in words that a user knows. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { expectationOf, schemaProblem } from '../../protocol/schema-words.ts';

const schema = z.strictObject({
  name: z.string().max(5),
  kind: z.enum(['a', 'b']),
  size: z.int().min(16).max(8192),
  share: z.number().positive().optional(),
  list: z.array(z.string()).max(2).optional(),
});
/** Two more than are named. */
const manyKeys = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, 1]));
const good = { name: 'x', kind: 'a', size: 20 };

function problemOf(value: unknown): string {
  const { error } = schema.safeParse(value, { error: expectationOf });
  return error === undefined ? '' : schemaProblem(error);
}

test.each([
  [{ ...good, name: 5 }, 'name: expected a text'],
  [{ ...good, name: undefined }, 'name: it is missing; expected a text'],
  [{ ...good, name: 'abcdef' }, 'name: expected at most 5 characters'],
  [{ ...good, kind: 'c' }, 'kind: expected "a" or "b"'],
  [{ ...good, size: '20' }, 'size: expected a number'],
  [{ ...good, size: 1.5 }, 'size: expected a whole number'],
  [{ ...good, size: 1 }, 'size: expected at least 16'],
  [{ ...good, size: 9000 }, 'size: expected at most 8192'],
  [{ ...good, share: 0 }, 'share: expected more than 0'],
  [{ ...good, list: {} }, 'list: expected a list'],
  [{ ...good, list: ['a', 'b', 'c'] }, 'list: expected at most 2 entries'],
  [{ ...good, nope: 1 }, 'there is no key "nope" here'],
  [
    { ...good, ...manyKeys },
    'there is no key "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9" (and 2 more) here',
  ],
  [[], 'expected an object in { … }'],
  [{ ...good, name: 5, size: 1 }, 'name: expected a text; size: expected at least 16'],
])('%j: %s', (value, problem) => {
  expect(problemOf(value)).toBe(problem);
});
