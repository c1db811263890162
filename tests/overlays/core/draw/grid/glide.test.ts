/** Rows that swap places move without a jump. */
import { expect, test } from 'vitest';
import { Glide } from '../../../../../overlays/core/draw/grid/glide.ts';

test('a move begins where the row is and ends at its new place', () => {
  const glide = new Glide(100);
  glide.moveTo(200);
  const seen = Array.from({ length: 40 }, (_, i) => {
    glide.step(i * 16);
    return glide.value;
  });
  expect(seen[0]).toBe(100);
  expect(seen.at(-1)).toBe(200);
  expect(seen.every((value, i) => i === 0 || value >= seen[i - 1]!)).toBe(true);
  expect(glide.isMoving).toBe(false);
});

test('a move that turns around in the middle does not jump', () => {
  const glide = new Glide(0);
  glide.moveTo(100);
  glide.step(0);
  glide.step(100);
  const middle = glide.value;
  glide.moveTo(0);
  glide.step(116);
  expect(glide.value).toBe(middle);
  glide.step(700);
  expect(glide.value).toBe(0);
});

test('a pause of the page ends the move', () => {
  const glide = new Glide(0);
  glide.moveTo(50);
  glide.step(0);
  expect(glide.step(60_000)).toBe(false);
  expect(glide.value).toBe(50);
});
