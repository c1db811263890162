/** The filter skips frames that change nothing, and the remaining frames draw the same picture. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { formOf, stepsOf } from '../../../protocol/frame-codec.ts';
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

const still = (): Partial<Frame> => ({ gas: 0, gear: 1, accG: [0, 1, 0] });

/** Passes frames as the relay receives them: one by one. */
function oneByOne(filter: ChangeFilter, frames: readonly Partial<Frame>[]): Partial<Frame>[] {
  return frames.flatMap((frame) => filter.pass([frame]));
}

describe('a car that stands still', () => {
  test('is sent four times a second, whatever the size of the batches', () => {
    for (const batch of [1, 20]) {
      const frames = stream(601, still);
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

  test('and drives off is sent with the frame before it', () => {
    const filter = new ChangeFilter(form);
    oneByOne(filter, stream(40, still));
    const [off] = stream(1, () => ({ ...still(), gas: 0.3 }), 40);
    expect(filter.pass([off!])).toEqual([...stream(1, still, 39), off]);
  });

  test('and has just stopped is sent once more, so that no page extrapolates past it', () => {
    const filter = new ChangeFilter(form);
    oneByOne(
      filter,
      stream(5, (n) => ({ gas: n / 10 })),
    );
    const stopped = stream(3, () => ({ gas: 0.4 }), 5);
    expect(oneByOne(filter, stopped)).toEqual([stopped[0]]);
  });

  test('is sent when a slow channel changes', () => {
    const filter = new ChangeFilter(form);
    oneByOne(filter, stream(20, still));
    const [flagged] = stream(1, () => ({ ...still(), flag: 2 }), 20);
    expect(filter.pass([flagged!]).at(-1)).toEqual(flagged);
    expect(oneByOne(filter, stream(10, still, 21))).toHaveLength(1);
  });

  test('is not sent for a change finer than the wire', () => {
    const filter = new ChangeFilter(form);
    const noise = (n: number) => ({ ...still(), gas: 0.5 + (n % 2) * 0.0003 });
    expect(oneByOne(filter, stream(12, noise)).length).toBeLessThan(4);
  });

  test('is sent again after another run began or its time went back', () => {
    const filter = new ChangeFilter(form);
    oneByOne(filter, stream(100, still));
    expect(oneByOne(filter, stream(1, still))).toHaveLength(1);
    filter.reset();
    expect(oneByOne(filter, stream(2, still, 3))).toHaveLength(2);
  });
});

describe('whatever a car does', () => {
  const anySegment = fc.record({
    frames: fc.integer({ min: 1, max: 40 }),
    gas: fc.integer({ min: 0, max: 5 }).map((n) => n / 5),
    slope: fc.boolean(),
    flag: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  });

  test('skipped frames lie on the line between the two sent frames around them', () => {
    fc.assert(
      fc.property(
        fc.array(anySegment, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 25 }),
        (segments, batch) => {
          const frames = segments.flatMap(({ frames: count, gas, slope, flag }, part) =>
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
