/** What the book of laps knows, as plain data: it is saved with the session and read back. Types only. */
import type { ReportedValue } from './reported-value.ts';

/** How the beginning of a lap was seen. */
export type LapBeginning =
  /** The clock of the lap was seen to start. */
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
  /** Number of the sector that the car is in, from 0; null: not told on this lap. */
  sector: number | null;
  /** ms, of the sectors that are done. */
  timesMs: (number | null)[];
  /** A sector is done and its time is not told yet. */
  waiting: { index: number; since: number } | null;
}

/** One try at a lap, from a start of the lap's clock to the next. A lap that is begun anew is another attempt. */
export interface Attempt {
  beginning: LapBeginning;
  /** When it began, ms of the book's clock. */
  startAt: number;
  /** Packet of its first frame and of its newest one, and the widest step between two. */
  startPacket: number;
  lastPacket: number;
  gapMax: number;
  frames: number;
  /** Way by the game's position, shares of the track. */
  way: number;
  fuel: LapFuel;
  tyresOutMax: number | null;
  pitted: boolean;
  sectors: LapSectors;
}

/** A sample of the car as far as the next one is held against it. */
export interface Moment {
  packetId: number;
  /** ms of the book's clock. */
  at: number;
  /** ms of the publisher's clock; not there: it has none. */
  t?: number | undefined;
  /** `currentLapTime`, ms; null: the clock does not run; undefined: not published. */
  clockMs: number | null | undefined;
  fuelL: number;
  /** `trackPosition`; null: not published. */
  position: number | null;
}

/** When something showed that the line was crossed. */
export interface LineEvidence {
  at: number;
  /** Of the sample before. */
  beforeAt: number;
}

/** A lap's end, of which one part was seen. */
export type Line =
  | { kind: 'none' }
  /** The clock started anew. The counter follows, or the lap was given up. */
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

/** A complete lap whose times are not told yet. */
export interface PendingLap {
  lap: number;
  evidence: LineEvidence;
  /** null: nothing of it was seen. */
  ended: EndedAttempt | null;
  /** The times that the game tells are of this lap. */
  isTold: boolean;
}

export interface BookState {
  /** Laps by the counter; null: nothing came yet. */
  lap: number | null;
  /** The newest sample. */
  moment: Moment | null;
  attempt: Attempt | null;
  line: Line;
  pending: PendingLap | null;
  /** Times as the game tells them; null: never told. */
  lastLap: ReportedValue | null;
  bestLap: ReportedValue | null;
  lastSector: ReportedValue | null;
  /** The highest lap that is complete. */
  completedThrough: number | null;
  /** The best lap of the session that counts. */
  sessionBest: { lap: number; timeMs: number } | null;
  bestSectorsMs: (number | null)[];
  /** Litres of the newest laps that count for the mean. */
  burntL: number[];
  /** Highest number of a sector that was told. */
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

/** A complete lap, as the book decided. */
export interface LapResult {
  readonly lap: number;
  /** ms; null: not known. */
  readonly timeMs: number | null;
  /** null: the game does not let one know. */
  readonly valid: boolean | null;
  readonly sectorsMs: readonly (number | null)[];
  /** Litres; null: not known, or fuel was added. */
  readonly fuelL: number | null;
  readonly pitted: boolean;
  /** false: its beginning was not seen, so it is no best. */
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
