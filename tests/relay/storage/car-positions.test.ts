/** Where cars were, on its way to the database, which may be away. */
import { expect, test } from 'vitest';
import { RaceField } from '../../../agent/demo/field/race-field.ts';
import { type CarsChunk, chunkOf } from '../../../protocol/car-positions.ts';
import { limits } from '../../../protocol/limits.ts';
import { readCarsChunk } from '../../../relay/storage/cars-chunk-check.ts';
import type { StoreReader } from '../../../relay/storage/store.ts';
import { carsChunksOf } from '../../../relay/storage/stored-cars.ts';
import { carsSnapshots } from '../../support/cars-snapshots.ts';
import { frames } from './frames.ts';
import { eachStore } from './stores.ts';
import { agent, eachWithRig, unreachable, type WriterRig } from './writer-rig.ts';

let rig: WriterRig;
eachWithRig((fresh) => {
  rig = fresh;
});

const field = new RaceField({ seed: 5, kind: 'race', laps: 15 });
const snapshots = carsSnapshots(field, 200_000, 60);

async function storedOf(reader: StoreReader): Promise<CarsChunk[]> {
  const chunks: CarsChunk[] = [];
  for await (const chunk of carsChunksOf(reader, 'RACE')) chunks.push(chunk);
  return chunks;
}

async function record(from: number, to: number): Promise<void> {
  for (const snapshot of snapshots.slice(from, to)) {
    rig.writer.recordCars(agent, snapshot);
    await rig.clock.turn(limits.carsStoredMs);
  }
}

eachStore('the store', (openEmpty) => {
  test('keeps where cars were, each once, and finds what comes after a time', async () => {
    const store = await openEmpty();
    const request = { key: agent, origin: 'origin', first: null, at: 0 };
    const { sessionID } = await store.open(request);
    const [first, second] = [0, 10].map((from) => chunkOf(snapshots.slice(from, from + 10)));
    await store.addCarsChunks(sessionID, [second!, first!]);
    await store.addCarsChunks(sessionID, [first!]);
    expect(await store.carsChunkAfter(sessionID, -1)).toEqual(first);
    expect(await store.carsChunkAfter(sessionID, first!.endT - 0.5)).toEqual(first);
    expect(await store.carsChunkAfter(sessionID, first!.endT)).toEqual(second);
    expect(await store.carsChunkAfter(sessionID, second!.endT)).toBeNull();
    await store.remove(sessionID);
    expect(await store.carsChunkAfter(sessionID, -1)).toBeNull();
    await expect(store.addCarsChunks(sessionID, [first!])).rejects.toMatchObject({
      code: 'session-gone',
    });
    await store.close();
  });
});

const timesOf = (chunks: readonly CarsChunk[]) =>
  chunks.flatMap(({ moments }) => moments.map(({ t }) => t));
const times = snapshots.map(({ t }) => t);

test('is stored ten seconds at a time', async () => {
  rig.record(agent, 1, frames(1, 10));
  await record(0, 19);
  expect(await storedOf(rig.store)).toEqual([]);
  await record(19, 41);
  const chunks = await storedOf(rig.store);
  expect(chunks.map(({ moments }) => moments.length)).toEqual([20, 20]);
  expect(timesOf(chunks)).toEqual(times.slice(0, 40));
  // What is stored can be imported elsewhere.
  expect(chunks.map(({ moments }) => readCarsChunk(moments))).toEqual(chunks);
});

test('is written at once for a reader of the session, and when the run is over', async () => {
  rig.record(agent, 1, frames(1, 10));
  await record(0, 5);
  const flushed = rig.writer.flushForReaders('RACE');
  await rig.clock.turn(0);
  await flushed;
  expect(timesOf(await storedOf(rig.store))).toEqual(times.slice(0, 5));
  await record(5, 8);
  rig.writer.flush(agent);
  await rig.clock.turn(0);
  expect(timesOf(await storedOf(rig.store))).toEqual(times.slice(0, 8));
});

test('waits for a database that is away, and is stored once, in order', async () => {
  rig.record(agent, 1, frames(1, 10));
  await record(0, 10);
  rig.store.away = unreachable;
  await record(10, 60);
  rig.store.away = null;
  await rig.clock.turn(limits.storeRetryMsMax);
  rig.writer.flush(agent);
  await rig.clock.turn(0);
  expect(timesOf(await storedOf(rig.store))).toEqual(times);
});

test('is there after the end of the relay', async () => {
  rig.record(agent, 1, frames(1, 10));
  await record(0, 3);
  await rig.startAnew();
  expect(timesOf(await storedOf(rig.store))).toEqual(times.slice(0, 3));
});

test('the oldest are given up when the database is away for half an hour', async () => {
  rig.record(agent, 1, frames(1, 10));
  await record(0, 1);
  rig.store.away = unreachable;
  const [first] = snapshots;
  for (let i = 1; i <= limits.carsMomentsWaitingMax + 5; i++) {
    rig.writer.recordCars(agent, { ...first!, t: first!.t + i });
  }
  rig.store.away = null;
  await rig.clock.turn(limits.storeRetryMsMax);
  const stored = timesOf(await storedOf(rig.store));
  expect(stored.length).toBeLessThanOrEqual(limits.carsMomentsWaitingMax);
  expect(stored.at(-1)).toBe(first!.t + limits.carsMomentsWaitingMax + 5);
});

const [moment] = carsChunk().moments;
function carsChunk(): CarsChunk {
  return readCarsChunk([
    {
      t: 5,
      entries: { source: 'app', server: null, isRace: false, whole: true, cars: [], gone: [] },
      positions: 'EAUAAA==',
    },
  ])!;
}

test.each([
  ['no list', moment],
  ['no moment', []],
  ['a first moment without all cars', [{ ...moment, entries: null }]],
  ['moments out of order', [moment, moment]],
  ['positions that cannot be read', [{ ...moment, positions: 'AAAA' }]],
  ['positions of another time', [{ ...moment, positions: 'EAYAAA==' }]],
  ['an unknown source', [{ ...moment, entries: { ...moment!.entries, source: 'telepathy' } }]],
])('a file with %s is refused', (_what, wrong) => {
  expect(readCarsChunk(wrong)).toBeNull();
});
