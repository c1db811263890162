/** The entry of a car as pages get it, and whether it has changed. Pure. */
import type { CarEntry, GridEntry } from '../../../protocol/cars.ts';
import type { TrackedCar } from './tracked-car.ts';

/**
 * Notes it in the car as sent. Called for every car ten times a second, so it allocates nothing when nothing has changed.
 * @returns null: pages know it
 */
export function changedEntry(car: TrackedCar, place: number): GridEntry | null {
  const { sent, status, startPlace, sessionID } = car;
  const placesGained = startPlace === null ? 0 : startPlace - place;
  const pitStops = car.pits.stops;
  const stintLaps = car.pits.stintLaps(car.progress);
  const attackedId = car.attacked?.id ?? null;
  const isKnown =
    sent !== null &&
    car.sentFrom === car.entry &&
    sent.status === status &&
    sent.startPlace === startPlace &&
    sent.placesGained === placesGained &&
    sent.pitStops === pitStops &&
    sent.stintLaps === stintLaps &&
    sent.attackedId === attackedId &&
    sent.sessionID === sessionID;
  if (isKnown) return null;
  const counted = { status, startPlace, placesGained, pitStops, stintLaps, attackedId, sessionID };
  const entry: GridEntry = { ...car.entry, ...counted };
  car.sent = entry;
  car.sentFrom = car.entry;
  return entry;
}

/** Another car or driver has the same number in the source. An empty name is not known yet. */
export function isAnother(before: CarEntry, now: CarEntry): boolean {
  return before !== now && (differs(before.driver, now.driver) || differs(before.car, now.car));
}

function differs(a: string, b: string): boolean {
  return a !== '' && b !== '' && a !== b;
}

/** Names that several cars have. */
export function sharedNames(entries: Iterable<CarEntry>): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { driver } of entries) {
    if (seen.has(driver)) shared.add(driver);
    seen.add(driver);
  }
  return shared;
}
