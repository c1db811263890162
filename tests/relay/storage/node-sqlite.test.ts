/** What is particular about `node:sqlite`. The suites of this folder that use `withNodeSqlite` test the rest; where this Node has none, the Node of the downloads runs them. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { loadNodeSqlite } from '../../../relay/storage/node-sqlite.ts';
import { openRecorder, openStore } from '../../../relay/storage/open-database.ts';
import { openSqlite } from '../../../relay/storage/sqlite.ts';
import { fetchPackage, nodeForLinux } from '../../../scripts/package/registry.ts';
import { root } from '../../../scripts/root.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { LogBook } from '../../support/log-book.ts';
import { frames } from './frames.ts';
import { OtherProgram } from './other-program.ts';
import { framesOf, withNodeSqlite, withoutSqlite3 } from './stores.ts';

const run = promisify(execFile);

const at = Date.UTC(2026, 10, 22);
const lap = frames(1, 500, (i) => ({ lap: 1, t: i * 16.7, lastLapTime: i < 200 ? null : 91_234 }));

async function fill(file: string): Promise<void> {
  const store = await openStore(`sqlite:${file}`);
  await store.open({ key: { sessionID: '2026', run: 'r' }, origin: 'o', first: null, at });
  await store.describe('2026', { driverName: '1', track: 'spa', car: '7.5' }, at);
  await store.write('2026', [{ lap: 1, frames: lap }], at);
  await store.close();
}

/** Every row of every table, with the types in which SQLite stores its values. */
async function contents(file: string): Promise<unknown> {
  const database = await openSqlite(file);
  const { reading } = database;
  const tables = await reading.rows(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sequential_migrations' ORDER BY name`,
  );
  const all: unknown[] = [];
  for (const { name } of tables) {
    const columns = await reading.rows(`SELECT name FROM pragma_table_xinfo('${name}')`);
    const types = columns.map((column) => `typeof("${column.name}")`);
    all.push(name, await reading.rows(`SELECT *, ${types.join(', ')} FROM "${name}"`));
  }
  await database.close();
  return JSON.parse(JSON.stringify(all));
}

withNodeSqlite('SQLite of Node', () => {
  test('stores exactly what the package sqlite3 stores, and reads its files', async () => {
    const folder = temporaryFolder();
    const [ofPackage, ofNode] = [join(folder, 'package.db'), join(folder, 'node.db')];
    await fill(ofNode);
    vi.doUnmock('sqlite3');
    await fill(ofPackage);
    const expected = await contents(ofPackage);
    expect(await contents(ofNode)).toEqual(expected);
    withoutSqlite3();
    expect(await contents(ofPackage)).toEqual(expected);
    const store = await openStore(`sqlite:${ofPackage}`);
    expect(await framesOf(store, '2026', 1)).toEqual(JSON.parse(JSON.stringify(lap)));
    await store.close();
  });

  test('is named in the log once, with the reason', async () => {
    const log = new LogBook();
    const db = `sqlite:${join(temporaryFolder(), 'laps.db')}`;
    const recorder = await openRecorder({ db, log });
    await recorder.close();
    expect(log.lines).toEqual([
      {
        level: 'info',
        sentence: 'The package sqlite3 could not be loaded. node:sqlite keeps the laps.',
        fields: { reason: expect.stringMatching(/^[^\n]+$/) },
      },
    ]);
  });

  test('leaves the event loop free while another program holds the file', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    await fill(file);
    const other = await OtherProgram.execute(file, 'BEGIN EXCLUSIVE');
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    await expect(openStore(`sqlite:${file}`)).rejects.toMatchObject({ code: 'locked' });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(50);
    await other.end();
  });

  test('lets the event loop turn between two statements of a transaction', async () => {
    const database = await openSqlite(join(temporaryFolder(), 'laps.db'));
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await database.transaction(async (sql) => {
      for (let i = 0; i < 100; i++) await sql.rows('SELECT $1 AS number', [i]);
    });
    isOver = true;
    expect(turns).toBeGreaterThan(90);
    await database.close();
  });

  test('creates no file for a reader', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    const opened = loadNodeSqlite()!.open(file, { create: false, busyMs: 0 });
    await expect(opened).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' });
    expect(existsSync(file)).toBe(false);
  });

  test('finishes what was asked for before it closes', async () => {
    const database = await openSqlite(join(temporaryFolder(), 'laps.db'));
    const asked = Promise.all([1, 2, 3].map((n) => database.reading.rows('SELECT $1 AS n', [n])));
    await database.close();
    expect((await asked).map(([row]) => row!.n)).toEqual([1, 2, 3]);
  });

  test('leaves only its own warning out of the console', async () => {
    const adapter = new URL('../../../relay/storage/node-sqlite.ts', import.meta.url).href;
    const script = `
      const { loadNodeSqlite } = await import(${JSON.stringify(adapter)});
      const connection = await loadNodeSqlite().open(':memory:', { create: true, busyMs: 0 });
      process.emitWarning('Something else', 'ExperimentalWarning');`;
    const words = ['--import', 'tsx', '--input-type=module', '-e', script];
    const { stderr } = await promisify(execFile)(process.execPath, words);
    expect(stderr).toContain('Something else');
    expect(stderr).not.toContain('SQLite');
  });
});

/** Suites that use `withNodeSqlite`. */
const files = ['node-sqlite', 'store', 'failing-stores', 'full-disk', 'laps', 'prune'];

if (loadNodeSqlite() === null) {
  test('a Node without SQLite of its own offers none', () => {
    expect(process.getBuiltinModule('node:sqlite')).toBeUndefined();
  });

  if (process.platform === 'linux' && process.arch === 'x64') {
    test('a Node with SQLite of its own passes the suites without the package sqlite3', async () => {
      const node = join(await fetchPackage(nodeForLinux), 'bin', 'node');
      const { PATH, HOME } = process.env;
      const { stdout } = await run(
        node,
        [
          join(root, 'node_modules/vitest/vitest.mjs'),
          ...['run', ...files.map((file) => `tests/relay/storage/${file}.test.ts`)],
          ...['-t', 'of Node', '--retry', '0', '--reporter', 'json'],
        ],
        { cwd: root, env: { PATH, HOME, CI: 'true' }, maxBuffer: 100_000_000 },
      );
      const report = JSON.parse(stdout.slice(stdout.indexOf('{"num'))) as {
        numPassedTests: number;
      };
      expect(report.numPassedTests).toBeGreaterThan(40);
    });
  }
}
