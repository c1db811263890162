/** What the list of drivers says of each session. Pure. */
import { prettyName, prettyTrack } from '../../protocol/readable-name.ts';
import type { SessionStatus } from '../../protocol/session.ts';
import { lapTimeText } from '../../protocol/units.ts';
import type { WatchableSession } from '../../protocol/watch-list.ts';
import { agoText } from './time-ago.ts';

const words = {
  waiting: 'getting ready',
  loading: 'getting ready',
  menu: 'in the menu',
  driving: 'driving',
  paused: 'paused',
  replay: 'in a replay',
} as const;

export interface ListLines {
  readonly name: string;
  /** What the driver does, or how old the session is. */
  readonly state: string;
  /** Car and track. */
  readonly where: string;
  readonly laps: string;
}

/** @param relayMs the relay's clock, ms since 1970 */
export function listLines(session: WatchableSession, relayMs: number): ListLines {
  const { driver, sessionID, car, track, trackConfiguration, status, lap, bestLapMs, heardAt } =
    session;
  const where = [
    car === null ? '' : prettyName(car),
    track === null ? '' : prettyTrack(track, trackConfiguration ?? ''),
  ].filter((part) => part !== '');
  const best = bestLapMs === null ? '' : `best ${lapTimeText(bestLapMs)}`;
  return {
    name: driver ?? sessionID,
    state: stateOf(status, agoText(relayMs - heardAt)),
    where: where.join(' · '),
    laps: [lap === null ? '' : `lap ${lap}`, best].filter((part) => part !== '').join(', '),
  };
}

function stateOf(status: SessionStatus, ago: string): string {
  if (status === 'ended') return `ended ${ago}`;
  if (status === 'agent-away') return `last seen ${ago}`;
  return words[status];
}
