/** The cars of a grid as the director sees them. Pure. */
import type { GridPosition } from '../../../protocol/cars.ts';
import type { Contender } from './director.ts';
import type { TrackedCar } from './tracked-car.ts';

/** @param order and `positions` in the order of places @param isRacing the race is under way */
export function contendersOf(
  order: readonly TrackedCar[],
  positions: readonly GridPosition[],
  isRacing: boolean,
): Contender[] {
  return order.map((car, i) => {
    const { laps, ms } = positions[i]!.interval;
    return {
      id: car.id,
      aheadId: order[i - 1]?.id ?? null,
      intervalMs: laps === 0 ? ms : null,
      isFighting: car.attacked !== null,
      isRacing: isRacing && car.status === 'running' && !car.isInPits && !car.isHeld,
    };
  });
}
