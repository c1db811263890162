/** Databases that cannot be used: each error names the cause. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import { openRecorder, openStore, storeKind } from '../../../relay/storage/open-database.ts';
import type { StoreProblem } from '../../../relay/storage/store-problem.ts';
import { freePort } from '../../../scripts/processes.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { need } from '../../support/need.ts';
import { suitePostgres } from '../../support/postgres.ts';
import { frames } from './frames.ts';
import { OtherProgram } from './other-program.ts';
import { withNodeSqlite } from './stores.ts';

const at = Date.UTC(2026, 10, 22);

async function problemOf(address: string): Promise<StoreProblem> {
  try {
    const store = await openStore(address);
    await store.close();
  } catch (problem) {
    return problem as StoreProblem;
  }
  throw new Error(`${address} could be opened.`);
}

async function filled(file: string): Promise<void> {
  const store = await openStore(`sqlite:${file}`);
  const key = { sessionID: 'S', run: 'r' };
  await store.open({ key, origin: 'o', first: null, at });
  await store.write('S', [{ lap: 1, frames: frames(1, 1500) }], at);
  await store.close();
}

async function run(file: string, sql: string): Promise<void> {
  await (await OtherProgram.execute(file, sql)).end();
}

describe('an address of a database', () => {
  test('names its kind', () => {
    expect(storeKind('sqlite:laps.db')).toBe('sqlite');
    expect(storeKind('postgres://u@h/d')).toBe('postgres');
    expect(storeKind('postgresql://u@h/d')).toBe('postgres');
    expect(storeKind('memory:')).toBe('sqlite');
  });

  test.each(['', 'sqlite:', 'sqlite::memory:', 'mysql://u@h/d', 'laps.db'])(
    '%j is none',
    async (address) => {
      expect(await problemOf(address)).toMatchObject({ code: 'bad-address', lasting: true });
    },
  );
});

function sqliteFileSuite(): void {
  test('that is truncated anywhere is refused and stays unchanged', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    await filled(file);
    const whole = readFileSync(file);
    const copy = join(temporaryFolder(), 'cut.db');
    for (const share of [0.00001, 0.0002, 0.001, 0.01, 0.1, 0.37, 0.5, 0.8, 0.99, 0.99999]) {
      const bytes = Math.max(1, Math.floor(whole.length * share));
      copyFileSync(file, copy);
      truncateSync(copy, bytes);
      const problem = await problemOf(`sqlite:${copy}`);
      expect(problem.code, `cut after ${bytes} bytes`).toBe('corrupt');
      expect(problem.message).toContain(copy);
      expect(readFileSync(copy)).toEqual(whole.subarray(0, bytes));
    }
  });

  test('that is not a database is refused', async () => {
    const file = join(temporaryFolder(), 'setup.ini');
    writeFileSync(file, '[CAR]\nWINGS=3\n'.repeat(1000));
    expect(await problemOf(`sqlite:${file}`)).toMatchObject({ code: 'wrong-file', lasting: true });
    expect(await problemOf(`sqlite:${temporaryFolder()}`)).toMatchObject({ code: 'wrong-file' });
  });

  test('of another program is refused and left unchanged', async () => {
    const file = join(temporaryFolder(), 'music.db');
    await run(file, 'CREATE TABLE songs (title TEXT)');
    const before = readFileSync(file);
    expect(await problemOf(`sqlite:${file}`)).toMatchObject({ code: 'wrong-file' });
    expect(readFileSync(file)).toEqual(before);
  });

  test('of a newer Sequential is refused', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    await filled(file);
    await run(file, `INSERT INTO sequential_migrations VALUES (99, 'teleportation', '2030-01-01')`);
    const problem = await problemOf(`sqlite:${file}`);
    expect(problem).toMatchObject({ code: 'newer-database', lasting: true });
    expect(problem.message).toMatch(/version 99.*up to \d+/);
  });

  test('that is damaged inside is reported when the damage is read', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    await filled(file);
    const bytes = readFileSync(file);
    // Everything behind the pages that the tables begin on.
    bytes.fill(0xa5, 4096 * 3);
    writeFileSync(file, bytes);
    const problem = await openStore(`sqlite:${file}`).then(
      async (store) => {
        const asked = await store.session('S').then(
          () => store.chunkAfter('S', 1, -1),
          (cause: unknown) => cause,
        );
        await store.close();
        return asked;
      },
      (cause: unknown) => cause,
    );
    expect(problem).toMatchObject({ code: 'corrupt' });
  });

  test('in a missing folder is refused', async () => {
    const file = join(temporaryFolder(), 'nowhere', 'laps.db');
    expect(await problemOf(`sqlite:${file}`)).toMatchObject({ code: 'no-folder', lasting: false });
  });

  test('below a file, or in a folder of the system that takes no file, is not called a full disk', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await problemOf(`sqlite:${join(file, 'laps.db')}`)).toMatchObject({ code: 'no-folder' });
    if (process.platform !== 'linux') return;
    expect(await problemOf('sqlite:/proc/laps.db')).toMatchObject({ code: 'read-only' });
  });

  test('locked by another program is reported after a while and used once it is free', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    await filled(file);
    const other = await OtherProgram.execute(file, 'BEGIN EXCLUSIVE');
    const store = await openStore(`sqlite:${file}`).catch((problem: StoreProblem) => problem);
    expect(store).toMatchObject({ code: 'locked', lasting: false });
    const waiting = filled(file);
    await other.end();
    await waiting;
  });

  test.skipIf(process.platform === 'win32')(
    'that is deleted while it is open is noticed before anything is lost in it',
    async () => {
      const folder = temporaryFolder();
      const file = join(folder, 'laps.db');
      await filled(file);
      const recorder = await openRecorder({ db: `sqlite:${file}`, log: silentLog });
      copyFileSync(file, join(folder, 'kept.db'));
      await run(file, 'PRAGMA wal_checkpoint(TRUNCATE)');
      rmSync(file);
      const key = { sessionID: 'S', run: 'r' };
      const stored = new Promise<number>((resolve) => {
        recorder.onStored((_key, packetId) => resolve(packetId));
      });
      const sent = frames(20_000, 100);
      recorder.record({ ...key, lap: 2, frames: sent });
      recorder.flush(key);
      expect(await stored).toBe(sent.at(-1)!.packetId);
      await recorder.close();
      const store = await openStore(`sqlite:${file}`);
      expect((await store.session('S'))?.frames).toBe(100);
      await store.close();
    },
  );
}

describe('an SQLite file', sqliteFileSuite);
withNodeSqlite('an SQLite file under SQLite of Node', sqliteFileSuite);

/** Runs the store in a separate process as a user without rights. @returns its output */
function asNobody(script: string): Promise<string> {
  // For tsx, which keeps what it translated.
  const temporary = temporaryFolder();
  chmodSync(temporary, 0o777);
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        ...(process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}),
        env: { ...process.env, HOME: '/nonexistent', TMPDIR: temporary },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    let complained = '';
    child.stdout.on('data', (text) => {
      output += String(text);
    });
    child.stderr.on('data', (text) => {
      complained += String(text);
    });
    child.on('error', reject);
    child.on('close', () =>
      output === '' ? reject(new Error(complained)) : resolve(output.trim()),
    );
  });
}

describe.skipIf(process.platform === 'win32')('a folder without the right to write', () => {
  test.each(['fresh', 'with a database in it'])('%s is reported as read-only', async (kind) => {
    const folder = temporaryFolder();
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    if (kind !== 'fresh') await filled(join(inner, 'laps.db'));
    chmodSync(folder, 0o755);
    chmodSync(inner, 0o555);
    const open = new URL('../../../relay/storage/open-database.ts', import.meta.url).href;
    const output = await asNobody(`
      const { openStore } = await import(${JSON.stringify(open)});
      const problem = await openStore('sqlite:${inner}/laps.db').then(() => ({}), (cause) => cause);
      console.log(problem.code, problem.lasting);`);
    expect(output).toBe('read-only false');
    chmodSync(inner, 0o755);
  });
});

describe('PostgreSQL', () => {
  test('that does not run, or whose host does not exist, is unreachable', async () => {
    const port = await freePort();
    for (const host of [`127.0.0.1:${port}`, 'no-such-host.invalid:5432']) {
      const problem = await problemOf(`postgres://u:hidden-word@${host}/d`);
      expect(problem).toMatchObject({ code: 'unreachable', lasting: false });
      expect(problem.message + problem.hint).not.toContain('hidden-word');
    }
  });
});

need('postgres')('a PostgreSQL server', () => {
  const on = suitePostgres();

  test('that rejects the password is reported without the password', async () => {
    const problem = await problemOf(on.server.address('postgres', 'hidden-word'));
    expect(problem).toMatchObject({ code: 'wrong-password', lasting: false });
    expect(problem.message + problem.hint).not.toContain('hidden-word');
    const none = await problemOf(`postgres://sequential@127.0.0.1:${on.server.port}/postgres`);
    expect(none).toMatchObject({ code: 'wrong-password' });
  });

  test('without that database is refused', async () => {
    expect(await problemOf(on.server.address('nowhere'))).toMatchObject({ code: 'no-database' });
  });

  test('that gives the user no rights is refused', async () => {
    const address = await on.server.database();
    const { pathname } = new URL(address);
    await on.server.psql(address, `CREATE ROLE guest LOGIN PASSWORD 'guest'`);
    const guest = `postgres://guest:guest@127.0.0.1:${on.server.port}${pathname}`;
    expect(await problemOf(guest)).toMatchObject({ code: 'not-allowed' });
  });

  test('with tables of another program under our names is refused', async () => {
    const address = await on.server.database();
    await on.server.psql(address, 'CREATE TABLE sessions (cookie TEXT)');
    expect(await problemOf(address)).toMatchObject({ code: 'wrong-file', lasting: true });
  });

  test('of a newer Sequential is refused', async () => {
    const address = await on.server.database();
    await (await openStore(address)).close();
    await on.server.psql(address, `INSERT INTO sequential_migrations VALUES (99, 'x', 'y')`);
    expect(await problemOf(address)).toMatchObject({ code: 'newer-database', lasting: true });
  });

  test('stores texts that its JSON type cannot hold', async () => {
    const store = await openStore(await on.server.database());
    const key = { sessionID: 'S', run: 'r' };
    await store.open({ key, origin: 'o', first: null, at });
    const odd = { note: 'a\u0000b', half: '\ud800', 'na\u0000me': 1, kept: '\\u0000 é 🏁' };
    const [sent] = frames(1, 1);
    await store.write('S', [{ lap: 1, frames: [{ ...sent!, ...odd }] }], at);
    const chunk = await store.chunkAfter('S', 1, -1);
    expect(JSON.parse(chunk!.json)).toEqual([
      { ...sent, note: 'a\ufffdb', half: '\ufffd', 'na\ufffdme': 1, kept: '\\u0000 é 🏁' },
    ]);
    await store.describe('S', { driverName: 'a\u0000b' }, at);
    expect((await store.session('S'))!.facts.driverName).toBe('a\ufffdb');
    await store.close();
  });
});
