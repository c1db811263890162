/** Kills the process that writes, and takes the database away, at random moments: every frame is stored exactly once. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sqlite3 from 'sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { openStore } from '../../../relay/store/open.ts';
import { drive } from '../../../scripts/bench/drive-frames.ts';
import { need } from '../../support/need.ts';
import { TestPostgres } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/programs.ts';
import { until } from '../../support/until.ts';
import type { FromChild, ToChild } from './crash-child.ts';
import { framesOf } from './stores.ts';

const childFile = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const key = { sessionID: 'CRASH', run: 'run-1' };
const batchFrames = 20;

interface Batch {
  lap: number;
  frames: Frame[];
  /** The child that answered `received`, by its number. */
  takenBy: number | null;
  sentTo: number | null;
}

/** Keeps like an agent: a batch is forgotten when it was taken by the child that says it is stored. */
class Publisher {
  readonly #address: string;
  #kept: Batch[] = [];
  #child: ChildProcess | null = null;
  #number = 0;
  #inFlight = new Map<number, Batch>();
  #seq = 0;

  constructor(address: string) {
    this.#address = address;
  }

  get kept(): number {
    return this.#kept.length;
  }

  async start(): Promise<void> {
    const number = ++this.#number;
    const child = fork(childFile, [this.#address], {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('The child ended before it was ready.')));
      child.on('message', (message: FromChild) => {
        if (message.type === 'ready') resolve();
        else this.#hear(number, message);
      });
    });
  }

  #hear(number: number, message: Exclude<FromChild, { type: 'ready' }>): void {
    if (number !== this.#number) return;
    if (message.type === 'received') {
      const batch = this.#inFlight.get(message.seq);
      if (batch !== undefined) batch.takenBy = number;
      this.#inFlight.delete(message.seq);
      return;
    }
    this.#kept = this.#kept.filter(
      ({ takenBy, frames }) => takenBy !== number || frames.at(-1)!.packetId > message.packetId,
    );
  }

  add(lap: number, frames: Frame[]): void {
    const batch: Batch = { lap, frames, takenBy: null, sentTo: null };
    this.#kept.push(batch);
    this.#send(batch);
  }

  /** What the present child has not been given. */
  resend(): void {
    for (const batch of this.#kept) if (batch.sentTo !== this.#number) this.#send(batch);
  }

  #send(batch: Batch): void {
    const child = this.#child;
    if (child === null || !child.connected) return;
    batch.sentTo = this.#number;
    const seq = ++this.#seq;
    this.#inFlight.set(seq, batch);
    const message: ToChild = { type: 'batch', seq, ...key, lap: batch.lap, frames: batch.frames };
    child.send(message, () => {});
  }

  async kill(): Promise<void> {
    await this.#end((child) => child.kill('SIGKILL'));
  }

  async close(): Promise<void> {
    await this.#end((child) => child.send({ type: 'close' } satisfies ToChild));
  }

  async #end(how: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.#inFlight.clear();
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected && child.exitCode === null) how(child);
    await ended;
  }
}

/** A small generator that gives the same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function batchesOf(frames: readonly Frame[]): { lap: number; frames: Frame[] }[] {
  const batches: { lap: number; frames: Frame[] }[] = [];
  for (const frame of frames) {
    const last = batches.at(-1);
    if (last !== undefined && last.lap === frame.lap && last.frames.length < batchFrames) {
      last.frames.push(frame);
    } else {
      batches.push({ lap: frame.lap!, frames: [frame] });
    }
  }
  return batches;
}

interface Disturbance {
  kills: number;
  outages: number;
  /** Takes the database away. @returns what brings it back */
  takeAway: () => Promise<() => Promise<void>>;
  seed: number;
  seconds: number;
}

async function endure(address: string, plan: Disturbance): Promise<void> {
  const { frames } = drive({ seed: 5, hz: 60, seconds: plan.seconds });
  const batches = batchesOf(frames);
  const chance = random(plan.seed);
  const moment = () => Math.floor(chance() * batches.length);
  const killAt = new Set(Array.from({ length: plan.kills }, moment));
  const outageAt = new Set(Array.from({ length: plan.outages }, moment));
  const publisher = new Publisher(address);
  await publisher.start();
  let bringBack: (() => Promise<void>) | null = null;
  let backAt = 0;
  for (const [i, batch] of batches.entries()) {
    // Live frames go out first after a break, what was kept behind them.
    publisher.add(batch.lap, batch.frames);
    if (bringBack !== null && i >= backAt) {
      await bringBack();
      bringBack = null;
    }
    if (bringBack === null && outageAt.has(i)) {
      bringBack = await plan.takeAway();
      backAt = i + 40 + Math.floor(chance() * 120);
    }
    if (killAt.has(i)) {
      await publisher.kill();
      // Some frames are sampled while nobody is there.
      if (bringBack !== null) await bringBack();
      bringBack = null;
      await publisher.start();
    }
    if (i % 3 === 0) publisher.resend();
    // About twenty times real time, so that chunks are written while frames come.
    await new Promise((resolve) => setTimeout(resolve, chance() * 4));
  }
  await bringBack?.();
  publisher.resend();
  await until('everything is stored', () => publisher.kept === 0, 60_000);
  await publisher.close();
  await expectAllOnce(address, frames, plan.seed);
}

async function expectAllOnce(
  address: string,
  frames: readonly Frame[],
  seed: number,
): Promise<void> {
  const store = await openStore(address);
  const { sessions } = await store.sessions(10, null);
  expect(sessions.map(({ sessionID }) => sessionID)).toEqual([key.sessionID]);
  const laps = await store.laps(key.sessionID);
  const held: Frame[] = [];
  for (const { lap } of laps) held.push(...(await framesOf(store, key.sessionID, lap)));
  await store.close();
  const ids = new Set(held.map(({ packetId }) => packetId));
  const lost = frames.filter(({ packetId }) => !ids.has(packetId)).length;
  const doubled = held.length - ids.size;
  console.log(
    `seed ${seed}: taken ${frames.length}, stored ${held.length}, doubled ${doubled}, lost ${lost}`,
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

describe('a writer that is killed again and again', () => {
  test('stores every frame exactly once in SQLite, which another program locks meanwhile', async () => {
    const file = join(temporaryFolder(), 'laps.db');
    await endure(`sqlite:${file}`, {
      kills: 20,
      outages: 5,
      takeAway: () => hold(file),
      seed: 20_261_122,
      seconds: 300,
    });
  }, 180_000);
});

need('postgres')('a writer that is killed again and again', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await TestPostgres.create();
  });
  afterAll(() => server?.remove());

  test('stores every frame exactly once in PostgreSQL, which is killed meanwhile', async () => {
    let outages = 0;
    await endure(await server.database(), {
      kills: 6,
      outages: 5,
      takeAway: async () => {
        await (++outages % 2 === 0 ? server.stop() : server.kill());
        return () => server.start();
      },
      seed: 77,
      seconds: 220,
    });
  }, 180_000);
});
