/** The steps that create the tables in PostgreSQL, with its types of columns. */
import { migrationsFor } from './steps.ts';

export const postgresMigrations = migrationsFor({
  id: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  json: 'JSONB',
  time: 'TIMESTAMPTZ',
  truth: 'BOOLEAN',
  frames: 'JSONB NOT NULL',
  moreOfChunks: '',
  keyedTable: '',
});
