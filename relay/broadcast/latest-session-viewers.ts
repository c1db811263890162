/**
 * Viewers of `live`: each watches the session that published most recently (of one driver, if it asked for one), and
 * is moved to another session when that changes.
 */

import type { Batch } from '../live/batch.ts';
import {
  chooseLatest,
  type FollowedSession,
  forDriver,
  isSameDriver,
  keepsLatest,
} from '../live/latest-session.ts';
import type { LatestViewers } from '../live/ports.ts';
import type { Hub } from './hub.ts';
import type { Viewer } from './viewer.ts';

export interface LatestSessionViewersParts {
  hub: Hub;
  now(): number;
  sessions(): Iterable<FollowedSession>;
  session(sessionID: string): FollowedSession | undefined;
  /** The session that viewers of `live` watch at another relay; null: none, or this relay works alone. */
  elsewhere?(): string | null;
}

/** All viewers that ask for the same driver. */
interface Following {
  readonly driver: string | null;
  readonly viewers: Set<Viewer>;
  current: string | null;
  /** Newest batch of a session that may become `current`; plain clients get it then. */
  missed: Batch | null;
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
      following.current = this.#latestFor(following);
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

  /** The session that viewers of `live` watch; null: there are none. */
  get watched(): string | null {
    return this.#followings.get('')?.current ?? null;
  }

  /** The session that `live` stands for now. */
  get current(): string | null {
    return chooseLatest(
      this.watched ?? this.#parts.elsewhere?.() ?? null,
      this.#parts.sessions(),
      this.#parts.now(),
    );
  }

  /** A batch is about to be sent: first its session's followers must be moved to it. */
  published(batch: Batch): void {
    if (this.#followings.size === 0) return;
    const session = this.#parts.session(batch.sessionID);
    if (session === undefined) return;
    for (const following of this.#followings.values()) {
      if (following.current === batch.sessionID) {
        following.missed = null;
        continue;
      }
      if (!isSameDriver(following.driver, session.driver)) continue;
      const current = following.current === null ? null : this.#parts.session(following.current);
      const stays =
        current != null &&
        isSameDriver(following.driver, current.driver) &&
        keepsLatest(current, this.#parts.now());
      if (stays) following.missed = batch;
      else this.#move(following, batch.sessionID);
    }
  }

  /** Moves viewers whose session has paused or gone, or has another driver now; called a few times a second. */
  tick(): void {
    for (const following of this.#followings.values()) {
      const chosen = this.#latestFor(following);
      if (chosen === following.current) continue;
      const { missed } = following;
      this.#move(following, chosen);
      if (missed === null || missed.sessionID !== chosen) continue;
      for (const viewer of following.viewers) this.#parts.hub.sendBatchTo(viewer, missed);
    }
  }

  #latestFor({ driver, current }: Following): string | null {
    const { sessions, now } = this.#parts;
    // Viewers of all relays begin with the same session.
    const before = current ?? (driver === null ? (this.#parts.elsewhere?.() ?? null) : null);
    return chooseLatest(before, forDriver(sessions(), driver), now());
  }

  #move(following: Following, sessionID: string | null): void {
    const { hub } = this.#parts;
    following.current = sessionID;
    following.missed = null;
    for (const viewer of following.viewers) {
      if (sessionID === null) hub.leave(viewer);
      else hub.join(viewer, sessionID);
      hub.sendSessionTo(viewer);
    }
  }
}
