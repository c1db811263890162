import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { parseKeep, parseSize, pruneSessions } from '../../../relay/storage/prune.ts';
import type { Store } from '../../../relay/storage/store.ts';
import type { Writer } from '../../../relay/storage/writer.ts';
import { at } from './filled.ts';
import { frames } from './frames.ts';
import { eachStore, framesOf } from './stores.ts';
import { eachWithRig, type WriterRig } from './writer-rig.ts';

eachStore('pruning', (openEmpty) => {
  const day = 86_400_000;
  /** Ten sessions, one a day, each of 500 frames; the last one ended a moment ago. */
  async function tenDays(): Promise<{ store: Store; now: number }> {
    const store = await openEmpty();
    for (let i = 1; i <= 10; i++) {
      const key = { sessionID: `DAY-${i}`, run: 'r' };
      await store.open({ key, origin: `o${i}`, first: null, at: at + i * day });
      const driven = frames(1, 500, (k) => ({ note: `${k} `.repeat(40) }));
      await store.write(`DAY-${i}`, [{ lap: 1, frames: driven }], at + i * day);
    }
    return { store, now: at + 10 * day + 1_000 };
  }
  const left = async (store: Store) =>
    (await store.sessions(20, null)).sessions.map(({ sessionID }) => Number(sessionID.slice(4)));

  test('keeps so many days, or so many sessions', async () => {
    const { store, now } = await tenDays();
    const gone = await pruneSessions(store, { ageMaxMs: 6 * day }, now);
    expect(gone.map(({ sessionID }) => sessionID)).toEqual(['DAY-1', 'DAY-2', 'DAY-3', 'DAY-4']);
    expect(await pruneSessions(store, { sessionsMax: 2, dryRun: true }, now)).toHaveLength(4);
    expect(await left(store)).toEqual([10, 9, 8, 7, 6, 5]);
    await pruneSessions(store, { sessionsMax: 2 }, now);
    expect(await left(store)).toEqual([10, 9]);
    // The one that is being driven stays even when nothing is to be kept.
    await pruneSessions(store, { sessionsMax: 0 }, now);
    expect(await left(store)).toEqual([10]);
    await store.close();
  });

  test('keeps below a size, and gives the room back', async () => {
    const { store, now } = await tenDays();
    const before = await store.sizeBytes();
    await pruneSessions(store, { sizeMaxBytes: before * 0.6 }, now);
    expect(await store.sizeBytes()).toBeLessThanOrEqual(before * 0.6);
    const kept = await left(store);
    expect(kept.length).toBeGreaterThan(2);
    expect(kept).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1].slice(0, kept.length));
    await pruneSessions(store, { sizeMaxBytes: 0 }, now);
    expect(await left(store)).toEqual([10]);
    await store.shrink();
    expect(await framesOf(store, 'DAY-10', 1)).toHaveLength(500);
    await store.close();
  });
});

test('what to keep is read from words', () => {
  expect(parseKeep('30d')).toEqual({ ageMaxMs: 30 * 86_400_000 });
  expect(parseKeep('20')).toEqual({ sessionsMax: 20 });
  for (const wrong of ['', 'd', '-3', '3 d', '1.5d', '30days']) expect(parseKeep(wrong)).toBeNull();
  expect(parseSize('500MB')).toBe(500_000_000);
  expect(parseSize('1.5 gb')).toBe(1_500_000_000);
  for (const wrong of ['', '5', 'GB', '5TB', '-5MB']) expect(parseSize(wrong)).toBeNull();
});

let rig: WriterRig;
eachWithRig((fresh) => {
  rig = fresh;
});

describe('a limit of the size', () => {
  test('deletes the oldest sessions, never the one that is driven', async () => {
    const drive = async (writer: Writer, run: number) => {
      writer.record({ sessionID: `S${run}`, run: 'r', lap: 1, frames: frames(1, 500) });
      await rig.clock.turn(limits.pruneIdleMs);
      return rig.store.sizeBytes();
    };
    await drive(rig.writer, 1);
    const two = await drive(rig.writer, 2);
    const three = await drive(rig.writer, 3);
    // Room for three sessions and a half.
    const sizeMaxBytes = three + (three - two) / 2;
    const limited = rig.newWriter({ sizeMaxBytes });
    await limited.start();
    for (let run = 4; run <= 6; run++) await drive(limited, run);
    limited.record({ sessionID: 'S6', run: 'r', lap: 1, frames: frames(9_000, 10) });
    await rig.clock.turn(limits.storeWaitMs);
    const { sessions } = await rig.store.sessions(10, null);
    expect(sessions.map(({ sessionID }) => sessionID)).toEqual(['S6', 'S5', 'S4']);
    expect(await rig.store.sizeBytes()).toBeLessThanOrEqual(sizeMaxBytes);
    expect(
      rig.log.sentences.filter((line) => line.includes('oldest sessions were deleted')).length,
    ).toBeGreaterThan(0);
    await limited.close();
  });
});
