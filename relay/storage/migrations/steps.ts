/** The steps that create the tables in both databases. Released steps never change; a change is a new step at the end. */
import { bookOfLapsStep } from './book-of-laps.ts';
import { lapsViewBy } from './laps-view.ts';
import type { Migration } from './migration.ts';
import { sessionOwnersStep } from './session-owners.ts';
import { trackKeyStep } from './track-key.ts';

type Step = Omit<Migration, 'number'>;

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
    momentsStep(types),
    carLapsStep(types),
    carPositionsStep(),
    sessionOwnersStep(types.time),
  ];
  return steps.map((step, i) => ({ number: i + 1, ...step }));
}

function chunksAndLapsStep(types: ColumnTypes): Step {
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
      partTable(
        'driven_laps',
        'lap',
        `lap INTEGER NOT NULL, lap_ms INTEGER, sectors_ms ${json}, valid ${truth},
      whole ${truth} NOT NULL, frame_count INTEGER NOT NULL,
      first_packet INTEGER NOT NULL, last_packet INTEGER NOT NULL,
      packet_gap_max INTEGER NOT NULL, observed ${json} NOT NULL`,
      ) + keyedTable,
      lapsViewBy(`s.track || '/' || coalesce(s.track_configuration, '')`),
    ],
  };
}

/**
 * A table of what belongs to sessions and goes with them.
 * @param key columns that tell the rows of one session apart
 */
function partTable(name: string, key: string, columns: string): string {
  return `CREATE TABLE ${name} (
    session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
    ${columns},
    PRIMARY KEY (session_uuid, ${key})
  )`;
}

function momentsStep({ time }: ColumnTypes): Step {
  const table = partTable(
    'moments',
    'moment',
    `moment TEXT NOT NULL, marked_at ${time} NOT NULL, lap INTEGER NOT NULL,
      packet_id INTEGER NOT NULL, lap_ms INTEGER, place DOUBLE PRECISION,
      note TEXT NOT NULL`,
  );
  return { name: 'marked moments', statements: [table] };
}

function carLapsStep({ time, truth }: ColumnTypes): Step {
  const table = partTable(
    'car_laps',
    'car_id, driver_name, lap',
    `car_id INTEGER NOT NULL, driver_name TEXT NOT NULL, car TEXT NOT NULL,
      lap INTEGER NOT NULL, lap_ms INTEGER, place INTEGER NOT NULL,
      pitted ${truth} NOT NULL, ended_at ${time} NOT NULL`,
  );
  return { name: 'laps of all cars', statements: [table] };
}

/** Where the cars of a session were. Times are ms of the session. `data` is a JSON array of moments. */
function carPositionsStep(): Step {
  const columns = 'start_t BIGINT NOT NULL, end_t BIGINT NOT NULL, data TEXT NOT NULL';
  const table = partTable('car_positions', 'start_t', columns);
  return { name: 'positions of all cars', statements: [table] };
}
