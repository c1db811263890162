/** The port of a source of other cars, and what it reads. Types only. */
import type {
  CarCollision,
  CarEntry,
  CarMotion,
  CarSourceName,
  GameCamera,
} from '../../protocol/cars.ts';

/** All cars at one time. */
export interface CarsReading {
  readonly source: CarSourceName;
  /** ms on the machine's monotonic clock, as in samples of the game. */
  readonly atMs: number;
  /** Name of the game's server; null: offline, or not known. */
  readonly server: string | null;
  readonly entries: readonly CarEntry[];
  /** One for each entry. */
  readonly motions: readonly CarMotion[];
  /** Since the reading before. Absent: the source does not report any. */
  readonly collisions?: readonly CarCollision[];
  /** Absent: the source cannot move the camera of the game. */
  readonly camera?: GameCamera;
}

/** A source may come and go at any time. No call throws. */
export interface CarSource {
  readonly name: CarSourceName;
  /** It is there, and cars have moved in it. */
  readonly isThere: boolean;
  /** When a car moved last, ms on the monotonic clock. */
  readonly movedMs: number;
  /** Looks at the source. @returns whether something has changed since the last call */
  poll(nowMs: number): boolean;
  /** Reads the cars as they are now. @returns null: they cannot be read */
  read(nowMs: number): CarsReading | null;
  close(): void;
}
