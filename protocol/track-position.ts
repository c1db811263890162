/** Positions on the track, 0…1 around a circuit. Pure. */

/** From one position on the track to the next in the shorter direction, -0.5…0.5. */
export function positionStep(from: number, to: number): number {
  const step = to - from;
  return step - Math.round(step);
}

/**
 * Positions on the track without the jump from 1 to 0: they go on rising past 1 on the next round.
 * @param positions 0…1; NaN: not known
 */
export function unwrapPositions(positions: Float64Array): Float64Array {
  const unwrapped = new Float64Array(positions.length);
  let rounds = 0;
  let last = Number.NaN;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    if (position - last < -0.5) rounds++;
    else if (position - last > 0.5) rounds--;
    unwrapped[i] = position + rounds;
    if (!Number.isNaN(position)) last = position;
  }
  return unwrapped;
}
