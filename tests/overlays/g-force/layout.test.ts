/** Where the figures of the g-force overlay stand. */
import { expect, test } from 'vitest';
import { sizesOf } from '../../../overlays/core/draw/text/sizes.ts';
import { about } from '../../../overlays/g-force/about.ts';
import { circleLayout, figureBox } from '../../../overlays/g-force/layout.ts';
import { readThemes } from '../../../scripts/contact-sheet/themes.ts';

const whole = { x: 0, y: 0, ...about.size };
const [apex] = readThemes();

test.each(readThemes().map((theme) => [theme.name, theme] as const))(
  '%s: figures at the sides are between the two outer rings, the same distance on both sides',
  (_, theme) => {
    const width = 36;
    const sizes = sizesOf('normal', theme);
    const { cx, cy, radius, figures } = circleLayout(theme, whole, sizes, width, 2);
    const [x, y] = figures.left;
    expect(figures.right).toEqual([2 * cx - x, y]);
    const lower = y + sizes.figure / 2 - cy;
    const upper = y - sizes.figure / 2 - cy;
    expect(Math.hypot(x + width / 2 - cx, lower)).toBeGreaterThan(radius / 2);
    expect(Math.hypot(x - width / 2 - cx, upper)).toBeLessThan(radius);
  },
);

test('wide figures stay inside the outer ring', () => {
  const sizes = sizesOf('normal', apex!);
  const { cx, cy, radius, figures } = circleLayout(apex!, whole, sizes, 56, 2);
  const [x, y] = figures.left;
  expect(Math.hypot(x - 28 - cx, y - sizes.figure / 2 - cy)).toBeLessThan(radius);
  const [ahead, top] = figures.forward;
  expect(Math.hypot(ahead + 28 - cx, top - sizes.figure / 2 - cy)).toBeLessThan(radius);
});

test('large figures of a wide face are made smaller where they would touch each other', () => {
  const sizes = sizesOf('large', apex!);
  const layout = circleLayout(apex!, whole, sizes, 92, 2);
  expect(layout.cap).toBeLessThan(sizes.figure);
  const { y, height } = figureBox(layout, 'forward');
  expect(y + height).toBeLessThan(layout.figures.right[1] - layout.cap / 2 + 1);
});
