/**
 * The made-up circuit of the pictures: its map as the relay would give it, where the car is on it, and how its tyres
 * are. Pure: the same time always gives the same place.
 */

import type { Frame } from '../../protocol/frame.ts';
import type { TrackMap } from '../../protocol/timing-summary.ts';

const points = 512;

/** Metres at a place of the lap. @param position 0…1 */
function placeAt(position: number): { x: number; z: number } {
  const angle = position * 2 * Math.PI;
  const radius =
    1 +
    0.28 * Math.sin(2 * angle + 0.6) +
    0.16 * Math.cos(3 * angle + 1.1) +
    0.09 * Math.sin(5 * angle) +
    0.035 * Math.cos(9 * angle);
  return {
    x: 620 * radius * Math.cos(angle) + 250 * Math.sin(angle),
    z: 330 * radius * Math.sin(angle) - 60 * Math.cos(2 * angle),
  };
}

const circuit: TrackMap = {
  track: 'made_up',
  trackConfiguration: '',
  points: Array.from({ length: points }, (_, i) => ({
    ...placeAt(i / points),
    position: i / points,
  })),
  sectorStarts: [0.31, 0.68],
};

/** The map in a data address: fetched like every map, without a relay. */
export const circuitPath = `data:application/json,${encodeURIComponent(JSON.stringify(circuit))}`;

/** What the circuit adds to a frame of the drive. @param t ms @param position 0…1 */
export function circuitAt(t: number, position: number): Partial<Frame> {
  const { x, z } = placeAt(position);
  const wave = Math.sin(t / 4000);
  return {
    worldPosition: [x, 3, z],
    tyreCoreC: [84 + 3 * wave, 66 + 2 * wave, 104 + wave, 119 + wave],
    tyrePressurePsi: [26.4, 26.9, 25.8, 27.6],
    tyreWearPct: [97.4, 96.1, 98.8, 95.2],
  };
}
