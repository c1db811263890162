/** Deletes old sessions by age, number or size. Sessions that are being driven stay. */
import { limits } from '../../protocol/limits.ts';
import type { Store, StoredSession } from './store.ts';

export interface PruneRule {
  /** Sessions last written to before this many ms go. */
  ageMaxMs?: number;
  /** All but the newest so many go. */
  sessionsMax?: number;
  /** The oldest go until the rest is at most this large. */
  sizeMaxBytes?: number;
  /** Only tell what would go. Says nothing about size, which is known only when something has gone. */
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

/** `500MB`, `2GB`. @returns bytes, or null when it is no size */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)\s?([MG])B$/i.exec(text);
  if (match === null) return null;
  return Math.round(Number(match[1]) * (match[2]!.toUpperCase() === 'G' ? 1e9 : 1e6));
}

/** @returns the sessions that went, oldest first */
export async function pruneSessions(
  store: Store,
  rule: PruneRule,
  now: number,
): Promise<StoredSession[]> {
  const oldestFirst = (await allSessions(store)).reverse();
  const idle = oldestFirst.filter(({ updatedAt }) => now - updatedAt >= limits.pruneIdleMs);
  const excess = oldestFirst.length - (rule.sessionsMax ?? oldestFirst.length);
  const going = idle.filter(
    (session) =>
      oldestFirst.indexOf(session) < excess ||
      (rule.ageMaxMs !== undefined && now - session.updatedAt > rule.ageMaxMs),
  );
  if (rule.dryRun) return going;
  for (const { sessionID } of going) await store.remove(sessionID);
  if (rule.sizeMaxBytes !== undefined) {
    const newest = oldestFirst.at(-1);
    for (const session of idle) {
      if (going.includes(session) || session === newest) continue;
      if ((await store.sizeBytes()) <= rule.sizeMaxBytes) break;
      await store.remove(session.sessionID);
      going.push(session);
    }
  }
  return going;
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
