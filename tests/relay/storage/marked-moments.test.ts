/** Marked moments on their way to the database, which may be away. */
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { frames } from './frames.ts';
import { agent, eachWithRig, unreachable, type WriterRig } from './writer-rig.ts';

let rig: WriterRig;
eachWithRig((fresh) => {
  rig = fresh;
});

const moment = {
  id: 'm-1',
  at: Date.UTC(2026, 10, 22, 12),
  lap: 1,
  packetId: 5,
  lapMs: null,
  place: null,
  note: '',
};

test('are stored at once, with the run they belong to', async () => {
  rig.record(agent, 1, frames(1, 10));
  rig.writer.mark(agent, moment);
  await rig.clock.turn(0);
  expect(await rig.store.moments('RACE')).toEqual([moment]);
  expect(rig.writer.stats().factsWaiting).toBe(0);
});

test('wait for a database that is away, and are stored once', async () => {
  rig.record(agent, 1, frames(1, 10));
  rig.store.away = unreachable;
  rig.writer.mark(agent, moment);
  rig.writer.mark(agent, { ...moment, id: 'm-2' });
  await rig.clock.turn(1_000);
  expect(rig.writer.stats().factsWaiting).toBe(1);
  rig.store.away = null;
  await rig.clock.turn(limits.storeRetryMsMax);
  expect((await rig.store.moments('RACE')).map(({ id }) => id)).toEqual(['m-1', 'm-2']);
});

test('are there when a reader asks, and at the end', async () => {
  rig.record(agent, 1, frames(1, 10));
  rig.writer.mark(agent, moment);
  const asked = rig.writer.flushForReaders('RACE');
  await rig.clock.turn(0);
  await asked;
  expect(await rig.store.moments('RACE')).toHaveLength(1);
  rig.writer.mark(agent, { ...moment, id: 'm-2' });
  await rig.startAnew();
  expect(await rig.store.moments('RACE')).toHaveLength(2);
});
