import { expect, test } from 'vitest';
import { unwrapPositions } from '../../protocol/track-position.ts';

test.each([
  ['a round', [0.9, 0.95, 0.05, 0.1], [0.9, 0.95, 1.05, 1.1]],
  ['a car that rolls back over the line', [0.01, 0.99, 0.98, 0.02], [0.01, -0.01, -0.02, 0.02]],
  ['frames without a position', [0.9, Number.NaN, 0.1], [0.9, Number.NaN, 1.1]],
])('positions of %s have no jump', (_, positions, unwrapped) => {
  const found = [...unwrapPositions(Float64Array.from(positions))];
  expect(found.map((position) => Math.round(position * 100) / 100)).toEqual(unwrapped);
});
