/** Sessions exported from a store to a file and imported again. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RaceField } from '../../../agent/demo/field/race-field.ts';
import { chunkOf } from '../../../protocol/car-positions.ts';
import { limits } from '../../../protocol/limits.ts';
import { exportSession, importSession } from '../../../relay/storage/export-import.ts';
import type { Store } from '../../../relay/storage/store.ts';
import { StoreProblem } from '../../../relay/storage/store-problem.ts';
import { carsSnapshots } from '../../support/cars-snapshots.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { at, fileOf, fill } from './filled.ts';
import { frames } from './frames.ts';
import { eachStore, framesOf } from './stores.ts';

const carLap = {
  carId: 7,
  driver: 'Ørjan Lie',
  car: 'sq_kestrel_gt',
  lap: 2,
  lapMs: 94_321,
  place: 3,
  pitted: false,
  at: Date.UTC(2026, 10, 22, 12, 1),
};
const field = new RaceField({ seed: 5, kind: 'race', laps: 15 });
const carsChunk = chunkOf(carsSnapshots(field, 200_000, 5));
const moment = {
  id: 'm-1',
  at: at + 1_000,
  lap: 1,
  packetId: 60,
  lapMs: 12_345,
  place: 0.25,
  note: 'ünder braking',
};

eachStore('a session file', (openEmpty) => {
  test('brings a session to another database, and may be imported again', async () => {
    const from = await openEmpty();
    const to = await openEmpty();
    const file = join(temporaryFolder(), 'race.jsonl.gz');
    const sessionID = await fill(from);
    await from.addMoments(sessionID, [moment]);
    await from.addCarLaps(sessionID, [carLap]);
    await from.addCarsChunks(sessionID, [carsChunk]);
    expect(await exportSession(from, sessionID, file)).toEqual({ chunks: 3, frames: 1_700 });
    expect(await importSession(to, file)).toEqual({
      sessionID: 'RACE',
      frames: 1_700,
      stored: 1_700,
    });
    expect(await to.session('RACE')).toEqual(await from.session('RACE'));
    expect(await to.laps('RACE')).toEqual(await from.laps('RACE'));
    expect(await to.moments('RACE')).toEqual([moment]);
    expect(await to.carLaps('RACE')).toEqual([carLap]);
    expect(await to.carsChunkAfter('RACE', -1)).toEqual(carsChunk);
    for (const lap of [1, 2]) {
      expect(await framesOf(to, 'RACE', lap)).toEqual(await framesOf(from, 'RACE', lap));
    }
    expect(await importSession(to, file)).toEqual({ sessionID: 'RACE', frames: 1_700, stored: 0 });
    expect(await importSession(from, file)).toMatchObject({ stored: 0 });
    expect(await to.moments('RACE')).toHaveLength(1);
    expect((await to.sessions(10, null)).sessions).toHaveLength(1);
    for (const store of [from, to]) await store.close();
  });

  test('brings every moment, also those of several starts of the relay, each note on one line', async () => {
    const from = await openEmpty();
    const to = await openEmpty();
    const file = join(temporaryFolder(), 'race.jsonl.gz');
    const sessionID = await fill(from);
    const count = 2 * limits.momentsPerRunMax + 1;
    const many = Array.from({ length: count }, (_, i) => ({ ...moment, id: `m-${i}`, at: at + i }));
    await from.addMoments(sessionID, [{ ...many[0]!, note: ' a spin\r\n=1+1 ' }, ...many.slice(1)]);
    await exportSession(from, sessionID, file);
    await importSession(to, file);
    const imported = await to.moments('RACE');
    expect(imported).toHaveLength(count);
    expect(imported[0]?.note).toBe('a spin =1+1');
    for (const store of [from, to]) await store.close();
  });

  test('renames a session whose name exists, and no publisher continues an imported session', async () => {
    const from = await openEmpty();
    const to = await openEmpty();
    const file = join(temporaryFolder(), 'race.jsonl.gz');
    await exportSession(from, await fill(from, ''), file);
    const simple = { sessionID: 'RACE', run: '' };
    await to.open({ key: simple, origin: 'other', first: { packetId: 5, lap: 1 }, at });
    await to.write('RACE', [{ lap: 1, frames: frames(5, 10) }], at);
    expect(await importSession(to, file)).toMatchObject({ sessionID: 'RACE.2', stored: 1_700 });
    const next = { key: simple, origin: 'next', first: { packetId: 20_000, lap: 1 }, at };
    expect((await to.open(next)).sessionID).toBe('RACE');
    expect(await importSession(to, file)).toMatchObject({ sessionID: 'RACE.2', stored: 0 });
    for (const store of [from, to]) await store.close();
  });
});

eachStore('an import that fails on the way', (openEmpty) => {
  /** A store that stops taking frames after some writes. */
  async function failing(after: number): Promise<Store> {
    const store = await openEmpty();
    const write = store.write.bind(store);
    let writes = 0;
    store.write = (...words) =>
      ++writes > after
        ? Promise.reject(new StoreProblem('disk-full', 'There is no room left.'))
        : write(...words);
    return store;
  }

  test('removes a session that it created and could not complete', async () => {
    const store = await failing(1);
    const file = await fileOf(temporaryFolder());
    await expect(importSession(store, file)).rejects.toMatchObject({ code: 'disk-full' });
    expect((await store.sessions(10, null)).sessions).toEqual([]);
    expect(await framesOf(store, 'RACE', 1)).toEqual([]);
    await store.close();
  });

  test('keeps a session that existed before', async () => {
    const store = await failing(3);
    const file = await fileOf(temporaryFolder());
    const sessionID = await fill(store);
    await expect(importSession(store, file)).rejects.toMatchObject({ code: 'disk-full' });
    expect((await store.session(sessionID))!.frames).toBe(1_700);
    await store.close();
  });

  test('never dates a session earlier than it is', async () => {
    const store = await openEmpty();
    const file = await fileOf(temporaryFolder());
    const sessionID = await fill(store);
    await store.write(sessionID, [{ lap: 3, frames: frames(20_000, 5) }], at + 9_000);
    await importSession(store, file);
    expect((await store.session(sessionID))!.updatedAt).toBe(at + 9_000);
    await store.close();
  });
});
