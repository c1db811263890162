import { expect, test } from 'vitest';
import { parseKeep, parseSize, pruneSessions } from '../../../relay/storage/prune.ts';
import type { Store } from '../../../relay/storage/store.ts';
import { at } from './filled.ts';
import { frames } from './frames.ts';
import { eachStore, framesOf } from './stores.ts';

eachStore('pruning', (openEmpty) => {
  const day = 86_400_000;
  /** Ten sessions, one a day, each of 500 frames; the last one ended a moment ago. */
  async function tenDays(): Promise<{ store: Store; now: number }> {
    const store = await openEmpty();
    for (let i = 1; i <= 10; i++) {
      const key = { sessionID: `DAY-${i}`, run: 'r' };
      await store.open({ key, origin: `o${i}`, packetId: null, at: at + i * day });
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
