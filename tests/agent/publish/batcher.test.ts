/** Which frames go out together: one lap, limited in number, and every frame. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batchable, batchLength } from '../../../agent/publish/batcher.ts';
import { limits } from '../../../protocol/limits.ts';

const runs = [{ name: 'first' }, { name: 'second' }];

const drive = fc.array(
  fc.record({
    run: fc.constantFrom(...runs),
    lap: fc.integer({ min: 1, max: 3 }),
    last: fc.boolean(),
  }),
  { maxLength: 120 },
);

/** Removes batches until none is left. */
function batches(frames: readonly Batchable[], rule: 'auto' | number, max?: number): number[] {
  const lengths: number[] = [];
  for (let from = 0; ; ) {
    const length = batchLength(frames, from, rule, max);
    if (length === 0) return lengths;
    lengths.push(length);
    from += length;
  }
}

function frames(count: number, { lap = 1, last = false } = {}): Batchable[] {
  return Array.from({ length: count }, (_, i) => ({
    run: runs[0]!,
    lap,
    last: last && i === count - 1,
  }));
}

describe('auto', () => {
  it('sends all waiting frames, split at twenty', () => {
    expect(batches(frames(1), 'auto')).toEqual([1]);
    expect(batches(frames(20), 'auto')).toEqual([20]);
    expect(batches(frames(45), 'auto')).toEqual([20, 20, 5]);
  });
});

describe('a fixed number', () => {
  it('waits for exactly that number', () => {
    expect(batches(frames(19), 20)).toEqual([]);
    expect(batches(frames(45), 20)).toEqual([20, 20]);
  });

  it('sends fewer at the end of a lap, at a pause and at the end of the drive', () => {
    expect(batches([...frames(7), ...frames(3, { lap: 2 })], 20)).toEqual([7]);
    expect(batches([...frames(7, { last: true }), ...frames(3)], 20)).toEqual([7]);
  });
});

describe('any batch', () => {
  const rule = fc.oneof(
    fc.constant('auto' as const),
    fc.integer({ min: 1, max: limits.fixedBatchFramesMax }),
  );

  it('has one run and one lap, stays within the limit, and ends where it must', () => {
    fc.assert(
      fc.property(drive, rule, (list, one) => {
        let from = 0;
        for (const length of batches(list, one)) {
          const batch = list.slice(from, from + length);
          expect(new Set(batch.map(({ run }) => run)).size).toBe(1);
          expect(new Set(batch.map(({ lap }) => lap)).size).toBe(1);
          expect(length).toBeLessThanOrEqual(one === 'auto' ? limits.autoBatchFramesMax : one);
          expect(batch.slice(0, -1).some(({ last }) => last)).toBe(false);
          from += length;
        }
        // The rest may only wait for more frames of the same kind.
        const rest = list.slice(from);
        if (one === 'auto') expect(rest).toEqual([]);
        expect(rest.length).toBeLessThan(one === 'auto' ? 1 : one);
        expect(new Set(rest.map(({ lap, run }) => `${lap} ${run.name}`)).size).toBeLessThan(2);
        expect(rest.some(({ last }) => last)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
