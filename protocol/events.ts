/**
 * Race events, which the relay detects in the stream of frames and in the cars of the session; `moment-marked` comes from
 * the streamer. Each is sent once, in order, and never for a frame that is late or replayed from the database.
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
  'moment-marked',
  'overtake',
  'overtaken',
  'battle-started',
  'leader-changed',
  'fastest-lap',
  'car-pitted',
  'car-retired',
  'chequered-flag',
] as const;

export type RaceEventName = (typeof raceEventNames)[number];

/** One event. `lap-completed`, `session-best` and `personal-best` have lap fields. */
export interface RaceEvent {
  name: RaceEventName;
  /** Counts up within one relay. Together with `instance` of the welcome it is unique. */
  id: number;
  sessionID: string;
  /** ms since 1970 on the relay's clock. */
  at: number;
  /** The current lap; for `lap-completed` the completed one. */
  lap?: number;
  lapTimeMs?: number;
  /** null: the game does not report it. */
  valid?: boolean | null;
  /** Best lap before this one, ms. */
  bestMs?: number;
  /** lapTimeMs minus the best before it, ms. */
  deltaMs?: number;
  flag?: number;
  /** Of `moment-marked`: the place on the lap, 0 … 1, and the time since the line, ms, where they are known. */
  place?: number;
  sinceLineMs?: number;
  /** Of `moment-marked`: what the streamer wrote; absent: nothing. */
  note?: string;
  /**
   * Of events about a car of the grid: its id and place, and whether it is the session's own. `driver` and `car` are that
   * car's then, `lap` its current lap.
   */
  carId?: number;
  position?: number;
  own?: boolean;
  /** The number on the car, where it is known. */
  number?: string;
  /**
   * The other car: that was passed (`overtake`), that passed (`overtaken`), that is attacked or led before, that
   * was hit (`collision`).
   */
  otherId?: number;
  otherDriver?: string;
  /** Of a `collision` that the game's server reports: the speed of the impact, km/h. */
  impactKmh?: number;
  /** Time between the two cars, ms. */
  gapMs?: number;
  driver?: string;
  car?: string;
  track?: string;
}
