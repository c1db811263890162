/** The steps that create the tables in PostgreSQL. Released steps never change; a change is a new step at the end. */
import { bookOfLapsStep } from './book-of-laps.ts';
import { carLapsStep } from './car-laps.ts';
import { carPositionsStep } from './car-positions.ts';
import { lapsViewBy } from './laps-view.ts';
import type { Migration } from './migration.ts';
import { momentsStep } from './moments.ts';
import { trackKeyStep } from './track-key.ts';

export const postgresMigrations: readonly Migration[] = [
  {
    number: 1,
    name: 'sessions, chunks and laps',
    statements: [
      `CREATE TABLE sessions (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        session_uuid TEXT NOT NULL UNIQUE,
        driver_name TEXT,
        track TEXT,
        track_configuration TEXT,
        car TEXT,
        facts JSONB NOT NULL DEFAULT '{}',
        published_id TEXT NOT NULL,
        run TEXT NOT NULL,
        run_number INTEGER NOT NULL,
        origin TEXT NOT NULL UNIQUE,
        created_at TIMESTAMPTZ NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL
      )`,
      `CREATE UNIQUE INDEX sessions_run ON sessions (published_id, run) WHERE run <> ''`,
      'CREATE UNIQUE INDEX sessions_number ON sessions (published_id, run_number)',
      'CREATE INDEX sessions_comparable ON sessions (driver_name, car, track)',
      'CREATE INDEX sessions_created ON sessions (created_at, id)',
      `CREATE TABLE telemetry_chunks (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        lap INTEGER NOT NULL,
        chunk_start_packet INTEGER NOT NULL,
        chunk_end_packet INTEGER NOT NULL,
        frame_count INTEGER NOT NULL,
        data JSONB NOT NULL,
        packet_gap_max INTEGER NOT NULL,
        created_at TIMESTAMPTZ NOT NULL
      )`,
      'CREATE INDEX telemetry_chunks_session ON telemetry_chunks (session_uuid, chunk_end_packet)',
      'CREATE UNIQUE INDEX telemetry_chunks_session_lap ON telemetry_chunks (session_uuid, lap, chunk_start_packet)',
      `CREATE TABLE driven_laps (
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        lap INTEGER NOT NULL,
        lap_ms INTEGER,
        sectors_ms JSONB,
        valid BOOLEAN,
        whole BOOLEAN NOT NULL,
        frame_count INTEGER NOT NULL,
        first_packet INTEGER NOT NULL,
        last_packet INTEGER NOT NULL,
        packet_gap_max INTEGER NOT NULL,
        observed JSONB NOT NULL,
        PRIMARY KEY (session_uuid, lap)
      )`,
      lapsViewBy(`s.track || '/' || coalesce(s.track_configuration, '')`),
    ],
  },
  { number: 2, ...trackKeyStep },
  { number: 3, ...bookOfLapsStep('JSONB', 'BOOLEAN') },
  { number: 4, ...momentsStep('TIMESTAMPTZ') },
  { number: 5, ...carLapsStep('TIMESTAMPTZ', 'BOOLEAN') },
  { number: 6, ...carPositionsStep },
];
