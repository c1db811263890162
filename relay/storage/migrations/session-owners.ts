/** The step that adds which publish key began which session. */
import type { Migration } from './migration.ts';

/** @param time the database's type for dates */
export function sessionOwnersStep(time: string): Omit<Migration, 'number'> {
  return {
    name: 'owners of sessions',
    statements: [
      // A session has its owner before its first frame is stored, so this table refers to no other.
      `CREATE TABLE session_owners (
        published_id TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        claimed_at ${time} NOT NULL
      )`,
      'CREATE INDEX session_owners_claimed ON session_owners (claimed_at)',
    ],
  };
}
