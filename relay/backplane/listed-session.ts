/** Describes sessions to other relays, and reads their descriptions. Ages become times on this relay's clock. */
import { limits } from '../../protocol/limits.ts';
import type { LiveSessionStatus } from '../../protocol/live-session-status.ts';
import type { WatchableSession } from '../../protocol/watch-list.ts';
import type { FollowedSession } from '../live/latest-session.ts';
import { keepsLatest } from '../live/latest-session.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { ListedElsewhere } from './backplane-messages.ts';
import type { RemoteSession } from './session-directory.ts';

/** What the API says about a session of this relay. */
export interface SessionDescription {
  readonly status: LiveSessionStatus;
  /** null: it is not listed for viewers yet. */
  readonly watch: WatchableSession | null;
  /** The publish key that it belongs to; null: nobody's. */
  readonly key: string | null;
}

export function listedSession(
  session: LiveSession,
  epoch: number,
  { status, watch, key }: SessionDescription,
  now: number,
): ListedElsewhere {
  const { id, runNumber, runName, driver, ended, activity } = session;
  const candidate = { sessionID: id, activity, ended };
  return {
    sessionID: id,
    epoch,
    run: runNumber,
    runName,
    driver,
    key,
    ended,
    isPublished: !ended && runName !== null && session.status !== 'agent-away',
    keepsLatest: keepsLatest(candidate, now),
    activity:
      activity === null
        ? null
        : { batches: activity.batches, agoMs: now - activity.lastAt, gapMs: activity.gapMs },
    status,
    watch,
  };
}

/** What other relays should hear of at once. Two equal texts: nothing of it has changed. */
export function changesOf(listed: ListedElsewhere): string {
  const { run, runName, driver, key, ended, isPublished, keepsLatest: keeps, status } = listed;
  return JSON.stringify([run, runName, driver, key, ended, isPublished, keeps, status.status]);
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
