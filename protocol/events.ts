/**
 * Race events, which the relay detects in the stream of frames; `moment-marked` comes from the streamer. Each is sent once,
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
  'moment-marked',
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
  driver?: string;
  car?: string;
  track?: string;
}
