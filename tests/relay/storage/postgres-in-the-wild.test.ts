/** PostgreSQL as hosting services run it: behind a pooler, with TLS, with tables of other programs. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../../relay/storage/open-database.ts';
import type { StoreProblem } from '../../../relay/storage/store-problem.ts';
import { need } from '../../support/need.ts';
import { TestPgBouncer } from '../../support/pgbouncer.ts';
import { suitePostgres, TestPostgres } from '../../support/postgres.ts';
import { frames, packets } from './frames.ts';
import { framesOf } from './stores.ts';

const at = Date.UTC(2026, 10, 22);

async function problemOf(address: string, ownTablesOnly = false): Promise<StoreProblem> {
  try {
    await (await openStore(address, ownTablesOnly)).close();
  } catch (problem) {
    return problem as StoreProblem;
  }
  throw new Error('It could be opened.');
}

async function canBeOpened(address: string, ownTablesOnly = false): Promise<void> {
  const store = await openStore(address, ownTablesOnly);
  expect((await store.sessions(1, null)).sessions).toEqual([]);
  await store.close();
}

/** Six sessions at the same time, more than there are connections. */
async function writeAndRead(address: string): Promise<void> {
  const store = await openStore(address);
  const sent = frames(1, 1_300);
  const ids = ['A', 'B', 'C', 'D', 'E', 'F'];
  for (const sessionID of ids) {
    await store.open({ key: { sessionID, run: 'r' }, origin: sessionID, first: null, at });
  }
  for (let i = 0; i < sent.length; i += 100) {
    const some = [{ lap: 1, frames: sent.slice(i, i + 100) }];
    await Promise.all(ids.map((id) => store.write(id, some, at)));
  }
  for (const id of ids) expect(packets(await framesOf(store, id, 1))).toEqual(packets(sent));
  await store.close();
}

need('postgres', 'pgbouncer')('behind PgBouncer in transaction mode', () => {
  let server: TestPostgres;
  let pooler: TestPgBouncer;
  beforeAll(async () => {
    server = await TestPostgres.create();
    pooler = await TestPgBouncer.create(server);
  });
  afterAll(async () => {
    await pooler?.remove();
    await server?.remove();
  });

  test('a database is made, written and read', async () => {
    await writeAndRead(pooler.through(await server.database()));
  });

  test('the server still ends a statement that runs too long', async () => {
    const address = await server.database();
    const store = await openStore(pooler.through(address));
    const key = { sessionID: 'S', run: 'r' };
    await store.open({ key, origin: 'o', first: null, at });
    await server.psql(
      address,
      `CREATE FUNCTION limit_of() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.driver_name := current_setting(''statement_timeout''); RETURN NEW; END';
       CREATE TRIGGER shows BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION limit_of()`,
    );
    await store.describe('S', { driverName: 'Ada' }, at);
    expect(await server.psql(address, 'SELECT driver_name FROM sessions')).toBe('30s');
    await store.close();
  });

  test('a wrong password and a missing database have their own errors', async () => {
    const wrong = pooler.through(server.address('postgres', 'hidden-word'));
    expect(await problemOf(wrong)).toMatchObject({ code: 'wrong-password' });
    const missing = await problemOf(pooler.through(server.address('nowhere')));
    expect(missing.code).toBe('no-database');
  });
});

need('postgres', 'openssl')('a server that requires TLS', () => {
  let server: TestPostgres;
  let address: string;
  beforeAll(async () => {
    server = await TestPostgres.create({ tls: true });
    address = (await server.database()).replace('127.0.0.1', 'localhost');
  });
  afterAll(() => server?.remove());

  test.each(['', '?sslmode=prefer', '?sslmode=allow', '?sslmode=require', '?sslmode=no-verify'])(
    'is reached with %j, its certificate unchecked',
    async (parameters) => {
      await canBeOpened(address + parameters);
    },
  );

  test.each(['verify-full', 'verify-ca', 'require'])(
    'is trusted with sslmode=%s when its authority is named',
    async (mode) => {
      await canBeOpened(`${address}?sslmode=${mode}&sslrootcert=${server.authority}`);
    },
  );

  test('is written and read', async () => {
    const authority = encodeURIComponent(server.authority);
    const own = (await server.database()).replace('127.0.0.1', 'localhost');
    await writeAndRead(`${own}?sslmode=verify-full&sslrootcert=${authority}`);
  });

  test('is not trusted with an unknown authority or another host name', async () => {
    for (const parameters of ['?sslmode=verify-full', '?sslmode=verify-ca', '?ssl=true']) {
      const problem = await problemOf(address + parameters);
      expect(problem).toMatchObject({ code: 'certificate', lasting: false });
      expect(problem.message).toMatch(/does not know the authority/);
      expect(problem.hint).toMatch(/sslrootcert/);
    }
    const byNumber = address.replace('localhost', '127.0.0.1');
    const rooted = `sslrootcert=${server.authority}`;
    expect((await problemOf(`${byNumber}?sslmode=verify-full&${rooted}`)).message).toMatch(
      /for another name/,
    );
    await canBeOpened(`${byNumber}?sslmode=verify-ca&${rooted}`);
  });

  test('refuses a client without TLS, and the error names a missing certificate file', async () => {
    expect(await problemOf(`${address}?sslmode=disable`)).toMatchObject({ code: 'not-allowed' });
    const problem = await problemOf(`${address}?sslmode=verify-ca&sslrootcert=/nowhere/ca.crt`);
    expect(problem).toMatchObject({ code: 'certificate' });
    expect(problem.message).toContain('/nowhere/ca.crt');
  });
});

need('postgres')('a server without TLS', () => {
  const on = suitePostgres();

  test('without TLS is reported when the address requires TLS', async () => {
    const address = await on.server.database();
    for (const mode of ['require', 'verify-full']) {
      expect(await problemOf(`${address}?sslmode=${mode}`)).toMatchObject({
        code: 'no-encryption',
      });
    }
    await canBeOpened(`${address}?sslmode=prefer`);
  });

  test.each([
    'a#b',
    'a@b',
    'a/b',
    'p%q',
    '100%25',
    'what?x=1',
    'a:b:c',
    'two words',
    'pä£s☃🏁',
    '%41%zz',
    '@/#?%: @',
    'ends@localhost:5432/x',
    'a@b/c?sslmode=d',
  ])('accepts the password %j raw and escaped', async (password) => {
    const user = `user_${Buffer.from(password).toString('hex').slice(0, 40)}`;
    const address = await on.server.database();
    const quoted = `'${password.replaceAll("'", "''")}'`;
    await on.server.psql(address, `CREATE ROLE ${user} LOGIN SUPERUSER PASSWORD ${quoted}`);
    const place = `127.0.0.1:${on.server.port}${new URL(address).pathname}`;
    const escaped = encodeURIComponent(password);
    await canBeOpened(`postgres://${user}:${password}@${place}`);
    await canBeOpened(`postgresql://${user}:${escaped}@${place}`);
    await canBeOpened(`postgres://${place}?user=${user}&password=${escaped}`);
  });

  test('with tables of another program gets none of ours without consent', async () => {
    const address = await on.server.database();
    await on.server.psql(address, 'CREATE SCHEMA shop; CREATE TABLE shop.orders (id INTEGER)');
    const tables = () =>
      on.server.psql(
        address,
        `SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
      );
    const problem = await problemOf(address, true);
    expect(problem).toMatchObject({ code: 'foreign-database', lasting: true });
    expect(problem.hint).toContain('--db');
    expect(await tables()).toBe('1');
    await canBeOpened(address);
    expect(await tables()).toBe('9');
    // Now there are some of ours.
    await canBeOpened(address, true);
  });

  test('that is empty gets our tables even if only the environment names it', async () => {
    await canBeOpened(await on.server.database(), true);
  });

  test('with an unexpected error is quoted with its error state', async () => {
    const address = await on.server.database();
    const store = await openStore(address);
    const key = { sessionID: 'S', run: 'r' };
    await store.open({ key, origin: 'o', first: null, at });
    const raise = (state: string) =>
      on.server.psql(
        address,
        `CREATE OR REPLACE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN RAISE ''hidden-word'' USING ERRCODE = ''${state}''; END';
         CREATE OR REPLACE TRIGGER fails BEFORE UPDATE ON sessions
           FOR EACH ROW EXECUTE FUNCTION fails()`,
      );
    const expected: [string, string, string][] = [
      ['58030', 'server-refuses', 'SQL state 58030, system error'],
      ['XX001', 'server-refuses', 'SQL state XX001, internal error'],
      ['38001', 'server-refuses', 'SQL state 38001, external routine exception'],
      ['22P02', 'refused', 'SQL state 22P02, data exception'],
      ['ZZ999', 'server-refuses', 'SQL state ZZ999, of an unknown class'],
      ['57P03', 'unreachable', 'SQL state 57P03, operator intervention'],
      ['53300', 'server-refuses', 'SQL state 53300, insufficient resources'],
    ];
    for (const [state, code, name] of expected) {
      await raise(state);
      const problem = await store.describe('S', { driverName: 'Ada' }, at).then(
        () => null,
        (cause: StoreProblem) => cause,
      );
      expect(problem, state).toMatchObject({ code });
      expect(problem!.message).toContain(name);
      expect(problem!.message + problem!.hint).not.toContain('hidden-word');
    }
    await store.close();
  });
});
