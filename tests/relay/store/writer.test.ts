import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { StoreProblem } from '../../../relay/store/problem.ts';
import { Writer } from '../../../relay/store/writer.ts';
import { frame, frames, packets } from './frames.ts';
import { chunksOf, framesOf } from './stores.ts';
import { TurnedClock } from './turned-clock.ts';
import { UnsteadyStore } from './unsteady-store.ts';

const unreachable = new StoreProblem('unreachable', 'The database does not answer.');
const { chunkAgeMs, chunkFramesMax, chunkIdleMs } = limits;

let clock: TurnedClock;
let store: UnsteadyStore;
let writer: Writer;
let said: string[];
let origins = 0;

function newWriter(more: { sizeMaxBytes?: number } = {}): Writer {
  const keep = (level: string) => (_fields: object, sentence: string) => {
    said.push(`${level}: ${sentence}`);
  };
  const log: Log = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
  return new Writer({
    kind: 'memory',
    connect: async () => {
      if (store.away !== null) throw store.away;
      return store;
    },
    log,
    clock,
    newOrigin: () => `origin-${++origins}`,
    ...more,
  });
}

beforeEach(async () => {
  clock = new TurnedClock();
  store = new UnsteadyStore();
  said = [];
  writer = newWriter();
  await writer.start();
});

afterEach(async () => {
  store.away = null;
  const closed = writer.close();
  await clock.turn(limits.storeCloseMs);
  await closed;
});

const agent = { sessionID: 'RACE', run: 'run-1' };
const simple = { sessionID: 'MINE', run: '' };

function record(key: typeof agent, lap: number, list: readonly Frame[]): void {
  writer.record({ ...key, lap, frames: [...list] });
}

async function stored(sessionID: string, lap: number): Promise<number[]> {
  return packets(await framesOf(store, sessionID, lap));
}

describe('chunks are written', () => {
  test('when they are full, and not before', async () => {
    const all = frames(1, chunkFramesMax + 10);
    record(agent, 1, all.slice(0, chunkFramesMax - 1));
    await clock.turn(100);
    expect(writer.stats().transactions).toBe(0);
    record(agent, 1, all.slice(chunkFramesMax - 1));
    await clock.turn(0);
    expect((await chunksOf(store, 'RACE', 1)).map((chunk) => chunk.frames)).toEqual([1000]);
    expect(writer.stats()).toMatchObject({ transactions: 1, framesWaiting: 10 });
  });

  test('when the lap ends', async () => {
    record(agent, 1, frames(1, 100));
    record(agent, 2, frames(1_000, 5));
    await clock.turn(0);
    expect(await stored('RACE', 1)).toHaveLength(100);
    expect(await stored('RACE', 2)).toHaveLength(0);
  });

  test('when publishing pauses', async () => {
    record(agent, 1, frames(1, 60));
    await clock.turn(chunkIdleMs - 1);
    expect(await stored('RACE', 1)).toHaveLength(0);
    await clock.turn(1);
    expect(await stored('RACE', 1)).toHaveLength(60);
  });

  test('when they have filled slowly for a minute', async () => {
    for (let second = 0; second <= chunkAgeMs / 1000; second++) {
      record(agent, 1, [frame(second * 333)]);
      await clock.turn(1000);
    }
    expect((await chunksOf(store, 'RACE', 1)).map((chunk) => chunk.frames)).toEqual([60]);
  });

  test('when the session changes', async () => {
    record(agent, 1, frames(1, 50));
    record({ sessionID: 'RACE', run: 'run-2' }, 1, frames(1, 50));
    await clock.turn(0);
    expect(await stored('RACE', 1)).toHaveLength(50);
    expect(await stored('RACE.2', 1)).toHaveLength(0);
  });

  test('when somebody asks, and at the end', async () => {
    record(agent, 1, frames(1, 50));
    writer.flush(agent);
    await clock.turn(0);
    expect(await stored('RACE', 1)).toHaveLength(50);
    record(agent, 1, frames(1_000, 50));
    const closed = writer.close();
    await clock.turn(0);
    await closed;
    expect(await stored('RACE', 1)).toHaveLength(100);
    expect(writer.stats().state).toBe('closed');
  });

  test('in few transactions: an hour at 60 Hz in laps of 95 seconds', async () => {
    const perLap = 95 * 60;
    for (let i = 0; i < 60 * 60 * 60; i += 60) {
      const batch = Array.from({ length: 60 }, (_, k) => frame(5 * (i + k)));
      record(agent, 1 + Math.floor(i / perLap), batch);
      await clock.turn(1000);
    }
    writer.flush(agent);
    await clock.turn(0);
    const { transactions, framesStored, framesWaiting } = writer.stats();
    expect({ framesStored, framesWaiting }).toEqual({ framesStored: 216_000, framesWaiting: 0 });
    // 216 full chunks and the ends of 38 laps.
    expect(transactions).toBeLessThanOrEqual(260);
  });
});

describe('what is stored', () => {
  test('of late frames fills their lap', async () => {
    const all = frames(1, 500);
    record(agent, 1, all.slice(0, 200));
    record(agent, 2, frames(10_000, 20));
    record(agent, 1, all.slice(300));
    record(agent, 1, all.slice(200, 300));
    await clock.turn(chunkIdleMs);
    expect(await stored('RACE', 1)).toEqual(packets(all));
  });

  test('is never doubled, in one batch, in the queue or on disk', async () => {
    const all = frames(1, 300);
    record(agent, 1, [all[0]!, all[0]!, ...all.slice(0, 100)]);
    record(agent, 1, all.slice(50, 200));
    writer.flush(agent);
    await clock.turn(0);
    record(agent, 1, all.slice(100, 300));
    writer.flush(agent);
    await clock.turn(0);
    expect(await stored('RACE', 1)).toEqual(packets(all));
    expect(writer.stats()).toMatchObject({ framesStored: 300, framesDuplicate: 152 });
  });

  test('of a simple publisher with one id for ever is a session a run', async () => {
    for (const [run, start] of [50_000, 100, 4_000, 20].entries()) {
      // The third falls back by less than ten seconds of physics: the same run as the second.
      record(simple, 1, frames(start, 100 + run));
      record(simple, 1, frames(start + 6_000, 100));
    }
    await clock.turn(chunkIdleMs);
    const { sessions } = await store.sessions(10, null);
    expect(sessions.map(({ sessionID }) => sessionID).sort()).toEqual(['MINE', 'MINE.2', 'MINE.3']);
    expect(await stored('MINE', 1)).toHaveLength(200);
    expect(await stored('MINE.2', 1)).toHaveLength(403);
    expect(await stored('MINE.3', 1)).toHaveLength(203);
  });

  test('of a simple publisher goes on in its run after the relay was started anew', async () => {
    record(simple, 1, frames(20_000, 100));
    const closed = writer.close();
    await clock.turn(0);
    await closed;
    writer = newWriter();
    await writer.start();
    record(simple, 1, frames(21_000, 100));
    await clock.turn(chunkIdleMs);
    expect(await stored('MINE', 1)).toHaveLength(200);
    record(simple, 1, frames(40, 100));
    await clock.turn(chunkIdleMs);
    expect(await stored('MINE.2', 1)).toHaveLength(100);
  });

  test('of a run that the relay had not seen since it started is held against the database', async () => {
    record(simple, 1, frames(20_000, 100));
    const closed = writer.close();
    await clock.turn(0);
    await closed;
    writer = newWriter();
    await writer.start();
    record(simple, 1, frames(40, 100));
    await clock.turn(chunkIdleMs);
    expect(await stored('MINE', 1)).toHaveLength(100);
    expect(await stored('MINE.2', 1)).toHaveLength(100);
  });

  test('of a session that is deleted meanwhile makes another one, with what is known of it', async () => {
    writer.describe(agent, { driverName: 'Ada' });
    record(agent, 1, frames(1, 100));
    writer.flush(agent);
    await clock.turn(0);
    expect(await writer.remove('RACE')).toBe(true);
    record(agent, 1, frames(1_000, 100));
    writer.flush(agent);
    await clock.turn(0);
    expect(await stored('RACE', 1)).toEqual(packets(frames(1_000, 100)));
    expect((await store.session('RACE'))!.facts).toEqual({ driverName: 'Ada' });
  });
});

describe('while the database is away', () => {
  test('frames wait, the state says why, it is logged once, and afterwards all is there', async () => {
    store.away = unreachable;
    const all = frames(1, 2_500);
    for (let i = 0; i < all.length; i += 50) {
      record(agent, 1, all.slice(i, i + 50));
      await clock.turn(14_000);
    }
    expect(writer.stats()).toMatchObject({
      state: 'away',
      framesWaiting: 2_500,
      framesStored: 0,
      framesDropped: 0,
    });
    expect(writer.stats().detail).toContain('does not answer');
    expect(said.filter((line) => line.includes('does not answer'))).toHaveLength(1);
    // Twelve minutes with pauses of ten seconds at most, not a hot loop.
    expect(store.tries).toBeLessThan(90);
    expect(store.tries).toBeGreaterThan(30);
    store.away = null;
    await clock.turn(limits.storeRetryMsMax);
    expect(await stored('RACE', 1)).toEqual(packets(all));
    expect(writer.stats()).toMatchObject({ state: 'ok', detail: null, framesWaiting: 0 });
    expect(said.at(-1)).toBe('info: The database is back.');
  });

  test('the relay starts all the same', async () => {
    store.away = unreachable;
    const other = newWriter();
    await other.start();
    expect(other.stats().state).toBe('away');
    other.record({ ...agent, lap: 1, frames: frames(1, 10) });
    store.away = null;
    await clock.turn(60_000);
    expect(other.stats()).toMatchObject({ state: 'ok', framesStored: 10 });
    await other.close();
  });

  test('but it does not start with what waiting does not mend', async () => {
    store.away = new StoreProblem('newer-database', 'The database is of version 99.');
    await expect(newWriter().start()).rejects.toMatchObject({ code: 'newer-database' });
  });

  test('past the bound the oldest frames are given up, counted, and that is said once', async () => {
    store.away = unreachable;
    const { writerFramesMax } = limits;
    const all = frames(1, writerFramesMax + 5_000);
    for (let i = 0; i < all.length; i += 500) record(agent, 1, all.slice(i, i + 500));
    const { framesWaiting, framesDropped } = writer.stats();
    expect(framesWaiting).toBeLessThanOrEqual(writerFramesMax);
    expect(framesWaiting + framesDropped).toBe(all.length);
    expect(framesDropped).toBeLessThan(7_000);
    expect(said.filter((line) => line.includes('given up'))).toHaveLength(1);
    store.away = null;
    for (let i = 0; i < 40; i++) await clock.turn(limits.storeRetryMsMax);
    expect(await stored('RACE', 1)).toEqual(packets(all.slice(framesDropped)));
  });

  test('an answer that was lost after the frames were stored doubles nothing', async () => {
    record(agent, 1, frames(1, 100));
    store.losesNextAnswer = unreachable;
    writer.flush(agent);
    await clock.turn(0);
    expect(writer.stats()).toMatchObject({ state: 'away', framesWaiting: 100 });
    record(agent, 1, frames(1_000, 100));
    await clock.turn(60_000);
    expect(await stored('RACE', 1)).toEqual(packets([...frames(1, 100), ...frames(1_000, 100)]));
    expect(writer.stats()).toMatchObject({ state: 'ok', framesWaiting: 0 });
  });

  test('reading is told what is wrong', async () => {
    store.away = unreachable;
    record(agent, 1, frames(1, 10));
    writer.flush(agent);
    await clock.turn(0);
    await expect(writer.reader.sessions(10, null)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(writer.storedThrough({ sessionID: 'X', run: 'x' })).rejects.toBeInstanceOf(
      StoreProblem,
    );
  });

  test('closing does not wait for ever, and says what is lost', async () => {
    store.away = unreachable;
    record(agent, 1, frames(1, 77));
    let isClosed = false;
    const closed = writer.close().then(() => {
      isClosed = true;
    });
    await clock.turn(limits.storeCloseMs - 1);
    expect(isClosed).toBe(false);
    await clock.turn(1);
    await closed;
    expect(said.at(-1)).toMatch(/^error: .*could not be stored/);
    expect(await writer.close()).toBeUndefined();
  });
});

describe('what the database refuses', () => {
  test('is given up after some tries, and the rest goes on', async () => {
    store.refusedLaps.set(1, new StoreProblem('refused', 'The database did not take it.'));
    record(agent, 1, frames(1, 100));
    record({ sessionID: 'OTHER', run: 'o' }, 1, []);
    record({ sessionID: 'OTHER', run: 'o' }, 2, frames(1, 40));
    await clock.turn(60_000);
    expect(await stored('OTHER', 2)).toHaveLength(40);
    expect(writer.stats()).toMatchObject({ state: 'ok', framesDropped: 100, framesWaiting: 0 });
    record(agent, 2, frames(1_000, 10));
    await clock.turn(chunkIdleMs);
    expect(await stored('RACE', 2)).toHaveLength(10);
  });
});

describe('how far a run is stored', () => {
  test('is told when it grows, and never beyond frames that wait', async () => {
    const told: number[] = [];
    writer.onStored((key, packetId) => {
      expect(key).toEqual(agent);
      told.push(packetId);
    });
    expect(await writer.storedThrough(agent)).toBeNull();
    record(agent, 1, frames(100, 50));
    writer.flush(agent);
    await clock.turn(0);
    const first = frames(100, 50).at(-1)!.packetId;
    expect(told).toEqual([first]);
    record(agent, 2, frames(9_000, 1_000));
    record(agent, 1, frames(1_000, 10));
    await clock.turn(0);
    // Lap 2 is full and on disk, but frames of lap 1 still wait.
    expect(await stored('RACE', 2)).toHaveLength(1_000);
    expect(told).toEqual([first, 999]);
    expect(await writer.storedThrough(agent)).toBe(999);
    await clock.turn(chunkIdleMs);
    expect(told).toEqual([first, 999, frames(9_000, 1_000).at(-1)!.packetId]);
  });

  test('is known after the relay was started anew', async () => {
    record(agent, 1, frames(100, 50));
    const closed = writer.close();
    await clock.turn(0);
    await closed;
    writer = newWriter();
    await writer.start();
    expect(await writer.storedThrough(agent)).toBe(frames(100, 50).at(-1)!.packetId);
    expect(await writer.storedSession(agent)).toBe('RACE');
    expect(await writer.storedThrough({ sessionID: 'RACE', run: 'other' })).toBeNull();
  });

  test('is no longer told to a listener that has left', async () => {
    let told = 0;
    const leave = writer.onStored(() => told++);
    leave();
    leave();
    record(agent, 1, frames(1, 5));
    await clock.turn(chunkIdleMs);
    expect(told).toBe(0);
  });
});

describe('facts', () => {
  test('make the session before its first frame, and what is said twice is written once', async () => {
    writer.describe(simple, { driverName: 'Ada', track: 'spa' });
    await clock.turn(0);
    expect((await store.session('MINE'))!.facts).toEqual({ driverName: 'Ada', track: 'spa' });
    const { transactions } = writer.stats();
    writer.describe(simple, { track: 'spa', driverName: 'Ada' });
    await clock.turn(1_000);
    expect(writer.stats().transactions).toBe(transactions);
    record(simple, 1, frames(1, 10));
    writer.describe(simple, { track: 'spa', car: 'gt' });
    await clock.turn(chunkIdleMs);
    const session = (await store.session('MINE'))!;
    // The driver is no longer told.
    expect(session.facts).toEqual({ track: 'spa', car: 'gt' });
    expect(session.frames).toBe(10);
  });

  test('that contradict a stored session wait for frames, which tell whether it is a new one', async () => {
    writer.describe(simple, { track: 'spa' });
    record(simple, 1, frames(20_000, 10));
    const closed = writer.close();
    await clock.turn(0);
    await closed;
    writer = newWriter();
    await writer.start();
    writer.describe(simple, { track: 'monza' });
    await clock.turn(500);
    expect((await store.session('MINE'))!.facts.track).toBe('spa');
    record(simple, 1, frames(30, 10));
    await clock.turn(chunkIdleMs);
    expect((await store.session('MINE'))!.facts.track).toBe('spa');
    expect((await store.session('MINE.2'))!.facts.track).toBe('monza');
  });

  test('that contradict a stored session correct it when no frames come', async () => {
    writer.describe(simple, { track: 'spa' });
    record(simple, 1, frames(20_000, 10));
    const closed = writer.close();
    await clock.turn(0);
    await closed;
    writer = newWriter();
    await writer.start();
    writer.describe(simple, { track: 'monza' });
    await clock.turn(limits.describeWaitMs);
    expect((await store.session('MINE'))!.facts.track).toBe('monza');
    // Found without a frame: the first frame is still held against what is stored.
    record(simple, 1, frames(30, 10));
    await clock.turn(chunkIdleMs);
    expect(await stored('MINE.2', 1)).toHaveLength(10);
  });

  test('of a simple publisher hold for its next run too', async () => {
    writer.describe(simple, { track: 'spa' });
    record(simple, 1, frames(20_000, 10));
    await clock.turn(chunkIdleMs);
    record(simple, 1, frames(30, 10));
    await clock.turn(chunkIdleMs);
    expect((await store.session('MINE.2'))!.facts).toEqual({ track: 'spa' });
  });
});

describe('a reader', () => {
  test('sees what is being collected, without cutting chunks small by polling', async () => {
    for (let i = 0; i < 40; i++) {
      record(agent, 1, frames(1 + i * 400, 50));
      const settled = writer.settle('RACE');
      await clock.turn(500);
      await settled;
    }
    const { transactions } = writer.stats();
    expect(transactions).toBeLessThanOrEqual(8);
    await clock.turn(chunkIdleMs);
    const settled = writer.settle('RACE');
    await clock.turn(0);
    await settled;
    expect(await stored('RACE', 1)).toHaveLength(2_000);
    expect((await chunksOf(store, 'RACE', 1)).map((chunk) => chunk.frames)).toEqual([1000, 1000]);
  });

  test('sees a lap’s time as soon as the next lap has begun, even while it polls', async () => {
    const look = async () => {
      const settled = writer.settle('RACE');
      await clock.turn(10);
      await settled;
      return (await store.laps('RACE')).map(({ lapMs }) => lapMs);
    };
    record(
      agent,
      1,
      frames(1, 50, () => ({ lastLapTime: null })),
    );
    expect(await look()).toEqual([null]);
    record(
      agent,
      2,
      frames(1_000, 2, () => ({ lastLapTime: 93_000 })),
    );
    expect(await look()).toEqual([93_000, null]);
  });

  test('does not wait long for a database that is slow', async () => {
    record(agent, 1, frames(1, 5));
    await clock.turn(chunkIdleMs);
    store.write = () => new Promise(() => {});
    record(agent, 1, frames(1_000, 5));
    let isSettled = false;
    void writer.settle('RACE').then(() => {
      isSettled = true;
    });
    await clock.turn(limits.settleMsMax - 1);
    expect(isSettled).toBe(false);
    await clock.turn(1);
    expect(isSettled).toBe(true);
  });
});

describe('the personal best', () => {
  test('is looked up on first asking and kept up to date', async () => {
    const facts = { driverName: 'Ada', car: 'gt', track: 'spa' };
    expect(writer.personalBest({ car: 'gt', track: 'spa' })).toBeNull();
    expect(writer.personalBest(facts)).toBeNull();
    writer.describe(agent, facts);
    const told = (last: number | null) => () => ({ lastLapTime: last, bestLapTime: last });
    record(agent, 1, frames(1, 20, told(null)));
    record(agent, 2, frames(500, 20, told(93_000)));
    await clock.turn(chunkIdleMs);
    expect(writer.personalBest(facts)).toBe(93_000);
    record(agent, 3, frames(900, 20, told(92_000)));
    await clock.turn(chunkIdleMs);
    expect(writer.personalBest(facts)).toBe(92_000);
    await writer.remove('RACE');
    expect(writer.personalBest(facts)).toBeNull();
  });
});

describe('a limit of the size', () => {
  test('lets the oldest sessions go, never the one that is driven', async () => {
    const limited = newWriter({ sizeMaxBytes: 200_000 });
    await limited.start();
    for (let run = 1; run <= 6; run++) {
      limited.record({ sessionID: `S${run}`, run: 'r', lap: 1, frames: frames(1, 500) });
      await clock.turn(limits.pruneIdleMs);
    }
    limited.record({ sessionID: 'S6', run: 'r', lap: 1, frames: frames(9_000, 10) });
    await clock.turn(chunkIdleMs);
    const { sessions } = await store.sessions(10, null);
    expect(sessions.map(({ sessionID }) => sessionID)).toEqual(['S6', 'S5', 'S4']);
    expect(await store.sizeBytes()).toBeLessThanOrEqual(200_000);
    expect(
      said.filter((line) => line.includes('oldest sessions were deleted')).length,
    ).toBeGreaterThan(0);
    await limited.close();
  });
});
