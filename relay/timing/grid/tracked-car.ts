/** What the grid keeps of one car between two messages. Only `GridTiming` and its parts change it. */
import type {
  CarEntry,
  CarMotion,
  CarStatus,
  GridEntry,
  GridPosition,
} from '../../../protocol/cars.ts';
import { limits } from '../../../protocol/limits.ts';
import { CarTrack } from './car-track.ts';
import { type CarLapDraft, LapCount } from './lap-count.ts';
import { PitStops } from './pit-stops.ts';

/** A car's result when it crossed the line after the flag. */
export interface Finish {
  /** Laps from the start. */
  readonly progress: number;
  readonly t: number;
}

export class TrackedCar {
  readonly track = new CarTrack();
  readonly pits = new PitStops();
  readonly laps = new LapCount();
  entry: CarEntry;
  /** The entry as the source has it. */
  source: CarEntry;
  motion: CarMotion;
  /** When it was connected last, ms. */
  heardT: number;
  /** When it moved last, ms. */
  movedT: number;
  status: CarStatus;
  startPlace: number | null = null;
  finish: Finish | null = null;
  /** It was in the pits at the start, or went back there by the game's menu, and has not left them: it is behind all others. */
  isHeld = false;
  /** The car ahead that it attacks. */
  attacked: TrackedCar | null = null;
  /** Live session of its driver. */
  sessionID: string | null = null;
  /** Where pages have it. */
  shown: GridPosition | null = null;
  /** What pages know of it. */
  sent: GridEntry | null = null;
  /** Its entry at that time. */
  sentFrom: CarEntry | null = null;

  constructor(entry: CarEntry, motion: CarMotion, t: number, status: CarStatus) {
    this.entry = entry;
    this.source = entry;
    this.motion = motion;
    this.heardT = t;
    this.movedT = t;
    this.status = status;
  }

  get id(): number {
    return this.entry.id;
  }

  /** Laps that it has probably driven since it was heard of last: sources lose packets. */
  unheardLaps = 0;

  /** Laps from the start that count for the order. */
  get progress(): number {
    return this.finish?.progress ?? this.track.progress + this.unheardLaps;
  }

  /** Notes the time that has passed. @param lengthM of the lap, m */
  pass(t: number, lengthM: number): void {
    const unheardMs = Math.min(t - this.heardT, limits.carGoneMs);
    this.unheardLaps = (this.motion.speedKmh / 3.6) * (unheardMs / 1000 / lengthM);
  }

  get isInPits(): boolean {
    return this.motion.inPitLane || this.motion.inPit;
  }

  /** @returns a lap that is complete with the newest message; null: none is */
  completedLap(t: number, place: number): CarLapDraft | null {
    // A car that is not heard of is not moved on.
    if (this.heardT !== t) return null;
    const { driver, car, lastLapMs } = this.entry;
    const laps = Math.floor(this.track.progress);
    const done = this.laps.add(t, this.track.crossedT, laps, lastLapMs, this.isInPits);
    return done === null ? null : { carId: this.id, driver, car, place, ...done };
  }
}
