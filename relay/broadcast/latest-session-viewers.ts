/**
 * Viewers of `live`: keeps each with the session that published most recently (of one driver, if it asked for
 * one) and takes it along when that changes.
 */

import type { Batch } from '../live/batch.ts';
import { chooseLive, keepsLive, type LiveCandidate } from '../live/latest-session.ts';
import type { LatestViewers } from '../live/ports.ts';
import type { Hub } from './hub.ts';
import type { Viewer } from './viewer.ts';

export interface FollowedSession extends LiveCandidate {
  readonly driver: string | null;
}

export interface LatestSessionViewersParts {
  hub: Hub;
  now(): number;
  sessions(): Iterable<FollowedSession>;
  session(sessionID: string): FollowedSession | undefined;
}

/** All viewers with the same wish. */
interface Following {
  readonly driver: string | null;
  readonly viewers: Set<Viewer>;
  current: string | null;
  /** Newest batch of a session that was not followed because `current` still was: shown if it soon is. */
  missed: Batch | null;
}

/** Names are compared as people write them. */
function sameDriver(wish: string | null, driver: string | null): boolean {
  if (wish === null) return true;
  return driver !== null && wish.trim().toLowerCase() === driver.trim().toLowerCase();
}

export class LatestSessionViewers implements LatestViewers {
  readonly #parts: LatestSessionViewersParts;
  readonly #followings = new Map<string, Following>();

  constructor(parts: LatestSessionViewersParts) {
    this.#parts = parts;
  }

  join(viewer: Viewer, driver: string | null): void {
    const key = driver === null ? '' : `=${driver.trim().toLowerCase()}`;
    let following = this.#followings.get(key);
    if (following === undefined) {
      following = { driver, viewers: new Set(), current: null, missed: null };
      this.#followings.set(key, following);
      following.current = this.#choose(following);
    }
    following.viewers.add(viewer);
    if (following.current !== null) this.#parts.hub.join(viewer, following.current);
  }

  leave(viewer: Viewer): void {
    for (const [key, following] of this.#followings) {
      if (!following.viewers.delete(viewer)) continue;
      if (following.viewers.size === 0) this.#followings.delete(key);
      return;
    }
  }

  /** What `live` stands for now. */
  get current(): string | null {
    return chooseLive(
      this.#followings.get('')?.current ?? null,
      this.#parts.sessions(),
      this.#parts.now(),
    );
  }

  /** A session is about to be shown: its followers must be with it first. */
  published(batch: Batch): void {
    if (this.#followings.size === 0) return;
    const session = this.#parts.session(batch.sessionID);
    if (session === undefined) return;
    for (const following of this.#followings.values()) {
      if (following.current === batch.sessionID) {
        following.missed = null;
        continue;
      }
      if (!sameDriver(following.driver, session.driver)) continue;
      const current = following.current === null ? null : this.#parts.session(following.current);
      const stays =
        current != null &&
        sameDriver(following.driver, current.driver) &&
        keepsLive(current, this.#parts.now());
      if (stays) following.missed = batch;
      else this.#move(following, batch.sessionID);
    }
  }

  /** Looks whether a followed session has paused or gone, or is another driver's now; called a few times a second. */
  tick(): void {
    for (const following of this.#followings.values()) {
      const chosen = this.#choose(following);
      if (chosen === following.current) continue;
      const { missed } = following;
      this.#move(following, chosen);
      if (missed === null || missed.sessionID !== chosen) continue;
      for (const viewer of following.viewers) this.#parts.hub.showTo(viewer, missed);
    }
  }

  #choose({ driver, current }: Following): string | null {
    const { sessions, now } = this.#parts;
    return chooseLive(current, forDriver(sessions(), driver), now());
  }

  #move(following: Following, sessionID: string | null): void {
    const { hub } = this.#parts;
    following.current = sessionID;
    following.missed = null;
    for (const viewer of following.viewers) {
      if (sessionID === null) hub.leave(viewer);
      else hub.join(viewer, sessionID);
      hub.sendSession(viewer);
    }
  }
}

function* forDriver(
  sessions: Iterable<FollowedSession>,
  driver: string | null,
): Iterable<FollowedSession> {
  for (const one of sessions) if (sameDriver(driver, one.driver)) yield one;
}
