/** Facts of a session as they are kept. Pure. */
import type { SessionInfo } from '../../protocol/session.ts';

/** Facts to be remembered; null: no longer known. */
export type FactChanges = { [Name in keyof SessionInfo]?: SessionInfo[Name] | null };

/** What must change so that `said` is all that is known; null: nothing. */
export function factChanges(known: SessionInfo | null, said: SessionInfo): FactChanges | null {
  const before = (known ?? {}) as Record<string, unknown>;
  const after = said as Record<string, unknown>;
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(after)) {
    if (value !== undefined && value !== before[name]) changes[name] = value;
  }
  for (const name of Object.keys(before)) if (after[name] === undefined) changes[name] = null;
  return Object.keys(changes).length === 0 ? null : (changes as FactChanges);
}

export function withChanges(known: SessionInfo, changes: FactChanges): SessionInfo {
  const all = Object.entries({ ...known, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== null)) as SessionInfo;
}
