/** Where a car is, with what the grid has counted, as pages get it. Pure. */
import type { CarMotion, GridPosition } from '../../../protocol/cars.ts';

/** What the grid knows better than the source. */
type Counted = Omit<GridPosition, Exclude<keyof CarMotion, 'laps' | 'isConnected'>>;

/** Called for every car ten times a second: naming the fields is several times as fast as copying whatever there is. */
export function gridPosition(motion: CarMotion, counted: Counted): GridPosition {
  return {
    id: motion.id,
    laps: counted.laps,
    trackPosition: motion.trackPosition,
    worldPosition: motion.worldPosition,
    heading: motion.heading,
    speedKmh: motion.speedKmh,
    currentLapMs: motion.currentLapMs,
    inPitLane: motion.inPitLane,
    inPit: motion.inPit,
    isConnected: counted.isConnected,
    place: counted.place,
    gap: counted.gap,
    interval: counted.interval,
    relativeMs: counted.relativeMs,
    ...(motion.inputs === undefined ? undefined : { inputs: motion.inputs }),
  };
}
