/** What the session overlay shows. Pure. */

import { prettyName, prettyTrack } from '../../../protocol/readable-name.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import type { Sample } from '../sample.ts';
import { hasResults, isPresent } from './presence.ts';
import { clockText } from './time.ts';

/** Texts from the session info; empty ones are not shown. */
export interface SessionNames {
  readonly driver: string;
  /** On the car. */
  readonly number: string;
  readonly team: string;
  readonly car: string;
  readonly track: string;
  /** Kind of session; empty: unknown. */
  readonly kind: string;
  /** Laps of the race; 0: timed or unknown. */
  readonly laps: number;
}

/** The game's order: 0 practice … 6 drag. */
const kinds = ['Practice', 'Qualifying', 'Race', 'Hotlap', 'Time attack', 'Drift', 'Drag'];

export function sessionNames(sessionInfo: SessionInfo): SessionNames {
  const {
    driverName,
    raceNumber,
    team,
    car,
    track,
    trackConfiguration,
    sessionType,
    numberOfLaps,
  } = sessionInfo;
  return {
    driver: driverName ?? '',
    number: raceNumber ?? '',
    team: team ?? '',
    car: car === undefined ? '' : prettyName(car),
    track: track === undefined ? '' : prettyTrack(track, trackConfiguration),
    kind: kinds[sessionType ?? -1] ?? '',
    laps: numberOfLaps ?? 0,
  };
}

export const flags = ['blue', 'yellow', 'black', 'white', 'chequered', 'penalty'] as const;
export type Flag = (typeof flags)[number];

export interface SessionPicture {
  /** False: there is no car; position and lap are those at the end of the drive. */
  readonly present: boolean;
  /** null: not known. */
  readonly position: string | null;
  readonly lap: string | null;
  /** Time left of a timed session; null: not timed, over or unknown. */
  readonly timeLeft: string | null;
  /** null: no flag. */
  readonly flag: Flag | null;
}

const nothing: SessionPicture = {
  present: false,
  position: null,
  lap: null,
  timeLeft: null,
  flag: null,
};

/** Longest plausible session, ms: without a time limit the game reports a larger value. */
const longestMs = 100 * 3_600_000 - 1_000;

export function readSession(sample: Sample): SessionPicture {
  if (!hasResults(sample)) return nothing;
  const { position, sessionTimeLeftMs, flag } = sample.state;
  const present = isPresent(sample);
  const left = sessionTimeLeftMs ?? null;
  const timed = present && left !== null && left > 0 && left <= longestMs;
  return {
    present,
    position: position === undefined || position < 1 ? null : String(position),
    lap: lapText(sample),
    timeLeft: timed ? clockText(left) : null,
    flag: present ? (flags[(flag ?? 0) - 1] ?? null) : null,
  };
}

/** After the last lap of a race the lap number stays at it. */
function lapText({ state: { lap }, sessionInfo }: Sample): string | null {
  if (lap === undefined) return null;
  const last = sessionInfo.numberOfLaps ?? 0;
  return String(last > 0 ? Math.min(lap, last) : lap);
}
