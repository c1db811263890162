/** The circuit's bumps and the kerbs at corner exits. Pure. */
import type { Circuit } from './circuit.ts';
import { createRandom } from './random.ts';

/** Fixed, because bumps belong to the circuit and not to a drive. */
const seed = 7;

/** @returns 0…1 for each of the circuit's table entries. */
export function createBumps(circuit: Circuit): Float64Array {
  const random = createRandom(seed, 'bumps');
  const table = new Float64Array(circuit.count);
  const spots = circuit.corners.map((corner) => corner.endM - 12);
  for (let i = 0; i < 9; i++) spots.push(random.between(0, circuit.lengthM));
  for (const spot of spots) {
    const strength = random.between(0.35, 1);
    for (let m = -2; m <= 2; m++) {
      const i = (Math.round(spot / circuit.stepM) + m + circuit.count) % circuit.count;
      table[i] = Math.max(table[i]!, strength * (1 - Math.abs(m) / 3));
    }
  }
  return table;
}
