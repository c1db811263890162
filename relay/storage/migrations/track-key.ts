/** The step that gives each session its track key, by which personal bests are compared. The same SQL for both databases. */
import type { SessionInfo } from '../../../protocol/session.ts';
import { parsed, trackKeyColumn } from '../sql-rows.ts';
import { lapsViewBy } from './laps-view.ts';
import type { Migration } from './migration.ts';

export const trackKeyStep: Omit<Migration, 'number'> = {
  name: 'keys of tracks',
  statements: [
    'ALTER TABLE sessions ADD COLUMN track_key TEXT',
    'DROP INDEX sessions_comparable',
    'CREATE INDEX sessions_comparable ON sessions (driver_name, car, track_key)',
    'DROP VIEW laps',
    lapsViewBy('s.track_key'),
  ],
  async fill(sql) {
    for (const row of await sql.rows('SELECT id, facts FROM sessions WHERE track IS NOT NULL')) {
      await sql.run('UPDATE sessions SET track_key = $2 WHERE id = $1', [
        Number(row.id),
        trackKeyColumn(parsed<SessionInfo>(row.facts)),
      ]);
    }
  },
};
