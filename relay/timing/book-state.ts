/** The state of a timing book as plain data. It is stored with the session, so its field names are fixed. */
import type { ReportedValue } from './reported-value.ts';

/** How the beginning of a lap was seen. */
export type LapBeginning =
  /** The lap clock was seen to start. */
  | 'line'
  /** The first frame came right after the clock had started. */
  | 'start'
  /** The first frame came in the middle of the lap. */
  | 'joined';

export interface LapFuel {
  /** Litres at the beginning, and the least since. */
  startL: number;
  lowestL: number;
  refuelled: boolean;
}

export interface LapSectors {
  /** The current sector, from 0; null: not reported on this lap. */
  sector: number | null;
  /** Times of the completed sectors, ms. */
  timesMs: (number | null)[];
  /** A sector is complete and its time is not reported yet. */
  waiting: { index: number; since: number } | null;
}

/** One attempt at a lap, from one start of the lap clock to the next. A lap that is restarted is another attempt. */
export interface Attempt {
  beginning: LapBeginning;
  /** When it began, ms of the book's clock. */
  startAt: number;
  /** Packets of its first and newest frame, and the widest step between two frames. */
  startPacket: number;
  lastPacket: number;
  gapMax: number;
  frames: number;
  /** Distance by the game's position, as a share of the track. */
  way: number;
  fuel: LapFuel;
  tyresOutMax: number | null;
  pitted: boolean;
  sectors: LapSectors;
}

/** The part of a sample that the next one is compared with. */
export interface Moment {
  packetId: number;
  /** ms of the book's clock. */
  at: number;
  /** ms of the publisher's clock; not there: it has none. */
  t?: number | undefined;
  /** `currentLapTime`, ms; null: the lap clock is stopped; undefined: not published. */
  clockMs: number | null | undefined;
  fuelL: number;
  /** `trackPosition`; null: not published. */
  position: number | null;
}

/** When a sample showed that the line was crossed. */
export interface LineEvidence {
  at: number;
  /** Of the sample before. */
  beforeAt: number;
}

/** The end of a lap, of which only the clock or only the counter was seen. */
export type Line =
  | { kind: 'none' }
  /** The clock restarted. The counter follows, or the lap was given up. */
  | { kind: 'fallen'; evidence: LineEvidence; ended: EndedAttempt }
  | CountedLine;

/** The counter went up. The clock follows, or this is the line. */
export interface CountedLine {
  kind: 'counted';
  evidence: LineEvidence;
  from: number;
  to: number;
  /** Of the frame with which it was counted. */
  packetId: number;
  fuelL: number;
}

export interface EndedAttempt {
  attempt: Attempt;
  /** Packet of the first frame past the line. */
  linePacket: number;
  /** Litres at the line; null: it was not seen. */
  endL: number | null;
  /** Time by the lap's clock, ms; null: it was not published. */
  clockMs: number | null;
}

/** A complete lap whose times are not reported yet. */
export interface PendingLap {
  lap: number;
  evidence: LineEvidence;
  /** null: no frame of it was seen. */
  ended: EndedAttempt | null;
  /** The times that the game reports belong to this lap. */
  isTold: boolean;
}

export interface BookState {
  /** The lap counter; null: no frame came yet. */
  lap: number | null;
  /** The newest sample. */
  moment: Moment | null;
  attempt: Attempt | null;
  line: Line;
  pending: PendingLap | null;
  /** Times as the game reports them; null: never reported. */
  lastLap: ReportedValue | null;
  bestLap: ReportedValue | null;
  lastSector: ReportedValue | null;
  /** The highest lap that is complete. */
  completedThrough: number | null;
  /** The best counting lap of the session. */
  sessionBest: { lap: number; timeMs: number } | null;
  bestSectorsMs: (number | null)[];
  /** Litres of the newest laps, for the mean. */
  burntL: number[];
  /** Highest reported sector number. */
  sectorMax: number;
}

export function emptyBook(): BookState {
  return {
    lap: null,
    moment: null,
    attempt: null,
    line: { kind: 'none' },
    pending: null,
    lastLap: null,
    bestLap: null,
    lastSector: null,
    completedThrough: null,
    sessionBest: null,
    bestSectorsMs: [],
    burntL: [],
    sectorMax: 0,
  };
}

/** A complete lap with the values that the book decided. */
export interface LapResult {
  readonly lap: number;
  /** ms; null: not known. */
  readonly timeMs: number | null;
  /** null: the game does not tell. */
  readonly valid: boolean | null;
  readonly sectorsMs: readonly (number | null)[];
  /** Litres; null: not known, or fuel was added. */
  readonly fuelL: number | null;
  readonly pitted: boolean;
  /** false: its beginning was not seen, so it cannot be a best lap. */
  readonly fromLine: boolean;
  /** Seen from line to line with no hole. */
  readonly whole: boolean;
  /** Packet of the first frame of the attempt that was completed; null: no frame of the lap was seen. */
  readonly startPacket: number | null;
  /** Packet of the first frame past its end; null as above. */
  readonly linePacket: number | null;
  /** The best lap before this one, ms; null: there was none. */
  readonly bestMs: number | null;
  readonly isSessionBest: boolean;
}
