/** Migrates a database of an older version with all its data. */
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { describe, expect, test } from 'vitest';
import type { Migration } from '../../../relay/storage/migrations/migration.ts';
import { postgresMigrations } from '../../../relay/storage/migrations/postgres.ts';
import { sqliteMigrations } from '../../../relay/storage/migrations/sqlite.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { need } from '../../support/need.ts';
import { suitePostgres } from '../../support/postgres.ts';

const cut = 'an_old_airfield_with_a_long_name';

/** Two sessions of one track, online and offline, and two of a name that was cut. */
const sessions = [
  { id: 'OFFLINE', track: 'monza_2023', trackLengthM: 5793, lapMs: 110_000 },
  { id: 'ONLINE', track: 'csp/2144/../E/../monza_2023', trackLengthM: 5793, lapMs: 109_000 },
  { id: 'SHORT', track: cut, trackLengthM: 3000, lapMs: 60_000 },
  { id: 'LONG', track: cut, trackLengthM: 9000, lapMs: 180_000 },
];

/** What a database of the first version held. */
function firstVersion([first]: readonly Migration[]): string {
  const rows = sessions.map(({ id, track, trackLengthM, lapMs }, i) => {
    const info = JSON.stringify({ driverName: 'Ada', car: 'gt', track, trackLengthM });
    return `INSERT INTO sessions (session_uuid, driver_name, track, car, facts, published_id, run,
        run_number, origin, created_at, updated_at)
      VALUES ('${id}', 'Ada', '${track}', 'gt', '${info}', '${id}', 'r', 1, '${id}',
        '2026-01-0${i + 1}T00:00:00.000Z', '2026-01-0${i + 1}T00:00:00.000Z');
      INSERT INTO driven_laps (session_uuid, lap, lap_ms, whole, frame_count, first_packet,
        last_packet, packet_gap_max, observed)
      VALUES ('${id}', 1, ${lapMs}, true, 1, 1, 1, 0, '{}');`;
  });
  return [
    'CREATE TABLE sequential_migrations (number INTEGER PRIMARY KEY, name TEXT, applied_at TEXT)',
    ...first!.statements,
    "INSERT INTO sequential_migrations VALUES (1, 'first', '2026-01-01')",
    ...rows,
  ].join(';\n');
}

async function expectBests(address: string): Promise<void> {
  const store = await openStore(address);
  const best = async (track: string, trackLengthM: number) =>
    (await store.personalBest({ driverName: 'Ada', car: 'gt', track, trackLengthM }))?.sessionID;
  expect(await best('monza_2023', 5793)).toBe('ONLINE');
  expect(await best('csp/1/../monza_2023', 5793)).toBe('ONLINE');
  expect(await best(cut, 3000)).toBe('SHORT');
  expect(await best(cut, 9000)).toBe('LONG');
  expect((await store.laps('OFFLINE'))[0]).toMatchObject({ lapMs: 110_000, personalBest: false });
  await store.close();
}

describe('a database of the first version', () => {
  test('on SQLite compares its laps by track', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    const database = new sqlite3.Database(file);
    await new Promise<void>((resolve, reject) => {
      database.exec(firstVersion(sqliteMigrations), (problem) => {
        if (problem === null) resolve();
        else reject(problem);
      });
    });
    await new Promise((resolve) => database.close(resolve));
    await expectBests(`sqlite:${file}`);
    await expectBests(`sqlite:${file}`);
  });
});

need('postgres')('a database of the first version on PostgreSQL', () => {
  const on = suitePostgres();

  test('compares its laps by track', async () => {
    const address = await on.server.database();
    await on.server.psql(address, firstVersion(postgresMigrations));
    await expectBests(address);
    expect(
      await on.server.psql(address, 'SELECT session_uuid FROM laps WHERE personal_best ORDER BY 1'),
    ).toBe('LONG\nONLINE\nSHORT');
  });
});
