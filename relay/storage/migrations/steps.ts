/** The steps that create the tables in both databases. Released steps never change; a change is a new step at the end. */
import { bookOfLapsStep } from './book-of-laps.ts';
import { carLapsStep } from './car-laps.ts';
import { carPositionsStep } from './car-positions.ts';
import { lapsViewBy } from './laps-view.ts';
import type { Migration } from './migration.ts';
import { momentsStep } from './moments.ts';
import { sessionOwnersStep } from './session-owners.ts';
import { trackKeyStep } from './track-key.ts';

/** Where the tables of the two databases differ, as SQL. */
export interface ColumnTypes {
  /** A row's number. */
  readonly id: string;
  readonly json: string;
  /** Dates. */
  readonly time: string;
  /** True and false. */
  readonly truth: string;
  /** The column `data` of a chunk. */
  readonly frames: string;
  /** More columns of a chunk, each after a comma. */
  readonly moreOfChunks: string;
  /** Behind a table whose rows are found by its key only. */
  readonly keyedTable: string;
}

export function migrationsFor(types: ColumnTypes): readonly Migration[] {
  const steps = [
    chunksAndLapsStep(types),
    trackKeyStep,
    bookOfLapsStep(types.json, types.truth),
    momentsStep(types.time),
    carLapsStep(types.time, types.truth),
    carPositionsStep,
    sessionOwnersStep(types.time),
  ];
  return steps.map((step, i) => ({ number: i + 1, ...step }));
}

function chunksAndLapsStep(types: ColumnTypes): Omit<Migration, 'number'> {
  const { id, json, time, truth, frames, moreOfChunks, keyedTable } = types;
  return {
    name: 'sessions, chunks and laps',
    statements: [
      `CREATE TABLE sessions (
        id ${id},
        session_uuid TEXT NOT NULL UNIQUE,
        driver_name TEXT,
        track TEXT,
        track_configuration TEXT,
        car TEXT,
        facts ${json} NOT NULL DEFAULT '{}',
        published_id TEXT NOT NULL,
        run TEXT NOT NULL,
        run_number INTEGER NOT NULL,
        origin TEXT NOT NULL UNIQUE,
        created_at ${time} NOT NULL,
        updated_at ${time} NOT NULL
      )`,
      `CREATE UNIQUE INDEX sessions_run ON sessions (published_id, run) WHERE run <> ''`,
      'CREATE UNIQUE INDEX sessions_number ON sessions (published_id, run_number)',
      'CREATE INDEX sessions_comparable ON sessions (driver_name, car, track)',
      'CREATE INDEX sessions_created ON sessions (created_at, id)',
      `CREATE TABLE telemetry_chunks (
        id ${id},
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        lap INTEGER NOT NULL,
        chunk_start_packet INTEGER NOT NULL,
        chunk_end_packet INTEGER NOT NULL,
        frame_count INTEGER NOT NULL,
        data ${frames},
        packet_gap_max INTEGER NOT NULL,
        created_at ${time} NOT NULL${moreOfChunks}
      )`,
      'CREATE INDEX telemetry_chunks_session ON telemetry_chunks (session_uuid, chunk_end_packet)',
      'CREATE UNIQUE INDEX telemetry_chunks_session_lap ON telemetry_chunks (session_uuid, lap, chunk_start_packet)',
      `CREATE TABLE driven_laps (
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        lap INTEGER NOT NULL,
        lap_ms INTEGER,
        sectors_ms ${json},
        valid ${truth},
        whole ${truth} NOT NULL,
        frame_count INTEGER NOT NULL,
        first_packet INTEGER NOT NULL,
        last_packet INTEGER NOT NULL,
        packet_gap_max INTEGER NOT NULL,
        observed ${json} NOT NULL,
        PRIMARY KEY (session_uuid, lap)
      ) ${keyedTable}`,
      lapsViewBy(`s.track || '/' || coalesce(s.track_configuration, '')`),
    ],
  };
}
