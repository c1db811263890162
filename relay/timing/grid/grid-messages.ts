/** What goes into the grid of a run and what comes out of it. Types only. */
import type {
  CarEntry,
  CarMotion,
  CarSourceName,
  GameCamera,
  GridEntry,
  GridPosition,
} from '../../../protocol/cars.ts';
import type { GridEventDraft } from './grid-events.ts';
import type { CarLapDraft } from './lap-count.ts';

/** What the session says about the race. */
export interface RaceRules {
  readonly isRace: boolean;
  /** null: timed, or not known. */
  readonly laps: number | null;
  /** Length of the lap, m; null: not known. */
  readonly lengthM: number | null;
}

/** How the end of a race is known. */
export type RaceEnd =
  /** Of a timed session: when it is over, the leader finishes at the next crossing; null: not known. */
  | { readonly timeLeftMs: number | null }
  /** The source says who has won, perhaps a lap after the time was up; null: nobody has yet. */
  | { readonly winnerId: number | null };

/** What a live session of a car's driver knows better than the source. */
export interface OwnCar {
  readonly sessionID: string;
  readonly facts: Partial<Pick<CarEntry, 'lastLapMs' | 'bestLapMs' | 'tyre'>>;
  /** Where the car really is, at the same time as the others. */
  placed(motion: CarMotion): CarMotion;
}

/** Cars of a source that changed. */
export interface CarsUpdate {
  readonly source: CarSourceName | null;
  readonly server: string | null;
  readonly whole: boolean;
  readonly cars: readonly CarEntry[];
  readonly gone: readonly number[];
  /** Absent, null: the source cannot move the camera of the game. */
  readonly camera?: GameCamera | null;
}

/** What pages get of one message, and what is stored of it. */
export interface GridStep {
  readonly t: number;
  /** In the order of their places. */
  readonly positions: readonly GridPosition[];
  /** Entries that differ from what was given before. */
  readonly entries: readonly GridEntry[];
  readonly gone: readonly number[];
  /** The focus differs from what was given before. */
  readonly hasNewFocus: boolean;
  readonly events: readonly GridEventDraft[];
  /** Laps that cars completed. */
  readonly laps: readonly CarLapDraft[];
}
