/**
 * From the agent's publisher to the disk, while the relay is killed and the database made unavailable at random
 * moments: every frame of the agent is stored exactly once, in whole laps.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import sqlite3 from 'sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { timeLapse } from '../../../agent/demo/time-lapse.ts';
import { WsPublisher } from '../../../agent/publish/ws-publisher.ts';
import { monotonicMs } from '../../../agent/sampling/clock.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { silentLog } from '../../../protocol/log.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import { programOptions } from '../../../scripts/build.ts';
import { freePort } from '../../../scripts/processes.ts';
import { root } from '../../../scripts/root.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { need } from '../../support/need.ts';
import { suitePostgres } from '../../support/postgres.ts';
import { randomOf } from '../../support/random.ts';
import { until } from '../../support/until.ts';
import { frame as plainFrame } from './frames.ts';
import { framesOf } from './stores.ts';

const relaySource = fileURLToPath(new URL('./crash-relay.ts', import.meta.url));
/** The same in one file, as programs are built, which starts in a fraction of the time; it finds the addons from here. */
const relayFile = join(root, '.cache', `crash-relay-${process.pid}.mjs`);
const sessionID = 'CRASH';
/** Frames added in one step: about fifteen times real time. */
const stepFrames = 20;
const stepMs = 20;

/** A relay on a port that stays the same, whoever listens there. */
class Relay {
  readonly #port: number;
  readonly #db: string;
  /** Of its pages and settings. Made and removed by us, as it is killed. */
  readonly #folder = temporaryFolder();
  #process: ChildProcess | null = null;

  constructor(port: number, db: string) {
    this.#port = port;
    this.#db = db;
  }

  static async onFreePort(db: string): Promise<Relay> {
    const relay = new Relay(await freePort(), db);
    onTestFinished(() => relay.kill());
    return relay;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`);
  }

  async start(): Promise<void> {
    const relay = fork(relayFile, [String(this.#port), this.#db, this.#folder], { execArgv: [] });
    this.#process = relay;
    await new Promise<void>((resolve, reject) => {
      relay.once('message', () => resolve());
      relay.once('exit', () => reject(new Error('The relay ended before it was ready.')));
    });
  }

  kill(): Promise<void> {
    return this.#end((relay) => relay.kill('SIGKILL'));
  }

  stop(): Promise<void> {
    return this.#end((relay) => relay.send('stop'));
  }

  async #end(how: (relay: ChildProcess) => void): Promise<void> {
    const relay = this.#process;
    this.#process = null;
    if (relay === null) return;
    const ended = new Promise((resolve) => relay.once('exit', resolve));
    how(relay);
    await ended;
  }
}

interface Disturbance {
  kills: number;
  outages: number;
  /** Makes the database unavailable. @returns the call that makes it available again */
  blockDatabase: () => Promise<() => Promise<void>>;
  seed: number;
  seconds: number;
}

async function endure(db: string, plan: Disturbance): Promise<void> {
  const moments = [...timeLapse({ seed: 5, pitEveryLaps: 9, spoiltLap: 3 }, plan.seconds)];
  const frames = moments.map(({ frame }) => frame);
  const info = moments.at(-1)!.info() ?? {};
  const chance = randomOf(plan.seed);
  const steps = Math.ceil(frames.length / stepFrames);
  const moment = () => Math.floor(chance() * steps);
  const killAt = new Set(Array.from({ length: plan.kills }, moment));
  const outageAt = new Set(Array.from({ length: plan.outages }, moment));
  const relay = await Relay.onFreePort(db);
  await relay.start();
  const publisher = new WsPublisher({
    relay: relay.url,
    batch: 'auto',
    hz: 60,
    log: silentLog,
    now: monotonicMs,
    random: chance,
  });
  publisher.setSession({ sessionID, run: 'run-1', info, startMs: monotonicMs() });
  const outage = new Outage(plan.blockDatabase);
  for (let step = 0; step < steps; step++) {
    for (const frame of frames.slice(step * stepFrames, (step + 1) * stepFrames)) {
      publisher.add(frame);
    }
    if (outageAt.has(step)) await outage.begin(40 + Math.floor(chance() * 120));
    await outage.step();
    if (killAt.has(step)) {
      await relay.kill();
      await outage.end();
      await relay.start();
    }
    await new Promise((resolve) => setTimeout(resolve, chance() * 2 * stepMs));
  }
  await outage.end();
  publisher.flush();
  await until('everything is stored', () => publisher.stats().framesKept === 0);
  const { framesAdded, framesDropped, framesRefused } = publisher.stats();
  expect({ framesAdded, framesDropped, framesRefused }).toEqual({
    framesAdded: frames.length,
    framesDropped: 0,
    framesRefused: 0,
  });
  await publisher.close();
  await relay.stop();
  await expectAllOnce(db, frames, plan.seed);
}

/** Makes the database unavailable for a number of steps. */
class Outage {
  readonly #blockDatabase: () => Promise<() => Promise<void>>;
  #bringBack: (() => Promise<void>) | null = null;
  #left = 0;

  constructor(blockDatabase: () => Promise<() => Promise<void>>) {
    this.#blockDatabase = blockDatabase;
  }

  async begin(steps: number): Promise<void> {
    if (this.#bringBack !== null) return;
    this.#bringBack = await this.#blockDatabase();
    this.#left = steps;
  }

  async step(): Promise<void> {
    if (this.#left-- <= 0) await this.end();
  }

  async end(): Promise<void> {
    const bringBack = this.#bringBack;
    this.#bringBack = null;
    await bringBack?.();
  }
}

async function expectAllOnce(
  address: string,
  frames: readonly Frame[],
  seed: number,
): Promise<void> {
  const store = await openStore(address);
  const { sessions } = await store.sessions(10, null);
  expect(sessions.map((session) => session.sessionID)).toEqual([sessionID]);
  const laps = await store.laps(sessionID);
  const held: Frame[] = [];
  for (const { lap } of laps) held.push(...(await framesOf(store, sessionID, lap)));
  await store.close();
  const ids = new Set(held.map(({ packetId }) => packetId));
  const lost = frames.filter(({ packetId }) => !ids.has(packetId)).length;
  const doubled = held.length - ids.size;
  console.log(
    `seed ${seed}: published ${frames.length}, stored ${held.length}, doubled ${doubled}, lost ${lost}`,
  );
  expect({ doubled, lost, stored: held.length }).toEqual({
    doubled: 0,
    lost: 0,
    stored: frames.length,
  });
  expect(held).toEqual(JSON.parse(JSON.stringify(frames)));
  // The last lap is still being driven.
  expect(laps.slice(0, -1).map(({ whole }) => whole)).toEqual(laps.slice(0, -1).map(() => true));
}

async function hold(file: string): Promise<() => Promise<void>> {
  const other = new sqlite3.Database(file);
  const exec = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      other.exec(sql, (cause) => (cause ? reject(cause) : resolve()));
    });
  other.configure('busyTimeout', 5_000);
  await exec('BEGIN EXCLUSIVE');
  return async () => {
    await exec('ROLLBACK');
    await new Promise((resolve) => other.close(resolve));
  };
}

beforeAll(() => {
  const { splitting, chunkNames, ...options } = programOptions;
  return build({ ...options, entryPoints: [relaySource], outfile: relayFile });
});

afterAll(() => rm(relayFile, { force: true }));

describe('a relay that is killed again and again', () => {
  test('stores every frame exactly once in SQLite, which another program locks meanwhile', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    await endure(`sqlite:${file}`, {
      kills: 20,
      outages: 5,
      blockDatabase: () => hold(file),
      seed: 20_261_122,
      seconds: 240,
    });
  });
});

describe('a relay that is killed', () => {
  test('has on disk what it answered with 200 a second before, from every publisher', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    const relay = await Relay.onFreePort(`sqlite:${file}`);
    await relay.start();
    const publishers = ['SLOW', 'FAST'];
    const accepted: { id: string; packetId: number; at: number }[] = [];
    // On a slow machine too, the slow one publishes long enough before the kill.
    const slowSince = (): number => accepted.find(({ id }) => id === 'SLOW')?.at ?? Infinity;
    for (let packetId = 1; performance.now() - slowSince() < 1_500; packetId++) {
      for (const id of publishers) {
        if (id === 'SLOW' && packetId % 10 !== 0) continue;
        const { status } = await fetch(new URL(`/ingest?session_id=${id}&lap=1`, relay.url), {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify([plainFrame(packetId)]),
        });
        expect(status).toBe(200);
        accepted.push({ id, packetId, at: performance.now() });
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    const killedAt = performance.now();
    await relay.kill();
    const store = await openStore(`sqlite:${file}`);
    for (const id of publishers) {
      const held = new Set((await framesOf(store, id, 1)).map(({ packetId }) => packetId));
      const due = accepted.filter((one) => one.id === id && one.at <= killedAt - 1_000);
      expect(due.length).toBeGreaterThan(0);
      expect(due.filter(({ packetId }) => !held.has(packetId))).toEqual([]);
    }
    await store.close();
  });
});

need('postgres')('a relay that is killed again and again', () => {
  const on = suitePostgres();

  test('stores every frame exactly once in PostgreSQL, which is killed meanwhile', async () => {
    let outages = 0;
    await endure(await on.server.database(), {
      kills: 6,
      outages: 5,
      blockDatabase: async () => {
        await (++outages % 2 === 0 ? on.server.stop() : on.server.kill());
        return () => on.server.start();
      },
      seed: 77,
      seconds: 220,
    });
  });
});
