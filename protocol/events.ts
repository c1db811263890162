/**
 * What happens in a race, made by the relay from the stream of frames. Events are discrete: each is made once,
 * in order, and never for a frame that is late or replayed from the database.
 */

export const raceEventNames = [
  'session-started',
  'session-ended',
  'lap-completed',
  'session-best',
  'personal-best',
  'pit-entered',
  'pit-exited',
  'paused',
  'resumed',
  'replay-started',
  'replay-ended',
  'driving-started',
  'driving-ended',
  'flag-changed',
  'off-track',
  'collision',
] as const;

export type RaceEventName = (typeof raceEventNames)[number];

/** One event. Lap fields are there for `lap-completed`, `session-best` and `personal-best`. */
export interface RaceEvent {
  name: RaceEventName;
  /** Counts up within one relay; with `instance` of the welcome it names the event for ever. */
  id: number;
  sessionID: string;
  /** ms since 1970 on the relay's clock. */
  at: number;
  /** The lap being driven, for `lap-completed` the lap that was completed. */
  lap?: number;
  lapTimeMs?: number;
  /** null: the game does not let one know. */
  valid?: boolean | null;
  /** Best lap before this one, ms. */
  bestMs?: number;
  /** lapTimeMs minus the best before it, ms. */
  deltaMs?: number;
  flag?: number;
  driver?: string;
  car?: string;
  track?: string;
}
