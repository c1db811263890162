/** `sequential export`, `import` and `prune` as users run them: the built program in its own process. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openStore } from '../../../relay/storage/open-database.ts';
import { freePort } from '../../../scripts/processes.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { built, run } from '../../support/programs.ts';
import { frames } from './frames.ts';

beforeAll(built);

const day = 86_400_000;
const json = { 'Content-Type': 'application/json' };

/** A folder with a database as the relay would have left it: three sessions, some days old. */
async function folderWithSessions(): Promise<string> {
  const folder = temporaryFolder();
  const store = await openStore(`sqlite:${join(folder, 'sequential.db')}`);
  for (const [i, sessionID] of ['OLD', 'OLDER', 'NEW'].entries()) {
    const at = Date.now() - [40, 50, 1][i]! * day;
    await store.open({ key: { sessionID, run: 'r' }, origin: sessionID, first: null, at });
    await store.describe(sessionID, { driverName: 'Ada', car: 'gt', track: 'spa' }, at);
    await store.write(sessionID, [{ lap: 1, frames: frames(1, 300) }], at);
  }
  await store.close();
  return folder;
}

async function done(folder: string, ...words: string[]) {
  const program = run(words, { folder });
  const { code } = await program.ended;
  return { code, out: program.stdout, error: program.stderr };
}

test('a session is exported to a file and imported into another database, twice', async () => {
  const folder = await folderWithSessions();
  const other = temporaryFolder();
  const list = await done(folder, 'export');
  expect(list.code).toBe(0);
  expect(list.out).toMatch(/^NEW .*0 laps, 300 frames.*Ada, gt, spa/);
  const file = join(other, 'old.jsonl.gz');
  expect(await done(folder, 'export', 'OLD', '--out', file)).toMatchObject({ code: 0, error: '' });
  expect(existsSync(file)).toBe(true);
  const again = await done(folder, 'export', 'OLD', '--out', file);
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.error).toContain('file-exists');
  expect((await done(folder, 'export', 'OLD', '--out', file, '--force')).code).toBe(0);
  const first = await done(other, 'import', file, '--db', 'sqlite:here.db');
  expect(first).toMatchObject({ code: 0, out: '300 frames stored in OLD.\n' });
  const second = await done(other, 'import', file, '--db', 'sqlite:here.db');
  expect(second).toMatchObject({
    code: 0,
    out: '0 frames stored in OLD, 300 were there already.\n',
  });
});

test('a session named like a Windows device gets a file, and no device is overwritten', async () => {
  const folder = temporaryFolder();
  const store = await openStore(`sqlite:${join(folder, 'sequential.db')}`);
  for (const sessionID of ['nul', 'Con.2']) {
    await store.open({
      key: { sessionID, run: 'r' },
      origin: sessionID,
      first: null,
      at: Date.now(),
    });
    await store.write(sessionID, [{ lap: 1, frames: frames(1, 10) }], Date.now());
  }
  await store.close();
  for (const sessionID of ['nul', 'Con.2']) {
    expect(await done(folder, 'export', sessionID)).toMatchObject({ code: 0, error: '' });
    expect(existsSync(join(folder, `session-${sessionID}.jsonl.gz`))).toBe(true);
  }
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const refused = await done(folder, 'export', 'nul', '--out', pipe, '--force');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.error).toContain('file-exists');
  expect(statSync(pipe).isFIFO()).toBe(true);
});

test('old sessions are pruned only by a rule', async () => {
  const folder = await folderWithSessions();
  expect(await done(folder, 'prune')).toMatchObject({ code: 2, out: '' });
  expect((await done(folder, 'prune', '--keep', '3 weeks')).code).toBe(2);
  const before = readFileSync(join(folder, 'sequential.db'));
  const dry = await done(folder, 'prune', '--keep', '30d', '--dry-run');
  expect(dry.out).toBe('would delete OLDER\nwould delete OLD\n');
  expect(readFileSync(join(folder, 'sequential.db'))).toEqual(before);
  expect((await done(folder, 'prune', '--keep', '30d')).out).toBe('deleted OLDER\ndeleted OLD\n');
  expect((await done(folder, 'export')).out.split('\n').filter(Boolean)).toHaveLength(1);
});

test('errors go to stderr, and reading creates no database', async () => {
  const folder = temporaryFolder();
  const missing = await done(folder, 'export', 'OLD');
  expect(missing).toMatchObject({ code: 1, out: '' });
  expect(missing.error).toContain('no-database-file');
  expect(existsSync(join(folder, 'sequential.db'))).toBe(false);
  const wrong = await done(folder, 'import', 'nothing.gz');
  expect(wrong).toMatchObject({ code: 1, out: '' });
  expect(wrong.error).toMatch(/Error no-file: .*nothing\.gz/);
  expect((await done(folder, 'import')).code).toBe(2);
  expect((await done(folder, 'export', 'OLD', '--db', 'none')).code).toBe(2);
  const password = await done(
    folder,
    'export',
    '--db',
    'postgres://ada:hidden-word@127.0.0.1:9/laps',
  );
  expect(password.code).toBe(1);
  expect(password.error).toContain('unreachable');
  expect(password.error).not.toContain('hidden-word');
});

test('a relay that cannot store its frames reports how many are lost and exits with 1', async () => {
  const db = `postgres://ada:hidden-word@127.0.0.1:${await freePort()}/laps`;
  const relay = run(['relay', '--port', '0', '--db', db]);
  const url = await relay.url();
  const put = { method: 'PUT', headers: json, body: '{"track":"spa"}' };
  expect((await fetch(`${url}/api/sessions/S`, put)).status).toBe(200);
  const post = { method: 'POST', headers: json, body: JSON.stringify(frames(1, 77)) };
  expect((await fetch(`${url}/ingest?session_id=S&lap=1`, post)).status).toBe(200);
  const { code } = await relay.stop();
  expect(code).toBe(1);
  expect(relay.stderr).toMatch(/frames-lost: .*77 frames.* 1 sessions/);
  expect(relay.stderr).toContain('PostgreSQL does not answer.');
  expect(relay.stdout + relay.stderr).not.toContain('hidden-word');
});

test('a relay that stored everything exits with 0', async () => {
  const folder = temporaryFolder();
  const relay = run(['relay', '--port', '0'], { folder });
  const url = await relay.url();
  const post = { method: 'POST', headers: json, body: JSON.stringify(frames(1, 77)) };
  expect((await fetch(`${url}/ingest?session_id=S&lap=1`, post)).status).toBe(200);
  expect(await relay.stop()).toMatchObject({ code: 0 });
  const store = await openStore(`sqlite:${join(folder, 'sequential.db')}`);
  expect((await store.session('S'))!.frames).toBe(77);
  await store.close();
});

test('DATABASE_URL of another project does not prevent the start and is not silently used', async () => {
  for (const [value, words, warning] of [
    ['file:./dev.db', [], /file:, which Sequential does not know; it is not used/],
    ['mysql://u:hidden-word@h/d', ['--db', 'sqlite:mine.db'], /--db names the database/],
    ['postgres://u:hidden-word@h/d', ['--db', 'none'], /--db names the database/],
  ] as const) {
    const relay = run(['relay', '--port', '0', ...words], { environment: { DATABASE_URL: value } });
    await relay.printed(warning);
    await relay.url();
    expect(await relay.stop()).toMatchObject({ code: 0 });
    expect(relay.stdout + relay.stderr).not.toContain('hidden-word');
  }
});
