/** Changes of session info. Pure. */
import type { SessionInfo } from '../../protocol/session.ts';

/** New values by name; null: no longer known. */
export type SessionInfoChanges = { [Name in keyof SessionInfo]?: SessionInfo[Name] | null };

/** @returns what differs between the two; null: nothing */
export function infoChanges(
  known: SessionInfo | null,
  current: SessionInfo,
): SessionInfoChanges | null {
  const before = (known ?? {}) as Record<string, unknown>;
  const after = current as Record<string, unknown>;
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(after)) {
    if (value !== undefined && value !== before[name]) changes[name] = value;
  }
  for (const name of Object.keys(before)) if (after[name] === undefined) changes[name] = null;
  return Object.keys(changes).length === 0 ? null : (changes as SessionInfoChanges);
}

export function withChanges(known: SessionInfo, changes: SessionInfoChanges): SessionInfo {
  const all = Object.entries({ ...known, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== null)) as SessionInfo;
}
