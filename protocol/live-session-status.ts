/** What a relay says about one live session. Types only. */
import type { CarSourceName } from './cars.ts';
import type { SessionStatus } from './session.ts';

/** Several publishers send one session at the same time. */
export interface PublisherConflict {
  /** ms on the relay's clock. */
  readonly since: number;
  /** Kind and address of the publisher whose frames viewers get. */
  readonly shown: string;
  /** Kind and address of each of the others. */
  readonly others: readonly string[];
}

export interface LiveSessionStatus {
  readonly sessionID: string;
  readonly run: number;
  readonly status: SessionStatus;
  /** For instance `Assetto Corsa`. */
  readonly game: string | null;
  readonly driver: string | null;
  readonly car: string | null;
  readonly track: string | null;
  readonly lap: number | null;
  readonly framesPerSecond: number;
  readonly framesTaken: number;
  readonly framesLate: number;
  /** Time since the newest frame was sampled, ms; null: the publisher's clock is not known. */
  readonly ageMs: number | null;
  readonly clock: 'measured' | 'estimated' | null;
  readonly viewers: number;
  /** null: at most one publisher sends this session. */
  readonly contest: PublisherConflict | null;
  /** Where its cars come from, and how many there are; null: no source of cars. */
  readonly cars: { readonly source: CarSourceName; readonly count: number } | null;
}
