/** Motion of shown values: each kind arrives, none flies away, and the clock is the caller's. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Motion, Mover } from '../../../../overlays/core/draw/motion.ts';

const base: Motion = { kind: 'smooth', timeMs: 100, overshoot: 0.1, hz: 10 };
const kinds = ['snap', 'smooth', 'spring', 'sweep', 'tick'] as const;
const frameMs = 1000 / 60;

/** Values shown after each frame of a second. */
function follow(motion: Motion, target: number, frames = 60): number[] {
  const mover = new Mover(motion);
  mover.step(0, 0);
  return Array.from({ length: frames }, (_, i) => mover.step(target, (i + 1) * frameMs));
}

describe('a shown value', () => {
  test.each(kinds)('%s: arrives at the true one, exactly, and rests', (kind) => {
    const mover = new Mover({ ...base, kind });
    mover.step(0, 0);
    for (let i = 1; i <= 180; i++) mover.step(0.7, i * frameMs);
    expect(mover.value).toBe(0.7);
    expect(mover.isAtRest).toBe(true);
  });

  test.each(kinds)('%s: is the same for the same frames', (kind) => {
    expect(follow({ ...base, kind }, 1)).toEqual(follow({ ...base, kind }, 1));
  });

  test('snap arrives at once, smooth reaches 63 % after its time constant', () => {
    expect(follow({ ...base, kind: 'snap' }, 1)[0]).toBe(1);
    const smooth = follow(base, 1);
    expect(smooth[5]!).toBeGreaterThan(0.6);
    expect(smooth[5]!).toBeLessThan(0.66);
  });

  test('spring overshoots by the theme’s amount at the theme’s time', () => {
    const shown = follow({ ...base, kind: 'spring', timeMs: 200, overshoot: 0.15 }, 1);
    const peak = Math.max(...shown);
    expect(peak).toBeGreaterThan(1.1);
    expect(peak).toBeLessThan(1.18);
    expect(Math.abs(shown.indexOf(peak) * frameMs - 190)).toBeLessThan(30);
  });

  test('sweep moves at constant speed and stops where it should', () => {
    const shown = follow({ ...base, kind: 'sweep', timeMs: 500 }, 1);
    const steps = shown.slice(1, 20).map((value, i) => value - shown[i]!);
    for (const step of steps) expect(step).toBeCloseTo(frameMs / 500, 6);
    expect(Math.max(...shown)).toBe(1);
  });

  test('tick rests between its steps', () => {
    const mover = new Mover({ ...base, kind: 'tick', hz: 10 });
    const shown = new Set<number>();
    for (let i = 0; i <= 60; i++) shown.add(mover.step(i / 60, i * frameMs));
    expect(shown.size).toBeGreaterThanOrEqual(9);
    expect(shown.size).toBeLessThanOrEqual(11);
  });

  test('haste makes the same motion quicker', () => {
    const slow = new Mover(base);
    const quick = new Mover(base, 1, 0.5);
    slow.step(0, 0);
    quick.step(0, 0);
    expect(quick.step(1, frameMs)).toBeGreaterThan(slow.step(1, frameMs));
  });

  test('stays within its bounds for any targets and any intervals', () => {
    const frame = fc.record({
      target: fc.double({ min: 0, max: 1, noNaN: true }),
      deltaMs: fc.double({ min: 0, max: 5000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.array(frame, { maxLength: 80 }), (kind, frames) => {
        const mover = new Mover({ ...base, kind });
        let now = 0;
        for (const { target, deltaMs } of frames) {
          now += deltaMs;
          const value = mover.step(target, now);
          expect(value).toBeGreaterThan(-0.4);
          expect(value).toBeLessThan(1.4);
        }
      }),
    );
  });
});
