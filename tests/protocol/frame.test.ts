/** The check of frames: takes what the contract allows, and names index, field, expectation and value of all else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Channel, channelByName, channels } from '../../protocol/channels.ts';
import { frameProblem } from '../../protocol/frame.ts';

const good: Record<string, unknown> = {
  packetId: 10245,
  gas: 1,
  brake: 0,
  fuel: 8.3,
  gear: 5,
  rpms: 8232,
  steerAngle: -0.12,
  speedKmh: 287.4,
};

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
  test('takes every frame that the list of channels allows, and unknown fields', () => {
    const frame = fc.record(Object.fromEntries(channels.map((c) => [c.name, inRange(c)])), {
      requiredKeys: channels.filter((c) => c.required).map((c) => c.name),
    });
    fc.assert(
      fc.property(frame, fc.object(), (known, more) => {
        // A name that is a channel's is not unknown.
        const unknown = Object.entries(more).filter(([name]) => !channelByName.has(name));
        expect(frameProblem({ ...Object.fromEntries(unknown), ...known }, 3)).toBeNull();
      }),
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

  test.each([null, undefined, 5, 'x', true, [], [good]])('%j is no frame', (value) => {
    expect(frameProblem(value, 0)).toMatchObject({ index: 0, field: '', expected: 'an object' });
  });

  test('never throws, and never shows more than a little of what came', () => {
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
