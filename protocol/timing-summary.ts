/**
 * What is known of a session beyond the newest frame: its laps, sectors, fuel use, references and map. A snapshot
 * that the relay makes and sends anew when something in it changes (a few times a lap). Types only.
 */

export interface TimingLap {
  lap: number;
  /** ms; null: not known. */
  timeMs: number | null;
  /** null: the game does not let one know. */
  valid: boolean | null;
  /** Time of each sector, ms, as far as known. */
  sectorsMs: (number | null)[];
  /** Litres burnt on the lap; null: not known, or fuel was added. */
  fuelL: number | null;
  /** The car was in the pit lane on this lap. */
  pitted: boolean;
}

export interface TimingSummary {
  /** Completed laps, oldest first, at most `limits.boardLapsMax`. */
  laps: TimingLap[];
  sessionBestMs: number | null;
  sessionBestLap: number | null;
  /**
   * The session's lap that `deltaBestMs` of the frames is held against, and its time in ms: the best lap whose course
   * is known. null: there is none, or it is not known which.
   */
  deltaLap: number | null;
  deltaLapMs: number | null;
  /** Best of this driver, car, track and layout in all stored sessions, this one included, ms. */
  personalBestMs: number | null;
  /** Time of the lap that `deltaPersonalMs` of the frames is held against, ms; null: there is none. */
  deltaPersonalLapMs: number | null;
  /** Best time of each sector in this session, ms. */
  bestSectorsMs: (number | null)[];
  /** Sectors of the lap being driven that are done, ms. */
  currentSectorsMs: (number | null)[];
  /** Litres a lap, the mean of the newest laps that count for it; null until one was driven. */
  fuelPerLapL: number | null;
  /** Where the map of this track is to be had, as a path on the relay; null while it is not known. */
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
  /** The game tells no place on this track: places are shares of the way around, and a car is placed by its coordinates. */
  byCoordinates?: true;
}
