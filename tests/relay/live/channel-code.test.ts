/** The code made from the list of channels says and does what the list says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channels } from '../../../protocol/channels.ts';
import { type Frame, frameProblem } from '../../../protocol/frame.ts';
import { isFrame, merge } from '../../../relay/live/channel-code.ts';
import { frame } from '../../support/test-relay.ts';

const anyValue = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-1, 0, 0.5, 1, -0, 2_147_483_648, Number.NaN, Number.POSITIVE_INFINITY),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.string(),
  fc.array(fc.double({ min: 0, max: 1 }), { minLength: 2, maxLength: 5 }),
  fc.array(fc.anything(), { maxLength: 5 }),
);
const anyFields = fc.dictionary(fc.constantFrom(...channels.map(({ name }) => name)), anyValue, {
  maxKeys: 4,
});

describe('the check', () => {
  test('takes what `frameProblem` has nothing against, and nothing else', () => {
    fc.assert(
      fc.property(anyFields, fc.boolean(), (fields, whole) => {
        const value = whole ? { ...frame(5), ...fields } : fields;
        expect(isFrame(value)).toBe(frameProblem(value, 0) === null);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(channels.map((c) => [c.name, c] as const))('knows the bounds of %s', (name, c) => {
    const step = c.type === 'integer' ? 1 : c.step;
    const limits =
      c.type === 'boolean' ? [true, 0, 'true'] : [c.min, c.max, c.min - step, c.max + step];
    for (const one of [...limits, null, 0.5, {}, []]) {
      for (const value of [one, Array.from({ length: c.size }, () => one)]) {
        const given = { ...frame(5), [name]: value };
        expect([value, isFrame(given)]).toEqual([value, frameProblem(given, 0) === null]);
      }
    }
  });

  test('of what is no object at all says so', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(isFrame(value)).toBe(frameProblem(value, 0) === null);
      }),
    );
  });
});

test('merging copies the channels that are there, and no other field', () => {
  fc.assert(
    fc.property(anyFields, anyFields, fc.string(), (before, fields, unknown) => {
      const into = { ...before } as Partial<Frame>;
      merge(into, { [unknown]: 1, ...fields } as Partial<Frame>);
      const names = new Set<string>(channels.map(({ name }) => name));
      const given = Object.entries(fields).filter(([, value]) => value !== undefined);
      expect(into).toEqual({
        ...before,
        ...(names.has(unknown) && fields[unknown as keyof typeof fields] === undefined
          ? { [unknown]: 1 }
          : {}),
        ...Object.fromEntries(given),
      });
    }),
  );
});
