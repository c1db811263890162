import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { frame, frames, packets } from './frames.ts';
import { chunksOf } from './stores.ts';
import { agent, eachWithRig, simple, unreachable, type WriterRig } from './writer-rig.ts';

const { chunkFramesMax, storeWaitMs } = limits;

let rig: WriterRig;
eachWithRig((fresh) => {
  rig = fresh;
});

describe('frames are written', () => {
  test('within a second of their coming', async () => {
    const all = frames(1, 2 * chunkFramesMax + 100);
    const second = 60;
    for (let i = 0; i < all.length; i += 20) {
      rig.record(agent, 1, all.slice(i, i + 20));
      await rig.clock.turn(1000 / 3);
      const chunks = await chunksOf(rig.store, 'RACE', 1);
      const held = chunks.reduce((sum, chunk) => sum + chunk.frames, 0);
      expect(i + 20 - held).toBeLessThanOrEqual(second);
    }
    await rig.clock.turn(storeWaitMs);
    expect(await rig.stored('RACE', 1)).toEqual(packets(all));
  });

  test('and are on disk after a second though the relay is killed then', async () => {
    rig.record(agent, 1, frames(1, 60));
    await rig.clock.turn(1_000);
    // Nothing is closed: the test reads what a killed process leaves.
    expect(await rig.stored('RACE', 1)).toHaveLength(60);
  });

  test('within a second of their coming also when the system’s clock is set back, and dated by it', async () => {
    const hourMs = 3_600_000;
    rig.record(agent, 1, frames(1, 60));
    rig.clock.setByMs = -hourMs;
    await rig.clock.turn(1_000);
    expect(await rig.stored('RACE', 1)).toHaveLength(60);
    const { createdAt } = (await rig.store.session('RACE'))!;
    expect(rig.clock.date() - createdAt).toBeLessThanOrEqual(1_000);
    expect(createdAt).toBeLessThanOrEqual(rig.clock.date());
  });

  test('at once when a chunk is full', async () => {
    const all = frames(1, chunkFramesMax);
    rig.record(agent, 1, all.slice(0, -1));
    await rig.clock.turn(100);
    expect(rig.writer.stats().transactions).toBe(0);
    rig.record(agent, 1, all.slice(-1));
    await rig.clock.turn(0);
    expect(await rig.stored('RACE', 1)).toHaveLength(chunkFramesMax);
  });

  test('at once when the lap ends', async () => {
    rig.record(agent, 1, frames(1, 100));
    rig.record(agent, 2, frames(1_000, 5));
    await rig.clock.turn(0);
    expect(await rig.stored('RACE', 1)).toHaveLength(100);
    expect(await rig.stored('RACE', 2)).toHaveLength(0);
  });

  test('and are announced again when earlier, late or repeated frames are on disk', async () => {
    const notified: number[] = [];
    rig.writer.onStored((_key, packetId) => notified.push(packetId));
    const all = frames(1, 30);
    await rig.write(agent, 1, [...all.slice(0, 10), ...all.slice(20)]);
    await rig.write(agent, 1, all.slice(10, 20));
    await rig.write(agent, 1, all.slice(10, 20));
    const last = all.at(-1)!.packetId;
    expect(notified).toEqual([last, last, last]);
  });

  test('of many sessions together, each into its own', async () => {
    for (let second = 0; second < 3; second++) {
      for (let i = 0; i < 100; i++) {
        const key = { sessionID: `CAR-${i}`, run: 'r' };
        rig.record(key, 1, frames(1 + second * 1_000, 20 + i));
      }
      await rig.clock.turn(1_000);
    }
    for (let i = 0; i < 100; i++) {
      expect(await rig.stored(`CAR-${i}`, 1)).toHaveLength(3 * (20 + i));
    }
  });

  test('when the session changes', async () => {
    rig.record(agent, 1, frames(1, 50));
    rig.record({ sessionID: 'RACE', run: 'run-2' }, 1, frames(1, 50));
    await rig.clock.turn(0);
    expect(await rig.stored('RACE', 1)).toHaveLength(50);
    expect(await rig.stored('RACE.2', 1)).toHaveLength(0);
  });

  test('when somebody asks, and at the end', async () => {
    rig.record(agent, 1, frames(1, 50));
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    expect(await rig.stored('RACE', 1)).toHaveLength(50);
    rig.record(agent, 1, frames(1_000, 50));
    const closed = rig.writer.close();
    await rig.clock.turn(0);
    await closed;
    expect(await rig.stored('RACE', 1)).toHaveLength(100);
    expect(rig.writer.stats().state).toBe('closed');
  });

  test('in a transaction a second: a quarter of an hour at 60 Hz in laps of 95 seconds', async () => {
    const perLap = 95 * 60;
    const all = 15 * 60 * 60;
    for (let i = 0; i < all; i += 60) {
      const batch = Array.from({ length: 60 }, (_, k) => frame(5 * (i + k)));
      rig.record(agent, 1 + Math.floor(i / perLap), batch);
      await rig.clock.turn(1000);
    }
    const { transactions, framesStored, framesWaiting } = rig.writer.stats();
    expect({ framesStored, framesWaiting }).toEqual({ framesStored: all, framesWaiting: 0 });
    expect(transactions).toBeLessThanOrEqual(all / 60);
    const chunks = await chunksOf(rig.store, 'RACE', 1);
    expect(chunks.reduce((sum, chunk) => sum + chunk.frames, 0)).toBe(perLap);
  });
});

describe('what is stored', () => {
  test('of late frames fills their lap', async () => {
    const all = frames(1, 500);
    rig.record(agent, 1, all.slice(0, 200));
    rig.record(agent, 2, frames(10_000, 20));
    rig.record(agent, 1, all.slice(300));
    await rig.write(agent, 1, all.slice(200, 300));
    expect(await rig.stored('RACE', 1)).toEqual(packets(all));
  });

  test('is never doubled, in one batch, in the queue or on disk', async () => {
    const all = frames(1, 300);
    rig.record(agent, 1, [all[0]!, all[0]!, ...all.slice(0, 100)]);
    rig.record(agent, 1, all.slice(50, 200));
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    rig.record(agent, 1, all.slice(100, 300));
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    expect(await rig.stored('RACE', 1)).toEqual(packets(all));
    expect(rig.writer.stats()).toMatchObject({ framesStored: 300, framesDuplicate: 152 });
  });

  test('of a simple publisher with one id for ever is a session a run', async () => {
    for (const [run, start] of [50_000, 100, 4_000, 20].entries()) {
      // The third falls back by less than ten seconds of physics: the same run as the second.
      rig.record(simple, 1, frames(start, 100 + run));
      rig.record(simple, 1, frames(start + 6_000, 100));
    }
    await rig.clock.turn(storeWaitMs);
    const { sessions } = await rig.store.sessions(10, null);
    expect(sessions.map(({ sessionID }) => sessionID).sort()).toEqual(['MINE', 'MINE.2', 'MINE.3']);
    expect(await rig.stored('MINE', 1)).toHaveLength(200);
    expect(await rig.stored('MINE.2', 1)).toHaveLength(403);
    expect(await rig.stored('MINE.3', 1)).toHaveLength(203);
  });

  test('of a simple publisher whose session restarts while packets go on are kept with those before', async () => {
    await rig.write(simple, 1, frames(20_000, 100));
    await rig.write(simple, 2, frames(20_600, 100));
    await rig.write(simple, 1, frames(21_200, 90));
    await rig.write(simple, 2, frames(21_800, 80));
    expect(await rig.stored('MINE', 1)).toEqual(packets(frames(20_000, 100)));
    expect(await rig.stored('MINE', 2)).toEqual(packets(frames(20_600, 100)));
    expect(await rig.stored('MINE.2', 1)).toEqual(packets(frames(21_200, 90)));
    expect(await rig.stored('MINE.2', 2)).toEqual(packets(frames(21_800, 80)));
  });

  test.each([
    ['has restarted its session meanwhile', 1, { MINE: 0, 'MINE.2': 100 }],
    ['has not', 3, { MINE: 100 }],
  ])(
    'of a simple publisher in lap 3, after the relay was started again, %s',
    async (_, lap, stored) => {
      rig.record(simple, 3, frames(20_000, 100));
      await rig.startAnew();
      await rig.write(simple, lap, frames(40_000, 100));
      for (const [sessionID, count] of Object.entries(stored)) {
        expect(
          (await rig.stored(sessionID, lap)).filter((packet) => packet >= 40_000),
        ).toHaveLength(count);
      }
    },
  );

  test.each([
    ['goes on in its run', [21_000], { MINE: 200, 'MINE.2': 0 }],
    ['goes on, then begins anew', [21_000, 40], { MINE: 200, 'MINE.2': 100 }],
    ['has begun anew meanwhile', [40], { MINE: 100, 'MINE.2': 100 }],
  ])('of a simple publisher, after the relay was started again, %s', async (_, starts, stored) => {
    rig.record(simple, 1, frames(20_000, 100));
    await rig.startAnew();
    for (const start of starts) await rig.write(simple, 1, frames(start, 100));
    for (const [sessionID, count] of Object.entries(stored)) {
      expect(await rig.stored(sessionID, 1)).toHaveLength(count);
    }
  });

  test('of a session that is deleted meanwhile makes another one, with what is known of it', async () => {
    rig.writer.describe(agent, { driverName: 'Ada' });
    rig.record(agent, 1, frames(1, 100));
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    expect(await rig.writer.remove('RACE')).toBe(true);
    rig.record(agent, 1, frames(1_000, 100));
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    expect(await rig.stored('RACE', 1)).toEqual(packets(frames(1_000, 100)));
    expect((await rig.store.session('RACE'))!.facts).toEqual({ driverName: 'Ada' });
  });
});

describe('how far a run is stored', () => {
  test('is announced when it grows, and never past frames that still wait', async () => {
    const notified: number[] = [];
    rig.writer.onStored((key, packetId) => {
      expect(key).toEqual(agent);
      notified.push(packetId);
    });
    expect(await rig.writer.storedThrough(agent)).toBeNull();
    rig.record(agent, 1, frames(100, 50));
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    const first = frames(100, 50).at(-1)!.packetId;
    expect(notified).toEqual([first]);
    rig.record(agent, 2, frames(9_000, 1_000));
    rig.record(agent, 1, frames(1_000, 10));
    await rig.clock.turn(0);
    // Lap 2 is full and on disk, but frames of lap 1 still wait.
    expect(await rig.stored('RACE', 2)).toHaveLength(1_000);
    expect(notified).toEqual([first, 999]);
    expect(await rig.writer.storedThrough(agent)).toBe(999);
    await rig.clock.turn(storeWaitMs);
    expect(notified).toEqual([first, 999, frames(9_000, 1_000).at(-1)!.packetId]);
  });

  test('is known after a restart of the relay', async () => {
    rig.record(agent, 1, frames(100, 50));
    await rig.startAnew();
    expect(await rig.writer.storedThrough(agent)).toBe(frames(100, 50).at(-1)!.packetId);
    expect(await rig.writer.storedSession(agent)).toBe('RACE');
    expect(await rig.writer.storedThrough({ sessionID: 'RACE', run: 'other' })).toBeNull();
  });

  test('is not announced to a listener that has left', async () => {
    let notices = 0;
    const leave = rig.writer.onStored(() => notices++);
    leave();
    leave();
    await rig.write(agent, 1, frames(1, 5));
    expect(notices).toBe(0);
  });
});

describe('session information', () => {
  test('creates the session before its first frame; repeated values are written once', async () => {
    rig.writer.describe(simple, { driverName: 'Ada', track: 'spa' });
    await rig.clock.turn(0);
    expect((await rig.store.session('MINE'))!.facts).toEqual({ driverName: 'Ada', track: 'spa' });
    const { transactions } = rig.writer.stats();
    rig.writer.describe(simple, { track: 'spa', driverName: 'Ada' });
    await rig.clock.turn(1_000);
    expect(rig.writer.stats().transactions).toBe(transactions);
    rig.record(simple, 1, frames(1, 10));
    rig.writer.describe(simple, { track: 'spa', car: 'gt' });
    await rig.clock.turn(storeWaitMs);
    const session = (await rig.store.session('MINE'))!;
    // The publisher no longer sends the driver.
    expect(session.facts).toEqual({ track: 'spa', car: 'gt' });
    expect(session.frames).toBe(10);
  });

  test('that contradicts a stored session waits for frames, which show whether the session is new', async () => {
    rig.writer.describe(simple, { track: 'spa' });
    rig.record(simple, 1, frames(20_000, 10));
    await rig.startAnew();
    rig.writer.describe(simple, { track: 'monza' });
    await rig.clock.turn(500);
    expect((await rig.store.session('MINE'))!.facts.track).toBe('spa');
    await rig.write(simple, 1, frames(30, 10));
    expect((await rig.store.session('MINE'))!.facts.track).toBe('spa');
    expect((await rig.store.session('MINE.2'))!.facts.track).toBe('monza');
  });

  test('that contradicts a stored session corrects it when no frames come', async () => {
    rig.writer.describe(simple, { track: 'spa' });
    rig.record(simple, 1, frames(20_000, 10));
    await rig.startAnew();
    rig.writer.describe(simple, { track: 'monza' });
    await rig.clock.turn(limits.describeWaitMs);
    expect((await rig.store.session('MINE'))!.facts.track).toBe('monza');
    // The session was found without a frame: the first frame is still compared with the stored ones.
    await rig.write(simple, 1, frames(30, 10));
    expect(await rig.stored('MINE.2', 1)).toHaveLength(10);
  });

  test('of a simple publisher also applies to its next run', async () => {
    rig.writer.describe(simple, { track: 'spa' });
    await rig.write(simple, 1, frames(20_000, 10));
    await rig.write(simple, 1, frames(30, 10));
    expect((await rig.store.session('MINE.2'))!.facts).toEqual({ track: 'spa' });
  });
});

describe('a reader', () => {
  test('sees what is being collected, without writing more often by polling', async () => {
    for (let i = 0; i < 40; i++) {
      rig.record(agent, 1, frames(1 + i * 400, 50));
      const flushed = rig.writer.flushForReaders('RACE');
      await rig.clock.turn(500);
      await flushed;
    }
    const { transactions } = rig.writer.stats();
    expect(transactions).toBeLessThanOrEqual(20);
    await rig.clock.turn(storeWaitMs);
    const flushed = rig.writer.flushForReaders('RACE');
    await rig.clock.turn(0);
    await flushed;
    expect(await rig.stored('RACE', 1)).toHaveLength(2_000);
  });

  test('sees a lap’s time as soon as the next lap has begun, even while it polls', async () => {
    const read = async () => {
      const flushed = rig.writer.flushForReaders('RACE');
      await rig.clock.turn(10);
      await flushed;
      return (await rig.store.laps('RACE')).map(({ lapMs }) => lapMs);
    };
    rig.record(
      agent,
      1,
      frames(1, 50, () => ({ lastLapTime: null })),
    );
    expect(await read()).toEqual([null]);
    rig.record(
      agent,
      2,
      frames(1_000, 2, () => ({ lastLapTime: 93_000 })),
    );
    expect(await read()).toEqual([93_000, null]);
  });

  test('waits only briefly for a slow database', async () => {
    await rig.write(agent, 1, frames(1, 5));
    rig.store.write = () => new Promise(() => {});
    rig.record(agent, 1, frames(1_000, 5));
    let isFlushed = false;
    void rig.writer.flushForReaders('RACE').then(() => {
      isFlushed = true;
    });
    await rig.clock.turn(limits.readerFlushMsMax - 1);
    expect(isFlushed).toBe(false);
    await rig.clock.turn(1);
    expect(isFlushed).toBe(true);
  });
});

describe('the personal best', () => {
  test('is looked up on first asking and kept up to date', async () => {
    const info = { driverName: 'Ada', car: 'gt', track: 'spa' };
    expect(rig.writer.personalBest({ car: 'gt', track: 'spa' })).toBeUndefined();
    expect(rig.writer.personalBest(info)).toBeUndefined();
    await rig.clock.rest();
    expect(rig.writer.personalBest(info)).toBeNull();
    rig.writer.describe(agent, info);
    const withTimes = (last: number | null) => () => ({ lastLapTime: last, bestLapTime: last });
    rig.record(agent, 1, frames(1, 20, withTimes(null)));
    await rig.write(agent, 2, frames(500, 20, withTimes(93_000)));
    expect(rig.writer.personalBest(info)).toBe(93_000);
    await rig.write(agent, 3, frames(900, 20, withTimes(92_000)));
    expect(rig.writer.personalBest(info)).toBe(92_000);
    await rig.writer.remove('RACE');
    expect(rig.writer.personalBest(info)).toBeUndefined();
    await rig.clock.rest();
    expect(rig.writer.personalBest(info)).toBeNull();
  });

  test('stays unknown while the database is away; a known one stays known', async () => {
    const info = { driverName: 'Ada', car: 'gt', track: 'spa' };
    rig.store.away = unreachable;
    await rig.write(agent, 1, frames(1, 5));
    expect(rig.writer.stats().state).toBe('away');
    expect(rig.writer.personalBest(info)).toBeUndefined();
    await rig.clock.rest();
    expect(rig.writer.personalBest(info)).toBeUndefined();
    rig.store.away = null;
    await rig.clock.turn(limits.storeRetryMsMax);
    rig.writer.personalBest(info);
    await rig.clock.rest();
    expect(rig.writer.personalBest(info)).toBeNull();
    rig.store.away = unreachable;
    await rig.write(agent, 1, frames(1_000, 5));
    expect(rig.writer.personalBest(info)).toBeNull();
  });
});
