/** Describes sessions to other relays, and reads their descriptions. Ages become times on this relay's clock. */
import { limits } from '../../protocol/limits.ts';
import type { WatchableSession } from '../../protocol/watch-list.ts';
import { type FollowedSession, keepsLatest } from '../live/latest-session.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { ListedElsewhere } from './backplane-messages.ts';
import type { RemoteSession } from './session-directory.ts';

/** What the API says about a session of this relay. */
export type SessionDescription = Pick<ListedElsewhere, 'status' | 'watch'>;

/** What other relays should hear of at once when it changes. */
type Summary = Omit<ListedElsewhere, 'epoch' | 'activity' | 'status' | 'watch'>;

/** @param key the publish key that the session belongs to; null: nobody's */
function summaryOf(session: LiveSession, key: string | null, now: number): Summary {
  const { id: sessionID, runNumber: run, runName, driver, ended, activity, status } = session;
  return {
    sessionID,
    run,
    runName,
    driver,
    key,
    ended,
    isPublished: !ended && runName !== null && status !== 'agent-away',
    keepsLatest: keepsLatest({ sessionID, activity, ended }, now),
  };
}

/** Two equal texts: other relays need not hear of the session now. Cheap, because it is asked for often. */
export function changesOf(session: LiveSession, key: string | null, now: number): string {
  return JSON.stringify([summaryOf(session, key, now), session.status]);
}

export function listedSession(
  session: LiveSession,
  {
    epoch,
    key,
    now,
  }: { readonly epoch: number; readonly key: string | null; readonly now: number },
  description: SessionDescription,
): ListedElsewhere {
  const { activity } = session;
  return {
    ...summaryOf(session, key, now),
    ...description,
    epoch,
    activity:
      activity === null
        ? null
        : { batches: activity.batches, agoMs: now - activity.lastAt, gapMs: activity.gapMs },
  };
}

/** When the newest batch of the session came, ms on this relay's clock; null: none has. */
function lastBatchAt({ listed, heardAt }: RemoteSession, now: number): number | null {
  if (listed.activity === null) return null;
  // It publishes steadily. Its owner says so at once when that ends, unless the owner has ended too.
  if (listed.keepsLatest) return Math.min(now, heardAt + 2 * limits.backplanePresenceMs);
  return heardAt - listed.activity.agoMs;
}

/** The session as a candidate for `live`. */
export function followedElsewhere(session: RemoteSession, now: number): FollowedSession {
  const { sessionID, ended, driver, activity, keepsLatest: keeps } = session.listed;
  const lastAt = lastBatchAt(session, now);
  if (activity === null || lastAt === null) return { sessionID, ended, driver, activity: null };
  const batches = keeps ? Number.POSITIVE_INFINITY : activity.batches;
  return { sessionID, ended, driver, activity: { batches, lastAt, gapMs: activity.gapMs } };
}

/** @returns null: it is not listed for viewers yet */
export function watchableElsewhere(session: RemoteSession, now: number): WatchableSession | null {
  const { watch } = session.listed;
  const heardAt = lastBatchAt(session, now);
  return watch === null || heardAt === null ? null : { ...watch, heardAt: Math.round(heardAt) };
}
