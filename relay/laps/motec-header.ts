/** What the header of a MoTeC file says of a stored lap. Pure. */
import type { StoredLap } from '../../protocol/relay-answers.ts';
import { cleanTrack } from '../../protocol/track-key.ts';
import { lapTimeText } from '../../protocol/units.ts';
import type { StoredSession } from '../storage/store.ts';
import type { MotecHeader } from './motec.ts';

/** The game's numbers for kinds of sessions. */
const sessionTypes = [
  'Practice',
  'Qualify',
  'Race',
  'Hotlap',
  'Time Attack',
  'Drift',
  'Drag',
] as const;

export function motecHeader(
  { sessionID, facts }: StoredSession,
  { lap, lapMs }: StoredLap,
): Omit<MotecHeader, 'startedAt'> {
  const { trackConfiguration } = facts;
  const track = cleanTrack(facts.track ?? '');
  return {
    driver: facts.driverName ?? '',
    vehicle: facts.car ?? '',
    venue: trackConfiguration ? `${track} ${trackConfiguration}` : track,
    event: sessionID,
    session: sessionTypes[facts.sessionType ?? -1] ?? '',
    comment: lapMs === null ? `Lap ${lap}` : `Lap ${lap}  ${lapTimeText(lapMs)}`,
  };
}
