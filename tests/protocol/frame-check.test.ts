/** The frame check accepts valid frames. For others it gives index, field, expectation and value. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Channel, channelByName, channels } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { copyChannels, frameProblem, isFrame } from '../../protocol/frame-check.ts';
import { frame } from '../support/frames.ts';

const good = { ...frame(10245) } as Record<string, unknown>;

function inRange(c: Channel): fc.Arbitrary<unknown> {
  const one: fc.Arbitrary<unknown> =
    c.type === 'boolean'
      ? fc.boolean()
      : c.type === 'integer'
        ? fc.integer({ min: c.min, max: c.max })
        : fc.double({ min: c.min, max: c.max, noNaN: true });
  const value: fc.Arbitrary<unknown> =
    c.size === 1 ? one : fc.array(one, { minLength: c.size, maxLength: c.size });
  return c.nullable ? fc.option(value, { nil: null }) : value;
}

/** Values that no channel of this kind may have. */
function wrong(c: Channel): unknown[] {
  const scalars: unknown[] = ['1', {}, Number.NaN, Number.POSITIVE_INFINITY];
  if (c.type === 'boolean') scalars.push(0, 1);
  else scalars.push(true, c.min - 1, c.max + 1);
  if (c.type === 'integer') scalars.push(c.min + 0.5);
  const fitting = c.type === 'boolean' ? true : c.min;
  if (c.size === 1) return [...scalars, [fitting], ...(c.nullable ? [] : [null])];
  const full = Array.from({ length: c.size }, () => fitting);
  return [
    fitting,
    full.slice(1),
    [...full, fitting],
    ...(c.nullable ? [] : [null]),
    ...[...scalars, null].map((one) => full.with(0, one as never)),
  ];
}

describe('the check of a frame', () => {
  test('accepts every frame that the list of channels allows, and unknown fields', () => {
    const allowed = fc.record(Object.fromEntries(channels.map((c) => [c.name, inRange(c)])), {
      requiredKeys: channels.filter((c) => c.required).map((c) => c.name),
    });
    fc.assert(
      fc.property(
        allowed,
        fc.object({ values: [fc.jsonValue({ maxDepth: 2 })] }),
        (known, more) => {
          // A name that is a channel's is not unknown.
          const unknown = Object.entries(more).filter(([name]) => !channelByName.has(name));
          expect(frameProblem({ ...Object.fromEntries(unknown), ...known }, 3)).toBeNull();
        },
      ),
    );
  });

  test.each(channels.filter((c) => c.required).map((c) => c.name))('misses %s', (name) => {
    const { [name]: _left, ...rest } = good;
    expect(frameProblem(rest, 4)).toMatchObject({ index: 4, field: name, got: 'nothing' });
  });

  test.each(channels.map((c) => [c.name, c] as const))('refuses wrong values of %s', (name, c) => {
    for (const value of wrong(c)) {
      const problem = frameProblem({ ...good, [name]: value }, 2);
      expect([value, problem]).toEqual([value, expect.objectContaining({ index: 2, field: name })]);
    }
  });

  test.each([null, undefined, 5, 'x', true, [], [good]])('%j is not a frame', (value) => {
    expect(frameProblem(value, 0)).toMatchObject({ index: 0, field: '', expected: 'an object' });
  });

  test('never throws, and quotes little of the value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const problem = frameProblem(value, 0);
        expect(problem === null || problem.got.length < 80).toBe(true);
      }),
    );
    const long = frameProblem({ ...good, gas: 'x'.repeat(10_000) }, 0);
    expect(long!.got.length).toBeLessThan(60);
  });
});

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

describe('the quick check', () => {
  test('accepts exactly the frames without a `frameProblem`', () => {
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

test('copying channels copies the channels that are there, and no other field', () => {
  fc.assert(
    fc.property(anyFields, anyFields, fc.string(), (before, fields, unknown) => {
      const into = { ...before } as Partial<Frame>;
      copyChannels(into, { [unknown]: 1, ...fields } as Partial<Frame>);
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
