/** Frames that change nothing are left out, and nobody who draws the rest can tell. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formOf, stepsOf } from '../../../protocol/codec.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import { ChangeFilter } from '../../../relay/broadcast/change-filter.ts';

const form = formOf(['gas', 'gear', 'accG', 'flag']);

/** 60 Hz from packet `first` on. */
function stream(count: number, make: (n: number) => Partial<Frame>, first = 0): Partial<Frame>[] {
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    return { packetId: n * 5, t: (n * 1000) / 60, ...make(n) };
  });
}

const standing = (): Partial<Frame> => ({ gas: 0, gear: 1, accG: [0, 1, 0] });

/** As the relay gets them: one by one. */
function oneByOne(filter: ChangeFilter, frames: readonly Partial<Frame>[]): Partial<Frame>[] {
  return frames.flatMap((frame) => filter.pass([frame]));
}

describe('a car that stands', () => {
  test('is told of four times a second, whatever the batches are', () => {
    for (const batch of [1, 20]) {
      const frames = stream(601, standing);
      const filter = new ChangeFilter(form);
      const messages: Partial<Frame>[][] = [];
      for (let i = 0; i < 600; i += batch) {
        const passed = filter.pass(frames.slice(i, i + batch));
        const newest = passed.length === 0 ? null : filter.passSkipped();
        if (newest !== null) passed.push(newest);
        if (passed.length > 0) messages.push(passed);
      }
      expect(messages.length).toBeGreaterThan(batch === 1 ? 37 : 28);
      expect(messages.length).toBeLessThan(42);
      for (const message of messages) {
        expect(message.length).toBeLessThanOrEqual(batch === 1 ? 1 : 4);
      }
    }
  });

  test('and drives off comes with the frame right before', () => {
    const filter = new ChangeFilter(form);
    oneByOne(filter, stream(40, standing));
    const [off] = stream(1, () => ({ ...standing(), gas: 0.3 }), 40);
    expect(filter.pass([off!])).toEqual([...stream(1, standing, 39), off]);
  });

  test('and has just stopped is told of once more, so that nobody carries on past it', () => {
    const filter = new ChangeFilter(form);
    oneByOne(
      filter,
      stream(5, (n) => ({ gas: n / 10 })),
    );
    const still = stream(3, () => ({ gas: 0.4 }), 5);
    expect(oneByOne(filter, still)).toEqual([still[0]]);
  });

  test('changes when something changes that not every frame has', () => {
    const filter = new ChangeFilter(form);
    oneByOne(filter, stream(20, standing));
    const [flagged] = stream(1, () => ({ ...standing(), flag: 2 }), 20);
    expect(filter.pass([flagged!]).at(-1)).toEqual(flagged);
    expect(oneByOne(filter, stream(10, standing, 21))).toHaveLength(1);
  });

  test('does not change by less than the wire can carry', () => {
    const filter = new ChangeFilter(form);
    const noise = (n: number) => ({ ...standing(), gas: 0.5 + (n % 2) * 0.0003 });
    expect(oneByOne(filter, stream(12, noise)).length).toBeLessThan(4);
  });

  test('is told of again after another run began or its time went back', () => {
    const filter = new ChangeFilter(form);
    oneByOne(filter, stream(100, standing));
    expect(oneByOne(filter, stream(1, standing))).toHaveLength(1);
    filter.reset();
    expect(oneByOne(filter, stream(2, standing, 3))).toHaveLength(2);
  });
});

describe('whatever a car does', () => {
  const anyStretch = fc.record({
    frames: fc.integer({ min: 1, max: 40 }),
    gas: fc.integer({ min: 0, max: 5 }).map((n) => n / 5),
    slope: fc.boolean(),
    flag: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  });

  test('between two frames that were sent all those left out lie on the line', () => {
    fc.assert(
      fc.property(
        fc.array(anyStretch, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 25 }),
        (stretches, batch) => {
          const frames = stretches.flatMap(({ frames: count, gas, slope, flag }, part) =>
            stream(count, (n) => ({
              gas: slope ? (gas + n / 64) % 1 : gas,
              accG: [part, 0, 0] as const,
              ...(flag === undefined ? {} : { flag }),
            })),
          );
          frames.forEach((frame, n) => {
            frame.t = (n * 1000) / 60;
          });
          const filter = new ChangeFilter(form);
          const sent: Partial<Frame>[] = [];
          for (let i = 0; i < frames.length; i += batch) {
            sent.push(...filter.pass(frames.slice(i, i + batch)));
          }
          const rest = filter.passSkipped();
          if (rest !== null) sent.push(rest);
          const gasSteps = (frame: Partial<Frame>) => stepsOf(form.channels[1]!, frame.gas);
          expect(sent[0]).toBe(frames[0]);
          expect(sent.at(-1)).toBe(frames.at(-1));
          let next = 0;
          for (const frame of frames) {
            if (sent[next] === frame) {
              next++;
              continue;
            }
            const before = sent[next - 1]!;
            const after = sent[next]!;
            expect([gasSteps(before), gasSteps(after)]).toEqual([gasSteps(frame), gasSteps(frame)]);
            expect(after.t! - before.t!).toBeLessThan(limits.stillMs + 20);
          }
          expect(next).toBe(sent.length);
        },
      ),
    );
  });
});
