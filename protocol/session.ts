/** The metadata of a session (one driver, car and track in the game) and its status. */

/** `sessionType` of a race. */
export const raceSessionType = 2;

/** Sent when known and again when it changes. No field is required. Null or absent: not known. */
export interface SessionInfo {
  driverName?: string;
  /** On the car, for instance `27` or `007`. */
  raceNumber?: string;
  team?: string;
  /** A word that the drivers of one race have agreed on: their cars form one grid on a relay. */
  race?: string;
  /** Of the driver, by ISO 3166-1 alpha-2, for instance `DE`; with a part for nations of a country, for instance `GB-SCT`. */
  country?: string;
  /** The game's own ids, for instance `ks_nordschleife` (cut at 32 characters by the game). */
  track?: string;
  trackConfiguration?: string;
  car?: string;
  carSkin?: string;
  /** rpm; learnt from the drive when the game gives 0. */
  maxRpm?: number;
  /** `maxRpm` is the highest rpm seen so far, because the game gives none. */
  maxRpmLearnt?: boolean;
  /** litres */
  maxFuel?: number;
  /** metres */
  trackLengthM?: number;
  sectorCount?: number;
  /** -1 unknown, 0 practice, 1 qualify, 2 race, 3 hotlap, 4 time attack, 5 drift, 6 drag. */
  sessionType?: number;
  /** 0 when the session is timed. */
  numberOfLaps?: number;
  tyreCompound?: string;
  /** The game whose memory is read, for instance `Assetto Corsa`. */
  game?: string;
  /** ms since 1970 on the publisher's wall clock. */
  startedAt?: number;
}

/** By the game's own ids; null: not known. */
export interface CarAndTrack {
  readonly car: string | null;
  readonly track: string | null;
  readonly trackConfiguration: string | null;
}

export function carAndTrackOf({ car, track, trackConfiguration }: SessionInfo): CarAndTrack {
  return {
    car: car ?? null,
    track: track ?? null,
    trackConfiguration: trackConfiguration ?? null,
  };
}

/**
 * What the driver's game is doing, as the agent sees it.
 * - `waiting`: no game (or its pages are only held open by another tool)
 * - `loading`: the game is there, nothing moves yet
 * - `menu`: status off; `driving`; `paused`; `replay`
 * - `ended`: the session is over (game closed, car or track changed)
 */
export type GameStatus = 'waiting' | 'loading' | 'menu' | 'driving' | 'paused' | 'replay' | 'ended';

export const gameStatuses: readonly GameStatus[] = [
  'waiting',
  'loading',
  'menu',
  'driving',
  'paused',
  'replay',
  'ended',
];

/** `agent-away`: nobody publishes this session at the moment. Only the relay sets it. */
export type SessionStatus = GameStatus | 'agent-away';

/**
 * One run of the game under one published session id. `run` is the agent's name for it. A publisher without an agent
 * gives none (`''`); its runs are distinguished by packet ids and laps that fall back.
 */
export interface RunKey {
  sessionID: string;
  run: string;
}

type KnownInfo = { [Name in keyof SessionInfo]?: SessionInfo[Name] | null };

/** Whether the two belong to different sessions: another driver, car or track. Unknown values contradict nothing. */
export function contradicts(known: KnownInfo, given: KnownInfo): boolean {
  const differs = (a?: string | null, b?: string | null) => Boolean(a && b && a !== b);
  return (
    differs(known.driverName, given.driverName) ||
    differs(known.car, given.car) ||
    differs(known.track, given.track) ||
    differs(known.trackConfiguration, given.trackConfiguration)
  );
}
