/** The stored tables as users query them with their own tools. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import { onPath } from '../../../scripts/tools.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { need, needThat } from '../../support/need.ts';
import { TestPostgres } from '../../support/postgres.ts';
import { frames, packets } from './frames.ts';

const at = Date.UTC(2026, 10, 22, 12, 30);
const select = `SELECT lap, data FROM telemetry_chunks
  WHERE session_uuid = 'RACE-SPA-2026' AND lap = 5 ORDER BY chunk_start_packet ASC;`;
const lapFive = frames(5_000, 2_500, (i) => ({
  lap: 5,
  t: i * 16.7,
  accG: [-0.25, 0.5, 1 + i],
  ...(i % 15 === 0 ? { tyreCoreC: [80, 80.5, 81, 79] as const } : {}),
}));

async function fill(address: string): Promise<void> {
  const store = await openStore(address);
  const key = { sessionID: 'RACE-SPA-2026', run: 'r' };
  const { sessionID } = await store.open({ key, origin: 'o', first: null, at });
  await store.describe(sessionID, { driverName: 'Ada', track: 'spa', car: 'gt' }, at);
  await store.write(sessionID, [{ lap: 4, frames: frames(10, 300) }], at);
  // Out of order: the end first, then the beginning, then the middle.
  const parts = [lapFive.slice(1_700), lapFive.slice(0, 900), lapFive.slice(900, 1_700)];
  for (const part of parts) await store.write(sessionID, [{ lap: 5, frames: part }], at);
  // A lap as it is driven: a second at a time.
  for (let i = 0; i < lapSix.length; i += 60) {
    await store.write(sessionID, [{ lap: 6, frames: lapSix.slice(i, i + 60) }], at);
  }
  await store.close();
}

const lapSix = frames(60_000, 1_500, (i) => ({
  lap: 6,
  lastLapTime: i < 200 ? null : 91_234,
  accG: [-0.25, 0.5, 1 + i],
}));

function expectLapSix(rows: readonly { data: string }[]): void {
  const chunks = rows.map(({ data }) => JSON.parse(data) as Frame[]);
  for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(1_000);
  expect(chunks.flat()).toEqual(JSON.parse(JSON.stringify(lapSix)));
}

function expectLapFive(rows: readonly { lap: number; data: string }[]): void {
  expect(rows.length).toBeGreaterThan(2);
  expect(new Set(rows.map(({ lap }) => lap))).toEqual(new Set([5]));
  const all = rows.flatMap(({ data }) => JSON.parse(data) as Frame[]);
  expect(packets(all)).toEqual(packets(lapFive));
  expect(all).toEqual(JSON.parse(JSON.stringify(lapFive)));
}

needThat(onPath('sqlite3') === null ? 'sqlite3 (the command line tool) is not installed' : null)(
  'an SQLite file under its own command line tool',
  () => {
    let file: string;
    const ask = (sql: string) =>
      JSON.parse(
        execFileSync('sqlite3', ['-json', '-readonly', file, sql], {
          encoding: 'utf8',
          maxBuffer: 2 ** 26,
        }) || '[]',
      ) as Record<string, unknown>[];

    test('gives a lap in order, and has the columns, keys and indexes that are promised', async () => {
      file = join(temporaryFolder(), 'laps.db');
      await fill(`sqlite:${file}`);
      expectLapFive(ask(select) as { lap: number; data: string }[]);
      expectLapSix(ask(select.replace('lap = 5', 'lap = 6')) as { data: string }[]);
      const columns = (table: string) =>
        ask(`SELECT name FROM pragma_table_xinfo('${table}')`).map(({ name }) => name);
      expect(columns('sessions')).toEqual(
        expect.arrayContaining([
          'id',
          'session_uuid',
          'driver_name',
          'track',
          'car',
          'created_at',
          'updated_at',
        ]),
      );
      expect(columns('telemetry_chunks')).toEqual(
        expect.arrayContaining([
          'id',
          'session_uuid',
          'lap',
          'chunk_start_packet',
          'chunk_end_packet',
          'frame_count',
          'data',
          'created_at',
        ]),
      );
      expect(ask(`SELECT * FROM pragma_foreign_key_list('telemetry_chunks')`)).toMatchObject([
        { table: 'sessions', from: 'session_uuid', to: 'session_uuid', on_delete: 'CASCADE' },
      ]);
      expect(
        ask(`SELECT chunk_start_packet AS a, chunk_end_packet AS z, frame_count AS n,
          json_array_length(data) AS counted, json_extract(data, '$[0].packetId') AS first,
          json_extract(data, '$[#-1].packetId') AS last FROM telemetry_chunks`).every(
          ({ a, z, n, counted, first, last }) => a === first && z === last && n === counted,
        ),
      ).toBe(true);
      expect(
        ask(`SELECT sum(json_extract(f.value, '$.accG[2]')) AS sum FROM telemetry_chunks c, json_each(c.data) f
          WHERE c.lap = 5`),
      ).toEqual([{ sum: lapFive.reduce((sum, one) => sum + one.accG![2], 0) }]);
      expect(ask('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    });

    test('has a view of laps with what is best', async () => {
      file = join(temporaryFolder(), 'laps.db');
      const store = await openStore(`sqlite:${file}`);
      const key = { sessionID: 'S', run: 'r' };
      await store.open({ key, origin: 'o', first: null, at });
      await store.describe('S', { driverName: 'Ada', track: 'spa', car: 'gt' }, at);
      const withTimes = (last: number | null) => () => ({ lastLapTime: last, bestLapTime: last });
      await store.write('S', [{ lap: 1, frames: frames(10, 50, withTimes(null)) }], at);
      await store.write('S', [{ lap: 2, frames: frames(400, 50, withTimes(90_000)) }], at);
      await store.write('S', [{ lap: 3, frames: frames(800, 50, withTimes(89_000)) }], at);
      await store.close();
      expect(
        ask('SELECT lap, lap_ms, valid, session_best, personal_best FROM laps ORDER BY lap'),
      ).toEqual([
        { lap: 1, lap_ms: 90_000, valid: 1, session_best: 0, personal_best: 0 },
        { lap: 2, lap_ms: 89_000, valid: 1, session_best: 1, personal_best: 1 },
        { lap: 3, lap_ms: null, valid: null, session_best: 0, personal_best: 0 },
      ]);
    });
  },
);

need('postgres')('a PostgreSQL database under its own command line tool', () => {
  let server: TestPostgres;
  let address: string;
  beforeAll(async () => {
    server = await TestPostgres.create();
    address = await server.database();
    await fill(address);
  });
  afterAll(() => server?.remove());

  test('gives a lap in order', async () => {
    const ask = async (sql: string) =>
      (await server.psql(address, sql)).split('\n').map((line) => {
        const bar = line.indexOf('|');
        return { lap: Number(line.slice(0, bar)), data: line.slice(bar + 1) };
      });
    expectLapFive(await ask(select));
    expectLapSix(await ask(select.replace('lap = 5', 'lap = 6')));
  });

  test('has the types, keys and indexes that are promised', async () => {
    expect(
      await server.psql(
        address,
        `SELECT data_type FROM information_schema.columns
          WHERE table_name = 'telemetry_chunks' AND column_name = 'data'`,
      ),
    ).toBe('jsonb');
    expect(
      await server.psql(
        address,
        `SELECT delete_rule FROM information_schema.referential_constraints
          WHERE constraint_name LIKE 'telemetry_chunks%'`,
      ),
    ).toBe('CASCADE');
    await server.psql(address, `DELETE FROM sessions WHERE session_uuid = 'RACE-SPA-2026'`);
    expect(await server.psql(address, 'SELECT count(*) FROM telemetry_chunks')).toBe('0');
    expect(await server.psql(address, 'SELECT count(*) FROM laps')).toBe('0');
  });
});

describe('opening again', () => {
  test('finds everything and changes nothing', async () => {
    const address = `sqlite:${join(temporaryFolder(), 'laps.db')}`;
    await fill(address);
    await fill(address);
    const store = await openStore(address);
    expect((await store.session('RACE-SPA-2026'))?.frames).toBe(4_300);
    expect((await store.sessions(10, null)).sessions).toHaveLength(1);
    await store.close();
  });
});
