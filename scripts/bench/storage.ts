/** An hour of driving through a relay into a database, faster than it was driven, and a lap read back over HTTP. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TestPostgres } from '../../tests/support/postgres.ts';
import { driveLaps } from '../stored-laps.ts';
import { tools } from '../tools.ts';
import { cpuDuring, Programs } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentile } from './statistics.ts';

const sessionID = 'BENCH';
/** A lap of the demo car, s. */
const lapS = 109;
/** The first reads compile code and fill caches. */
const reads = { all: 25, warmUp: 5 } as const;

async function storeAndRead(
  name: string,
  program: string,
  db: string,
  hours: number,
  sizeBytes: (folder: string) => Promise<number>,
): Promise<Figure[]> {
  const programs = new Programs(program);
  try {
    const relay = await programs.relay(['--db', db]);
    const laps = Math.round((hours * 3_600) / lapS);
    const drive = { sessionID, facts: {}, seed: 1, laps, hz: 60 };
    const { cpuMs } = await cpuDuring([relay.pid], () => driveLaps(relay.url, drive));
    const readMs: number[] = [];
    let bytes = 0;
    for (let i = 0; i < reads.all; i++) {
      const startedMs = performance.now();
      const response = await fetch(`${relay.url}/api/sessions/${sessionID}/laps/2`);
      bytes = (await response.arrayBuffer()).byteLength;
      readMs.push(performance.now() - startedMs);
    }
    const times = readMs.slice(reads.warmUp);
    // Closing the database brings its log into the file.
    const { folder } = programs;
    await programs.end();
    return [
      {
        what: `${name}: on disk, an hour`,
        unit: 'MB',
        value: (await sizeBytes(folder)) / 1e6 / hours,
      },
      { what: `${name}: relay's CPU for an hour`, unit: 's', value: cpuMs[0]! / 1000 / hours },
      { what: `${name}: a lap as JSON`, unit: 'MB', value: bytes / 1e6 },
      { what: `${name}: to read a lap, p50`, unit: 'ms', value: percentile(times, 0.5) },
      { what: `${name}: to read a lap, p95`, unit: 'ms', value: percentile(times, 0.95) },
    ];
  } finally {
    await programs.stop();
  }
}

async function measure({ program, seconds, note }: Context): Promise<Figure[]> {
  // `--quick` drives a quarter of an hour.
  const hours = seconds >= 20 ? 1 : 0.25;
  note('SQLite');
  const figures = await storeAndRead(
    'SQLite',
    program,
    'sqlite:bench.db',
    hours,
    async (folder) => statSync(join(folder, 'bench.db')).size,
  );
  if (tools.postgres.find() === null) {
    note('PostgreSQL is not installed');
    return figures;
  }
  note('PostgreSQL');
  const server = await TestPostgres.create();
  try {
    const address = await server.database();
    const tables = ['sessions', 'telemetry_chunks', 'driven_laps'];
    const size = tables.map((table) => `pg_total_relation_size('${table}')`).join(' + ');
    const sizeBytes = async (): Promise<number> =>
      Number(await server.psql(address, `SELECT ${size}`));
    return [...figures, ...(await storeAndRead('PostgreSQL', program, address, hours, sizeBytes))];
  } finally {
    await server.remove();
  }
}

export const storage: Section = {
  name: 'storage',
  title: 'Storage',
  method:
    'The demo car drives an hour at 60 Hz in time-lapse (a quarter of an hour when a measurement is shorter than 20 s); its frames go through a relay into a fresh database. Then a lap is read over HTTP twenty times.',
  measure,
};
