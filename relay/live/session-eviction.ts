/** Chooses the session that leaves memory when `limits.sessionsMax` is reached. */
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import type { LiveSession } from './live-session.ts';

/**
 * The session that has been idle for the longest time.
 * @throws RelayError `too-many` when none is idle
 */
export function longestIdle(sessions: Iterable<LiveSession>, now: number): LiveSession {
  let idlest: LiveSession | null = null;
  for (const session of sessions) {
    if (!session.isIdle(now)) continue;
    if (idlest === null || session.lastActiveAt < idlest.lastActiveAt) idlest = session;
  }
  if (idlest !== null) return idlest;
  throw new RelayError(
    'too-many',
    `There are ${limits.sessionsMax} sessions in use already.`,
    'A session that nobody publishes makes room after a few seconds.',
  );
}
