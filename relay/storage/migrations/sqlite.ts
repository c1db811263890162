/** The steps that create the tables in SQLite. The frames are in `packed` and `common`; SQLite computes `data` when it is read. */
import { dataExpression, widenedExpression } from '../frame-packing.ts';
import { migrationsFor } from './steps.ts';

export const sqliteMigrations = migrationsFor({
  id: 'INTEGER PRIMARY KEY',
  json: 'TEXT',
  time: 'TEXT',
  truth: 'INTEGER',
  frames: `TEXT GENERATED ALWAYS AS (${dataExpression()}) VIRTUAL`,
  moreOfChunks: `,
        common TEXT NOT NULL,
        widened TEXT GENERATED ALWAYS AS (${widenedExpression()}) VIRTUAL,
        packed TEXT NOT NULL`,
  keyedTable: ' WITHOUT ROWID',
});
