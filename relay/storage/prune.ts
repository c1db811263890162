/**
 * Deletes old sessions by age, number or size: for `sequential prune` (`pruneSessions`), and after writes when the database
 * is larger than `--db-size-max-mb` allows (`SizeLimit`). Sessions that were written to a moment ago stay. When the disk itself is
 * full nothing is deleted: the writer keeps frames in memory, up to `limits.writerFramesMax`, until there is room.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { Clock } from './clock.ts';
import type { Store, StoredSession } from './store.ts';

export interface PruneRule {
  /** Deletes sessions whose last write is longer ago than this, ms. */
  ageMaxMs?: number;
  /** Keeps only this many of the newest. */
  sessionsMax?: number;
  /** Deletes the oldest until the database is at most this large. */
  sizeMaxBytes?: number;
  /** Deletes nothing. `sizeMaxBytes` is ignored, because the size is known only after deleting. */
  dryRun?: boolean;
}

const dayMs = 86_400_000;

/**
 * `30d` or `20`: how long, or how many.
 * @returns null when it is neither
 */
export function parseKeep(text: string): Pick<PruneRule, 'ageMaxMs' | 'sessionsMax'> | null {
  const match = /^(\d{1,6})(d?)$/.exec(text);
  if (match === null) return null;
  const count = Number(match[1]);
  return match[2] === 'd' ? { ageMaxMs: count * dayMs } : { sessionsMax: count };
}

/** `500MB`, `2GB`. @returns bytes, or null when it is not a size */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)\s?([MG])B$/i.exec(text);
  if (match === null) return null;
  return Math.round(Number(match[1]) * (match[2]!.toUpperCase() === 'G' ? 1e9 : 1e6));
}

/** @returns the deleted sessions, oldest first */
export async function pruneSessions(
  store: Store,
  rule: PruneRule,
  now: number,
): Promise<StoredSession[]> {
  const oldestFirst = (await allSessions(store)).reverse();
  const idle = oldestFirst.filter(({ updatedAt }) => now - updatedAt >= limits.pruneIdleMs);
  const excess = oldestFirst.length - (rule.sessionsMax ?? oldestFirst.length);
  const deleted = idle.filter(
    (session) =>
      oldestFirst.indexOf(session) < excess ||
      (rule.ageMaxMs !== undefined && now - session.updatedAt > rule.ageMaxMs),
  );
  if (rule.dryRun) return deleted;
  for (const { sessionID } of deleted) await store.remove(sessionID);
  if (rule.sizeMaxBytes !== undefined) {
    const newest = oldestFirst.at(-1);
    for (const session of idle) {
      if (deleted.includes(session) || session === newest) continue;
      if ((await store.sizeBytes()) <= rule.sizeMaxBytes) break;
      await store.remove(session.sessionID);
      deleted.push(session);
    }
  }
  return deleted;
}

/** Newest first. */
async function allSessions(store: Store): Promise<StoredSession[]> {
  const all: StoredSession[] = [];
  for (let after: string | null = null; ; ) {
    const page = await store.sessions(limits.sessionsPageMax, after);
    all.push(...page.sessions);
    if (page.next === null) return all;
    after = page.next;
  }
}

/**
 * Deletes the oldest sessions while the database is larger than the user allows. The newest session stays, and so do
 * those that were written to within `limits.pruneIdleMs`.
 */
export class SizeLimit {
  readonly #sizeMaxBytes: number;
  readonly #log: Log;
  readonly #clock: Pick<Clock, 'now' | 'date'>;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #busy = false;

  constructor(sizeMaxBytes: number, log: Log, clock: Pick<Clock, 'now' | 'date'>) {
    this.#sizeMaxBytes = sizeMaxBytes;
    this.#log = log;
    this.#clock = clock;
  }

  /** Checks after a write, at most every `limits.sizeCheckMs`. Never rejects. @returns how many sessions were deleted */
  async afterWrite(store: Store): Promise<number> {
    const now = this.#clock.now();
    if (this.#busy || now - this.#checkedAt < limits.sizeCheckMs) return 0;
    this.#busy = true;
    this.#checkedAt = now;
    try {
      const rule = { sizeMaxBytes: this.#sizeMaxBytes };
      const removed = await pruneSessions(store, rule, this.#clock.date());
      if (removed.length > 0) {
        this.#log.info(
          { sessions: removed.length, sizeMaxBytes: this.#sizeMaxBytes },
          'The oldest sessions were deleted to keep the database below its size.',
        );
      }
      return removed.length;
    } catch {
      // The database is away, and the writer logs that.
      return 0;
    } finally {
      this.#busy = false;
    }
  }
}
