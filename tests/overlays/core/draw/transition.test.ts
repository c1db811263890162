/** The course of what comes and goes, on a counted clock. */
import { describe, expect, test } from 'vitest';
import { Transition } from '../../../../overlays/core/draw/transition.ts';

const times = { inMs: 300, outMs: 200 };

/** What is shown at each picture, with the switch turned on at 0. */
function coming(fps: number, untilMs: number): { atMs: number; shown: number }[] {
  const transition = new Transition(times);
  transition.step(false, -1);
  const pictures = Math.floor((untilMs * fps) / 1000);
  return Array.from({ length: pictures + 1 }, (_, i) => {
    const atMs = (i * 1000) / fps;
    return { atMs, shown: transition.step(true, atMs) };
  });
}

describe('A transition', () => {
  test('is at its end after its time, and rests there', () => {
    const transition = new Transition(times);
    expect(transition.step(true, 0)).toBe(0);
    expect(transition.isMoving(299)).toBe(true);
    expect(transition.step(true, 300)).toBe(1);
    expect(transition.isMoving(300)).toBe(false);
    transition.step(false, 1000);
    expect(transition.step(false, 1200)).toBe(0);
    expect(transition.isMoving(1200)).toBe(false);
  });

  test('comes fast and settles, and leaves slowly at first', () => {
    const transition = new Transition(times);
    transition.step(true, 0);
    expect(transition.step(true, 150)).toBeGreaterThan(0.8);
    transition.step(true, 300);
    transition.step(false, 300);
    expect(transition.step(false, 400)).toBeGreaterThan(0.8);
  });

  test('shows the same at the same time with 30 and with 60 pictures a second', () => {
    const slow = coming(30, 400);
    const fast = coming(60, 400);
    slow.forEach(({ atMs, shown }, i) => {
      expect(fast[i * 2]!.atMs).toBeCloseTo(atMs);
      expect(fast[i * 2]!.shown).toBeCloseTo(shown);
    });
  });

  test('never goes back on its way in', () => {
    const shown = coming(60, 400).map((picture) => picture.shown);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });

  test('turned around on its way, it begins where it is', () => {
    const transition = new Transition(times);
    transition.step(true, 0);
    const before = transition.step(true, 60);
    expect(transition.step(false, 60)).toBeCloseTo(before);
    const after = transition.step(false, 120);
    expect(after).toBeLessThan(before);
    expect(transition.step(true, 120)).toBeCloseTo(after);
  });

  test('is there at once and gone at once for viewers who ask for less motion', () => {
    const transition = new Transition(times, true);
    expect(transition.step(true, 0)).toBe(1);
    expect(transition.isMoving(0)).toBe(false);
    expect(transition.step(false, 1)).toBe(0);
  });
});
