/** The writer while its database is away, slow, or refuses data. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { StoreProblem } from '../../../relay/storage/store-problem.ts';
import { frames, packets } from './frames.ts';
import { agent, eachWithRig, unreachable, type WriterRig } from './writer-rig.ts';

let rig: WriterRig;
eachWithRig((fresh) => {
  rig = fresh;
});

describe('while the database is away', () => {
  test('frames wait, the state names the cause, it is logged once, and afterwards every frame is stored', async () => {
    rig.store.away = unreachable;
    const all = frames(1, 2_500);
    for (let i = 0; i < all.length; i += 50) {
      rig.record(agent, 1, all.slice(i, i + 50));
      await rig.clock.turn(14_000);
    }
    expect(rig.writer.stats()).toMatchObject({
      state: 'away',
      framesWaiting: 2_500,
      framesStored: 0,
      framesDropped: 0,
    });
    expect(rig.writer.stats().detail).toContain('does not answer');
    expect(rig.log.sentences.filter((line) => line.includes('does not answer'))).toHaveLength(1);
    // Twelve minutes with pauses of ten seconds at most, not a hot loop.
    expect(rig.store.tries).toBeLessThan(90);
    expect(rig.store.tries).toBeGreaterThan(30);
    rig.store.away = null;
    await rig.clock.turn(limits.storeRetryMsMax);
    expect(await rig.stored('RACE', 1)).toEqual(packets(all));
    expect(rig.writer.stats()).toMatchObject({ state: 'ok', detail: null, framesWaiting: 0 });
    expect(rig.log.lines.at(-1)).toMatchObject({
      level: 'info',
      sentence: 'The database is back.',
    });
  });

  test('the next attempt comes in time although the system’s clock is set back', async () => {
    rig.store.away = unreachable;
    await rig.write(agent, 1, frames(1, 10));
    expect(rig.writer.stats().state).toBe('away');
    rig.clock.setByMs = -3_600_000;
    rig.store.away = null;
    await rig.clock.turn(limits.storeRetryMsMax);
    expect(await rig.stored('RACE', 1)).toHaveLength(10);
  });

  test('the relay still starts', async () => {
    rig.store.away = unreachable;
    const other = rig.newWriter();
    await other.start();
    expect(other.stats().state).toBe('away');
    other.record({ ...agent, lap: 1, frames: frames(1, 10) });
    rig.store.away = null;
    await rig.clock.turn(60_000);
    expect(other.stats()).toMatchObject({ state: 'ok', framesStored: 10 });
    await other.close();
  });

  test('the relay does not start with an error that waiting cannot solve', async () => {
    rig.store.away = new StoreProblem('newer-database', 'The database is of version 99.');
    await expect(rig.newWriter().start()).rejects.toMatchObject({ code: 'newer-database' });
  });

  test('beyond the limit the oldest frames are dropped, counted and logged once', async () => {
    rig.store.away = unreachable;
    const { writerFramesMax } = limits;
    const all = frames(1, writerFramesMax + 5_000);
    for (let i = 0; i < all.length; i += 500) rig.record(agent, 1, all.slice(i, i + 500));
    const { framesWaiting, framesDropped } = rig.writer.stats();
    expect(framesWaiting).toBeLessThanOrEqual(writerFramesMax);
    expect(framesWaiting + framesDropped).toBe(all.length);
    expect(framesDropped).toBeLessThan(7_000);
    expect(rig.log.sentences.filter((line) => line.includes('are dropped'))).toHaveLength(1);
    rig.store.away = null;
    for (let i = 0; i < 40; i++) await rig.clock.turn(limits.storeRetryMsMax);
    expect(await rig.stored('RACE', 1)).toEqual(packets(all.slice(framesDropped)));
  });

  test('an answer that was lost after the frames were stored doubles nothing', async () => {
    rig.record(agent, 1, frames(1, 100));
    rig.store.losesNextAnswer = unreachable;
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    expect(rig.writer.stats()).toMatchObject({ state: 'away', framesWaiting: 100 });
    rig.record(agent, 1, frames(1_000, 100));
    await rig.clock.turn(60_000);
    expect(await rig.stored('RACE', 1)).toEqual(
      packets([...frames(1, 100), ...frames(1_000, 100)]),
    );
    expect(rig.writer.stats()).toMatchObject({ state: 'ok', framesWaiting: 0 });
  });

  test('a read fails with the cause', async () => {
    rig.store.away = unreachable;
    rig.record(agent, 1, frames(1, 10));
    rig.writer.flush(agent);
    await rig.clock.turn(0);
    await expect(rig.writer.reader.sessions(10, null)).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(rig.writer.storedThrough({ sessionID: 'X', run: 'x' })).rejects.toBeInstanceOf(
      StoreProblem,
    );
  });

  test('closing ends after a time limit and reports what is lost', async () => {
    rig.store.away = unreachable;
    rig.record(agent, 1, frames(1, 77));
    rig.writer.describe(agent, { track: 'spa' });
    let isClosed = false;
    const closed = rig.writer.close().then(() => {
      isClosed = true;
    });
    await rig.clock.turn(limits.storeCloseMs - 1);
    expect(isClosed).toBe(false);
    await rig.clock.turn(1);
    await closed;
    expect(rig.writer.stats()).toMatchObject({ framesWaiting: 77, factsWaiting: 1 });
    expect(rig.log.lines.at(-1)).toMatchObject({
      level: 'error',
      sentence: expect.stringContaining('could not be stored'),
    });
    expect(await rig.writer.close()).toBeUndefined();
  });
});

describe('what the database refuses', () => {
  test('is dropped after some tries, and later frames are stored', async () => {
    rig.store.refusedLaps.set(1, new StoreProblem('refused', 'The database refused it.'));
    rig.record(agent, 1, frames(1, 100));
    rig.record({ sessionID: 'OTHER', run: 'o' }, 1, []);
    rig.record({ sessionID: 'OTHER', run: 'o' }, 2, frames(1, 40));
    await rig.clock.turn(60_000);
    expect(await rig.stored('OTHER', 2)).toHaveLength(40);
    expect(rig.writer.stats()).toMatchObject({ state: 'ok', framesDropped: 100, framesWaiting: 0 });
    rig.record(agent, 2, frames(1_000, 10));
    await rig.clock.turn(limits.storeWaitMs);
    expect(await rig.stored('RACE', 2)).toHaveLength(10);
  });
});
