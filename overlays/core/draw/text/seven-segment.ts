/** Characters of a seven-segment display. Drawn here, because no font has the gaps and the lean of a real one. */
import { polygon } from '../shape.ts';

/** Width of a cell for a height of 1, and the space to the next one. */
export const segmentCell = { width: 0.56, gap: 0.16 } as const;

/** a top · b, c right · d bottom · e, f left · g middle. */
const lit: Readonly<Record<string, string>> = {
  '0': 'abcdef',
  '1': 'bc',
  '2': 'abged',
  '3': 'abgcd',
  '4': 'fgbc',
  '5': 'afgcd',
  '6': 'afgedc',
  '7': 'abc',
  '8': 'abcdefg',
  '9': 'abcdfg',
  '-': 'g',
  N: 'ceg',
  R: 'eg',
  P: 'abefg',
  ' ': '',
};

/** The characters of a seven-segment display. */
export const segmentCharacters = Object.keys(lit).join('');

const leanPerHeight = 0.1;

/** Paints one character; `x` is the left edge of its cell, `y` its middle. An unknown character stays dark. */
export function paintSegments(
  ctx: CanvasRenderingContext2D,
  character: string,
  x: number,
  y: number,
  height: number,
  colour: string,
): void {
  const width = height * segmentCell.width;
  // Small characters are bolder, so that they survive video compression.
  const half = height * (height < 19 ? 0.083 : height < 26 ? 0.073 : 0.062);
  const gap = height * 0.014;
  const top = -height / 2 + half;
  const bottom = height / 2 - half;
  const left = half;
  const right = width - half;
  ctx.save();
  ctx.transform(1, 0, -leanPerHeight, 1, x, y);
  ctx.fillStyle = colour;
  const across = (at: number) => bar(ctx, left + gap, at, right - gap, at, half);
  const down = (at: number, from: number, to: number) =>
    bar(ctx, at, from + gap, at, to - gap, half);
  const draw: Readonly<Record<string, () => void>> = {
    a: () => across(top),
    b: () => down(right, top, 0),
    c: () => down(right, 0, bottom),
    d: () => across(bottom),
    e: () => down(left, 0, bottom),
    f: () => down(left, top, 0),
    g: () => across(0),
  };
  for (const segment of lit[character] ?? '') draw[segment]!();
  ctx.restore();
}

/** A bar with pointed ends. */
function bar(
  ctx: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  half: number,
): void {
  ctx.beginPath();
  const ends: [number, number][] =
    y0 === y1
      ? [
          [x0, y0],
          [x0 + half, y0 - half],
          [x1 - half, y0 - half],
          [x1, y0],
          [x1 - half, y0 + half],
          [x0 + half, y0 + half],
        ]
      : [
          [x0, y0],
          [x0 + half, y0 + half],
          [x0 + half, y1 - half],
          [x0, y1],
          [x0 - half, y1 - half],
          [x0 - half, y0 + half],
        ];
  polygon(ctx, ends);
  ctx.fill();
}
