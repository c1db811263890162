/** The steps that create the tables in SQLite. Released steps never change; a change is a new step at the end. */
import { dataExpression, widenedExpression } from '../frame-packing.ts';
import { bookOfLapsStep } from './book-of-laps.ts';
import { carLapsStep } from './car-laps.ts';
import { carPositionsStep } from './car-positions.ts';
import { lapsViewBy } from './laps-view.ts';
import type { Migration } from './migration.ts';
import { momentsStep } from './moments.ts';
import { trackKeyStep } from './track-key.ts';

export const sqliteMigrations: readonly Migration[] = [
  {
    number: 1,
    name: 'sessions, chunks and laps',
    statements: [
      `CREATE TABLE sessions (
        id INTEGER PRIMARY KEY,
        session_uuid TEXT NOT NULL UNIQUE,
        driver_name TEXT,
        track TEXT,
        track_configuration TEXT,
        car TEXT,
        facts TEXT NOT NULL DEFAULT '{}',
        published_id TEXT NOT NULL,
        run TEXT NOT NULL,
        run_number INTEGER NOT NULL,
        origin TEXT NOT NULL UNIQUE,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      )`,
      `CREATE UNIQUE INDEX sessions_run ON sessions (published_id, run) WHERE run <> ''`,
      'CREATE UNIQUE INDEX sessions_number ON sessions (published_id, run_number)',
      'CREATE INDEX sessions_comparable ON sessions (driver_name, car, track)',
      'CREATE INDEX sessions_created ON sessions (created_at, id)',
      // The frames are in `packed` and `common`; SQLite computes `data` when it is read.
      `CREATE TABLE telemetry_chunks (
        id INTEGER PRIMARY KEY,
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        lap INTEGER NOT NULL,
        chunk_start_packet INTEGER NOT NULL,
        chunk_end_packet INTEGER NOT NULL,
        frame_count INTEGER NOT NULL,
        data TEXT GENERATED ALWAYS AS (${dataExpression()}) VIRTUAL,
        packet_gap_max INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        common TEXT NOT NULL,
        widened TEXT GENERATED ALWAYS AS (${widenedExpression()}) VIRTUAL,
        packed TEXT NOT NULL
      )`,
      'CREATE INDEX telemetry_chunks_session ON telemetry_chunks (session_uuid, chunk_end_packet)',
      'CREATE UNIQUE INDEX telemetry_chunks_session_lap ON telemetry_chunks (session_uuid, lap, chunk_start_packet)',
      `CREATE TABLE driven_laps (
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        lap INTEGER NOT NULL,
        lap_ms INTEGER,
        sectors_ms TEXT,
        valid INTEGER,
        whole INTEGER NOT NULL,
        frame_count INTEGER NOT NULL,
        first_packet INTEGER NOT NULL,
        last_packet INTEGER NOT NULL,
        packet_gap_max INTEGER NOT NULL,
        observed TEXT NOT NULL,
        PRIMARY KEY (session_uuid, lap)
      ) WITHOUT ROWID`,
      lapsViewBy(`s.track || '/' || coalesce(s.track_configuration, '')`),
    ],
  },
  { number: 2, ...trackKeyStep },
  { number: 3, ...bookOfLapsStep('TEXT', 'INTEGER') },
  { number: 4, ...momentsStep('TEXT') },
  { number: 5, ...carLapsStep('TEXT', 'INTEGER') },
  { number: 6, ...carPositionsStep },
];
