/**
 * The timing of a session: laps, sectors, fuel use, reference laps and track map. The relay sends it as `board` whenever
 * it changes, which is a few times a lap. Types only.
 */

export interface TimingLap {
  lap: number;
  /** ms; null: not known. */
  timeMs: number | null;
  /** null: the game does not tell. */
  valid: boolean | null;
  /** Time of each sector, ms, as far as known. */
  sectorsMs: (number | null)[];
  /** Litres burnt on the lap; null: not known, or fuel was added. */
  fuelL: number | null;
  /** The car was in the pit lane on this lap. */
  pitted: boolean;
}

export interface TimingSummary {
  /** Completed laps, oldest first, at most `limits.timingLapsMax`. */
  laps: TimingLap[];
  sessionBestMs: number | null;
  sessionBestLap: number | null;
  /**
   * The reference lap of `deltaBestMs`, and its time in ms: the session's best lap that has a trace. null: there is
   * none, or its number is not known.
   */
  deltaLap: number | null;
  deltaLapMs: number | null;
  /** Best of this driver, car, track and layout in all stored sessions, this one included, ms. */
  personalBestMs: number | null;
  /** Time of the reference lap of `deltaPersonalMs`, ms; null: there is none. */
  deltaPersonalLapMs: number | null;
  /** Best time of each sector in this session, ms. */
  bestSectorsMs: (number | null)[];
  /** Completed sectors of the current lap, ms. */
  currentSectorsMs: (number | null)[];
  /** Litres a lap, the mean of the newest laps that count for it; null until one was driven. */
  fuelPerLapL: number | null;
  /** Path of the track map on the relay; null: not known yet. */
  trackMap: string | null;
}

export const emptyBoard: TimingSummary = {
  laps: [],
  sessionBestMs: null,
  sessionBestLap: null,
  deltaLap: null,
  deltaLapMs: null,
  personalBestMs: null,
  deltaPersonalLapMs: null,
  bestSectorsMs: [],
  currentSectorsMs: [],
  fuelPerLapL: null,
  trackMap: null,
};

/** The line a car drove around a track. Points are in order of driving, evenly spread, the last before the first. */
export interface TrackMap {
  track: string;
  trackConfiguration: string;
  /** Metres: the game's x and z axes, and the place along the track 0…1. */
  points: { x: number; z: number; position: number }[];
  /** Places along the track where sectors after the first begin. */
  sectorStarts: number[];
  /** Place along the track where laps begin, as the game counts it; absent: 0. */
  line?: number;
  /** The game reports no position on this track: positions are shares of the distance around, and cars are placed by coordinates. */
  byCoordinates?: true;
}
