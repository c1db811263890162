/** Seven-segment characters: the bars that are painted, read back as the digits people know. */
import { describe, expect, test } from 'vitest';
import {
  paintSegments,
  segmentCharacters,
} from '../../../../../overlays/core/draw/text/seven-segment.ts';

/** Counts filled bars and remembers where they are. */
function bars(character: string): string[] {
  const found: string[] = [];
  let points: [number, number][] = [];
  const ctx = {
    save() {},
    restore() {},
    transform() {},
    beginPath() {
      points = [];
    },
    moveTo: (x: number, y: number) => points.push([x, y]),
    lineTo: (x: number, y: number) => points.push([x, y]),
    closePath() {},
    fill() {
      const middle = (axis: 0 | 1) =>
        points.reduce((sum, point) => sum + point[axis], 0) / points.length;
      found.push(`${Math.sign(Math.round(middle(0) - 28))},${Math.round(middle(1) / 22)}`);
    },
    fillStyle: '',
  };
  paintSegments(ctx as unknown as CanvasRenderingContext2D, character, 0, 0, 100, '#000000');
  return found.sort();
}

describe('a seven-segment display', () => {
  test('lights as many bars as each character has', () => {
    const counts = [...'0123456789'].map((digit) => bars(digit).length);
    expect(counts).toEqual([6, 2, 5, 5, 4, 5, 6, 3, 7, 6]);
    expect([...'-NRP '].map((sign) => bars(sign).length)).toEqual([1, 3, 2, 5, 0]);
  });

  test('lights right ones for a one, all for an eight, and no bar twice', () => {
    for (const bar of bars('1')) expect(bar.startsWith('1,')).toBe(true);
    expect(new Set(bars('8')).size).toBe(7);
    expect(bars('-')).toEqual(['0,0']);
  });

  test('draws all characters differently and leaves unknown ones dark', () => {
    const drawn = [...segmentCharacters].map((character) => bars(character).join(' '));
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(bars('%')).toEqual([]);
  });
});
