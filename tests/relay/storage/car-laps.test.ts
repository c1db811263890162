/** Laps of cars on their way to the database, which may be away. */
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { frames } from './frames.ts';
import { agent, eachWithRig, unreachable, type WriterRig } from './writer-rig.ts';

let rig: WriterRig;
eachWithRig((fresh) => {
  rig = fresh;
});

const lap = {
  carId: 3,
  driver: 'Ana Ruiz',
  car: 'sq_kestrel_gt',
  lap: 1,
  lapMs: 95_000,
  place: 1,
  pitted: false,
  at: Date.UTC(2026, 10, 22, 12),
};

test('are stored with the run that they belong to', async () => {
  rig.record(agent, 1, frames(1, 10));
  rig.writer.recordCarLaps(agent, [lap, { ...lap, lap: 2 }]);
  await rig.clock.turn(0);
  expect(await rig.store.carLaps('RACE')).toHaveLength(2);
  expect(rig.writer.stats().factsWaiting).toBe(0);
});

test('wait for a database that is away, and are stored once, in order', async () => {
  rig.record(agent, 1, frames(1, 10));
  rig.store.away = unreachable;
  rig.writer.recordCarLaps(agent, [lap]);
  await rig.clock.turn(1_000);
  rig.writer.recordCarLaps(agent, [{ ...lap, lap: 2, at: lap.at + 95_000 }]);
  expect(rig.writer.stats().factsWaiting).toBe(1);
  rig.store.away = null;
  await rig.clock.turn(limits.storeRetryMsMax);
  expect((await rig.store.carLaps('RACE')).map((one) => one.lap)).toEqual([1, 2]);
});

test('are there after the end of the relay', async () => {
  rig.record(agent, 1, frames(1, 10));
  rig.writer.recordCarLaps(agent, [lap]);
  await rig.startAnew();
  expect(await rig.store.carLaps('RACE')).toEqual([lap]);
});
