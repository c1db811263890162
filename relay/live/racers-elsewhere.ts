/** Drivers of a race whose agents publish to other relays, as those relays describe them. Pure. */
import type { CarEntry, CarMotion } from '../../protocol/cars.ts';
import { isSameTrack, type TrackKey } from '../../protocol/track-key.ts';
import type { OwnCar } from '../timing/grid/grid-messages.ts';
import { advanced, freshMs } from './own-car.ts';

/** The cars are shown this much late, ms: until then the frames of most of them have come. */
export const lateMs = 150;

/** A driver as the relay that owns the session sees them. The number of the car is 0. */
export interface SharedRacer {
  readonly sessionID: string;
  readonly race: string;
  readonly sessionType: number | null;
  readonly track: TrackKey;
  /** Of the lap, m; null: not known. */
  readonly lengthM: number | null;
  readonly entry: CarEntry;
  readonly motion: CarMotion;
  /** The game is neither paused nor in the menu. */
  readonly isDriving: boolean;
}

export interface HeardRacer extends SharedRacer {
  /** When the motion was so, ms on this relay's clock. */
  readonly atMs: number;
}

/** Other relays, as the grid of drivers uses them. */
export interface RacersElsewhere {
  /** Another relay owns the session. */
  isElsewhere(sessionID: string): boolean;
  /** Drivers that were heard of a moment ago. */
  heard(): Iterable<HeardRacer>;
  /** Lets the other relays know where the drivers of this one are now, less `lateMs`. */
  share(racers: readonly SharedRacer[]): void;
}

/** Where the car is at another time. @param atMs on this relay's clock */
export function motionAt(racer: HeardRacer, atMs: number): CarMotion {
  const { motion, isDriving, lengthM } = racer;
  return isDriving ? advanced(motion, atMs - racer.atMs, lengthM) : motion;
}

/** The drivers of this name on this track. */
export function carsElsewhere(
  racers: Iterable<HeardRacer>,
  driver: string,
  track: TrackKey,
): readonly HeardRacer[] {
  const found: HeardRacer[] = [];
  for (const racer of racers) {
    if (racer.entry.driver === driver && isSameTrack(racer.track, track)) found.push(racer);
  }
  return found;
}

/** What the frames of a car's driver add to the car in a grid of another source. @param atMs on this relay's clock */
export function ownCarElsewhere(
  { sessionID, entry, motion, atMs: heardAt }: HeardRacer,
  atMs: number,
): OwnCar {
  const { lastLapMs, bestLapMs, tyre } = entry;
  const { inputs } = motion;
  const isFresh = inputs !== undefined && Math.abs(atMs - heardAt) <= freshMs;
  return {
    sessionID,
    facts: {
      ...(lastLapMs === null ? {} : { lastLapMs }),
      ...(bestLapMs === null ? {} : { bestLapMs }),
      ...(tyre === undefined ? {} : { tyre }),
    },
    placed: (car) => (isFresh ? { ...car, inputs } : car),
  };
}
