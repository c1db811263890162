/** Numbers that people read: rounded, calm, and never far from the truth. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Readout } from '../../../../../overlays/core/draw/text/readout.ts';

describe('a readout', () => {
  test('shows multiples of its step', () => {
    const readout = new Readout(10, 0);
    expect(readout.read(7444, 0)).toBe(7440);
    expect(readout.read(7448, 100)).toBe(7450);
  });

  test('does not flicker between two neighbours', () => {
    const readout = new Readout(1, 0);
    readout.read(99.4, 0);
    const shown = [99.55, 99.45, 99.58, 99.41].map((value, i) => readout.read(value, 100 + i));
    expect(shown).toEqual([99, 99, 99, 99]);
    expect(readout.read(99.7, 200)).toBe(100);
  });

  test('changes at most at its given rate', () => {
    const readout = new Readout(1, 100);
    const shown = Array.from({ length: 61 }, (_, i) => readout.read(i, (i * 1000) / 60));
    expect(new Set(shown).size).toBeLessThanOrEqual(11);
  });

  test('starts again after a reset and after a clock that goes back', () => {
    const readout = new Readout(1, 1000);
    readout.read(5, 5000);
    expect(readout.read(9, 5100)).toBe(5);
    readout.reset();
    expect(readout.read(9, 5100)).toBe(9);
    expect(readout.read(2, 100)).toBe(2);
  });

  test('is within a step of the true value whenever it may change', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 500, noNaN: true })), (values) => {
        const readout = new Readout(1, 50);
        values.forEach((value, i) => {
          expect(Math.abs(readout.read(value, i * 60) - value)).toBeLessThanOrEqual(0.6);
        });
      }),
    );
  });
});
