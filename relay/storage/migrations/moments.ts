/** The step that adds the moments that streamers mark. */
import type { Migration } from './migration.ts';

/** @param time the database's type for dates */
export function momentsStep(time: string): Omit<Migration, 'number'> {
  return {
    name: 'marked moments',
    statements: [
      `CREATE TABLE moments (
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        moment TEXT NOT NULL,
        marked_at ${time} NOT NULL,
        lap INTEGER NOT NULL,
        packet_id INTEGER NOT NULL,
        lap_ms INTEGER,
        place DOUBLE PRECISION,
        note TEXT NOT NULL,
        PRIMARY KEY (session_uuid, moment)
      )`,
    ],
  };
}
