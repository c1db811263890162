import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channels } from '../../../protocol/channels.ts';
import type { Frame } from '../../../protocol/frame.ts';
import {
  dataExpression,
  packFrames,
  unpackFrames,
  widenedExpression,
} from '../../../relay/storage/frame-packing.ts';
import { frame } from './frames.ts';

async function there(frames: readonly Frame[]): Promise<unknown> {
  return JSON.parse(unpackFrames(await packFrames(frames)));
}

/** Values of a channel, often at its ends and with few decimals, as publishers send them. */
const fields = fc.record(
  Object.fromEntries(
    channels.map(({ name, size, type, min, max }) => {
      const one: fc.Arbitrary<number | boolean> =
        type === 'boolean'
          ? fc.boolean()
          : fc.oneof(
              fc.constantFrom(0, 1, -0.5, 0.5, 0.25, 12.75).filter((v) => v >= min && v <= max),
              type === 'integer' ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }),
            );
      return [name, size === 1 ? one : fc.array(one, { minLength: size, maxLength: size })];
    }),
  ),
  { requiredKeys: ['packetId', 'gas', 'brake', 'fuel', 'gear', 'rpms', 'steerAngle', 'speedKmh'] },
);

describe('frames as short text', () => {
  test('come back as they were, whatever a publisher sends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fields, fc.option(fc.dictionary(fc.string(), fc.jsonValue()))), {
          minLength: 1,
          maxLength: 12,
        }),
        async (list) => {
          const sent = list.map(([known, unknown]) => ({ ...unknown, ...known })) as Frame[];
          expect(await there(sent)).toEqual(JSON.parse(JSON.stringify(sent)));
        },
      ),
    );
  });

  test('come back with names and texts that resemble the packed form', async () => {
    const odd = {
      note: ',"gas":0.5},{"packetId":7',
      list: [{ packetId: 1 }, { packetId: 2, gas: 0.5, accG: [1] }],
      '\u0001\u0002\u001f': '\u0001\t\n\u001f',
      toString: 'x',
      __proto__x: 1,
    };
    const sent = [frame(1, odd), frame(2, odd), frame(9)];
    expect(await there(sent)).toEqual(JSON.parse(JSON.stringify(sent)));
    const withProto = JSON.parse('{"__proto__":{"a":1},"x":2}') as object;
    const [back] = (await there([{ ...frame(1), ...withProto }])) as Frame[];
    expect(Object.hasOwn(back!, 'packetId')).toBe(true);
  });

  test('hold what never changes in a chunk only once', async () => {
    const sent = [1, 2, 3].map((id) => frame(id, { lap: 5, lastLapTime: null, inPitLane: false }));
    const { packed, common } = await packFrames(sent);
    expect(common).toContain(',"lap":5');
    expect(packed).not.toContain('lap');
    expect(await there(sent)).toEqual(sent);
  });

  test('keep the form that the first migration was released with', () => {
    // The generated column in existing files holds it: another form needs another migration and another column.
    const both = widenedExpression() + dataExpression();
    expect(createHash('sha256').update(both).digest('hex')).toBe(
      '982d518e727ff419bf9ded91b1ed9e961aba448f30201653ebb388344f81fb89',
    );
  });
});
