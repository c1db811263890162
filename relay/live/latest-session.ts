/**
 * Chooses the session that the id `live` stands for. Two sessions that publish at the same time must not make it jump
 * to and fro, and one that ended must not keep it. Pure: the caller passes the time.
 */
import { limits } from '../../protocol/limits.ts';

/** How a session publishes. Never changed in place. */
export interface PublishActivity {
  readonly batches: number;
  /** ms on the relay's clock. */
  readonly lastAt: number;
  /** Widest usual time between two batches, ms. */
  readonly gapMs: number;
}

/** After this many batches a session publishes steadily. */
const steadyBatches = 3;
/** A session has paused after this many usual gaps without a batch. */
const gapsToPause = 2.5;
/** Decay of a wide gap, per batch. */
const forget = 0.9;

export function recordBatch(pace: PublishActivity | null, now: number): PublishActivity {
  if (pace === null) return { batches: 1, lastAt: now, gapMs: 0 };
  const gap = Math.min(now - pace.lastAt, limits.liveHoldMsMax);
  return { batches: pace.batches + 1, lastAt: now, gapMs: Math.max(gap, pace.gapMs * forget) };
}

/** Until when a session keeps `live` while another one publishes, ms. */
function heldUntil(pace: PublishActivity): number {
  if (pace.batches < steadyBatches) return pace.lastAt;
  const hold = Math.max(gapsToPause * pace.gapMs, limits.liveHoldMsMin);
  return pace.lastAt + Math.min(hold, limits.liveHoldMsMax);
}

export interface LatestCandidate {
  readonly sessionID: string;
  /** null: it has not published yet. */
  readonly activity: PublishActivity | null;
  readonly ended: boolean;
}

/** Whether the session keeps `live` while another one publishes. */
export function keepsLatest(session: LatestCandidate, now: number): boolean {
  return session.activity !== null && !session.ended && heldUntil(session.activity) > now;
}

/**
 * @param current the present choice, if there is one
 * @param candidates every session that can be chosen, with `current` if it still can
 * @returns `current` while it publishes steadily, else the one that published last
 */
export function chooseLatest(
  current: string | null,
  candidates: Iterable<LatestCandidate>,
  now: number,
): string | null {
  let newest: LatestCandidate | null = null;
  for (const one of candidates) {
    if (one.activity === null) continue;
    if (one.sessionID === current && keepsLatest(one, now)) return current;
    if (newest === null || one.activity.lastAt > newest.activity!.lastAt) newest = one;
  }
  return newest?.sessionID ?? null;
}

/** A session that viewers may ask for by its driver. */
export interface FollowedSession extends LatestCandidate {
  readonly driver: string | null;
}

/** Compares names without case and outer spaces. @param asked null: any driver */
export function isSameDriver(asked: string | null, driver: string | null): boolean {
  if (asked === null) return true;
  return driver !== null && asked.trim().toLowerCase() === driver.trim().toLowerCase();
}

/** @param driver null: any */
export function* forDriver(
  sessions: Iterable<FollowedSession>,
  driver: string | null,
): Iterable<FollowedSession> {
  for (const one of sessions) if (isSameDriver(driver, one.driver)) yield one;
}
