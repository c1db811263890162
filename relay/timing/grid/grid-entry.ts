/** The entry of a car as pages get it, and whether it has changed. Pure. */
import type { CarEntry, GridEntry } from '../../../protocol/cars.ts';
import type { TrackedCar } from './tracked-car.ts';

/** What the relay adds to a car's entry. */
type Counted = Omit<GridEntry, keyof CarEntry>;

/** Notes it in the car as sent. @returns null: pages know it */
export function changedEntry(car: TrackedCar, place: number): GridEntry | null {
  const counted = countedOf(car, place);
  if (car.sent !== null && car.sentFrom === car.entry && hasSame(car.sent, counted)) return null;
  const entry = { ...car.entry, ...counted };
  car.sent = entry;
  car.sentFrom = car.entry;
  return entry;
}

function countedOf(car: TrackedCar, place: number): Counted {
  return {
    status: car.status,
    startPlace: car.startPlace,
    placesGained: car.startPlace === null ? 0 : car.startPlace - place,
    pitStops: car.pits.stops,
    stintLaps: car.pits.stintLaps(car.progress),
    attackedId: car.attacked?.id ?? null,
    sessionID: car.sessionID,
  };
}

function hasSame(sent: GridEntry, counted: Counted): boolean {
  for (const name in counted) {
    if (sent[name as keyof Counted] !== counted[name as keyof Counted]) return false;
  }
  return true;
}

/** Another car or driver has the same number in the source. An empty name is not known yet. */
export function isAnother(before: CarEntry, now: CarEntry): boolean {
  const differs = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b;
  return differs(before.driver, now.driver) || differs(before.car, now.car);
}
