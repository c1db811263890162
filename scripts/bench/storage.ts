/**
 * An hour of driving at 60 Hz through the relay's own stored path, faster than it was driven, on both databases:
 * how many transactions, how many bytes, and how long until a lap is read back over HTTP.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { silentLog } from '../../protocol/log.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { Exporter } from '../../relay/laps/exporter.ts';
import { readingRouter } from '../../relay/laps/router.ts';
import { openRecorder } from '../../relay/storage/open-database.ts';
import type { Recorder } from '../../relay/storage/recorder.ts';
import { TurnedClock } from '../../tests/relay/storage/turned-clock.ts';
import { TestPostgres } from '../../tests/support/postgres.ts';
import { tools } from '../tools.ts';
import { type BenchDrive, drive } from './drive-frames.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { percentile } from './statistics.ts';

const key = { sessionID: 'BENCH', run: 'run-1' };
/** Frames the agent sends together on the same PC, more or less. */
const batchFrames = 2;
const reads = 25;
/** A lap of two minutes at 60 Hz is what the aim is about. */
const lapFrames = 7_200;

interface Measured {
  transactions: number;
  megabytes: number;
  storeSeconds: number;
  lapSeconds: number;
  readMs: number[];
  readMb: number;
}

/** Publishes the drive at its own pace on a clock that is turned as fast as the database follows. */
async function store(
  recorder: Recorder,
  clock: TurnedClock,
  { frames, facts }: BenchDrive,
): Promise<void> {
  recorder.describe(key, facts satisfies SessionInfo);
  let second = 0;
  for (let i = 0; i < frames.length; ) {
    const lap = frames[i]!.lap!;
    let end = i + 1;
    while (end < frames.length && end - i < batchFrames && frames[end]!.lap === lap) end++;
    recorder.record({ ...key, lap, frames: frames.slice(i, end) });
    i = end;
    const now = Math.floor((frames[i - 1]!.t ?? 0) / 1000);
    if (now === second) continue;
    await clock.turn((now - second) * 1000);
    second = now;
    while (recorder.stats().framesWaiting > 2 * limits.chunkFramesMax) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await clock.turn(0);
    }
  }
  recorder.flush(key);
  while (recorder.stats().framesWaiting > 0) {
    await clock.turn(0);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** The lap that lasted nearest to two minutes. */
function lapNearTwoMinutes(frames: readonly Frame[]): { lap: number; seconds: number } {
  const counts = new Map<number, number>();
  for (const { lap } of frames) counts.set(lap!, (counts.get(lap!) ?? 0) + 1);
  const [lap, count] = [...counts].sort(
    (a, b) => Math.abs(a[1] - lapFrames) - Math.abs(b[1] - lapFrames),
  )[0]!;
  return { lap, seconds: count / 60 };
}

async function readBack(
  recorder: Recorder,
  lap: number,
): Promise<{ readMs: number[]; readMb: number }> {
  const maps = { find: async () => null };
  const parts = { recorder, maps, exporter: new Exporter(), live: () => null };
  const app = express().use('/api', readingRouter(parts));
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const readMs: number[] = [];
  let readMb = 0;
  for (let i = 0; i < reads; i++) {
    const startMs = performance.now();
    readMb =
      (await bytesOf(`http://127.0.0.1:${port}/api/sessions/${key.sessionID}/laps/${lap}`)) / 1e6;
    readMs.push(performance.now() - startMs);
  }
  server.closeAllConnections();
  server.close();
  // The first ones compile code and fill caches.
  return { readMs: readMs.slice(5), readMb };
}

/** The bytes of an answer, counted and dropped. */
function bytesOf(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(address, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

async function measure(
  db: string,
  driven: BenchDrive,
  bytes: () => Promise<number>,
): Promise<Measured> {
  const clock = new TurnedClock();
  const recorder = await openRecorder({ db, log: silentLog, clock });
  const startMs = performance.now();
  await store(recorder, clock, driven);
  const storeSeconds = (performance.now() - startMs) / 1000;
  const { transactions } = recorder.stats();
  await closeTurning(recorder, clock);
  const megabytes = (await bytes()) / 1e6;
  const reader = await openRecorder({ db, log: silentLog });
  const { lap, seconds } = lapNearTwoMinutes(driven.frames);
  const read = await readBack(reader, lap);
  await reader.close();
  return { transactions, megabytes, storeSeconds, lapSeconds: seconds, ...read };
}

async function closeTurning(recorder: Recorder, clock: TurnedClock): Promise<void> {
  const closed = recorder.close();
  await clock.turn(0);
  await closed;
}

async function onSqlite(driven: BenchDrive): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-bench-'));
  const file = join(folder, 'bench.db');
  try {
    return await measure(`sqlite:${file}`, driven, async () => statSync(file).size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres(driven: BenchDrive): Promise<Measured> {
  const server = await TestPostgres.create();
  try {
    const address = await server.database();
    const tables = ['sessions', 'telemetry_chunks', 'driven_laps'];
    const size = tables.map((table) => `pg_total_relation_size('${table}')`).join(' + ');
    return await measure(address, driven, async () =>
      Number(await server.psql(address, `SELECT ${size}`)),
    );
  } finally {
    await server.remove();
  }
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  // `--quick` drives a quarter of an hour.
  const driveSeconds = seconds >= 20 ? 3_600 : 900;
  note('driving');
  const driven = drive({ seed: 1, hz: 60, seconds: driveSeconds });
  const measured: Record<string, Measured> = {};
  note('SQLite');
  measured.SQLite = await onSqlite(driven);
  if (tools.postgres.find() === null) note('PostgreSQL is left out: it is not installed.');
  else {
    note('PostgreSQL');
    measured.PostgreSQL = await onPostgres(driven);
  }
  const row = (what: string, unit: string, value: (one: Measured) => number): Row => ({
    what: `${what} (SQLite)`,
    unit,
    result: value(measured.SQLite!),
    values: Object.fromEntries(Object.entries(measured).map(([db, one]) => [db, value(one)])),
  });
  const hours = driveSeconds / 3_600;
  const lapSeconds = Math.round(measured.SQLite.lapSeconds);
  return [
    row('transactions an hour', '', (one) => Math.round(one.transactions / hours)),
    row('on disk an hour', 'MB', (one) => one.megabytes / hours),
    row('to store an hour', 's', (one) => one.storeSeconds / hours),
    row(`a lap of ${lapSeconds} s as JSON`, 'MB', (one) => one.readMb),
    row(`to read and send it, p50`, 'ms', (one) => percentile(one.readMs, 0.5)),
    row(`to read and send it, p95`, 'ms', (one) => percentile(one.readMs, 0.95)),
  ];
}

export const storage: Section = {
  name: 'storage',
  title: 'Storage',
  method:
    'The demo car drives an hour at 60 Hz; its frames go through the relay’s recorder into a fresh database, faster than real time. Then a lap is read over HTTP 20 times.',
  run,
};
