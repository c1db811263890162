/** The book of a live session goes on with what the store has, where frames came for the store only. */
import { expect, test, vi } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { RelayParts } from '../../../relay/relay.ts';
import { SqlStore } from '../../../relay/storage/sql-store.ts';
import type { WriteResult } from '../../../relay/storage/store.ts';
import { frame } from '../../support/frames.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';
import { MemoryDatabase } from '../../support/memory-database.ts';
import { PassingClock } from '../../support/passing-clock.ts';
import { boardOf, Publisher } from '../../support/publisher.ts';
import { startedWriter } from '../../support/started-writer.ts';
import { startTestRelay, type TestSocket } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

const run = 'one';
const sessionID = 'A';

const send = (publisher: Publisher, made: readonly MadeFrame[], more: object = {}) =>
  publisher.sendDrive(made, 500, more);

/** The laps that the page has received with their fuel, which is sent for complete laps only. */
function lapsOf(page: TestSocket): number[] {
  const laps = boardOf(page)?.laps ?? [];
  return laps.filter(({ fuelL }) => fuelL !== null).map(({ lap }) => lap);
}

/** A relay on a clock that the test moves on. */
async function relayWithClock(parts: Partial<RelayParts> = {}) {
  const clock = new PassingClock();
  const relay = await startTestRelay({}, { now: clock.now, tickMs: 5, ...parts });
  return { relay, later: (ms: number) => clock.advance(ms) };
}

const made = drive({ laps: 3, lapMs: () => 20_000 });
/** In the middle of the second lap. */
const shown = made.findIndex(({ real }) => real === 2) + 100;

test('the last laps of a run that ended while the relay was away are shown with its results', async () => {
  const { relay, later } = await relayWithClock();
  const page = await relay.page(sessionID, { board: true });
  const first = new Publisher(await relay.agent(), run);
  await send(first, made.slice(0, shown));
  await first.socket.close();
  // It kept the rest, and tells that the session is over before it sends what it kept.
  const agent = new Publisher(await relay.agent([{ sessionID, run }]), run);
  agent.report({ type: 'status', status: 'ended' });
  await send(agent, made.slice(shown), { late: true });
  later(limits.bookRecallMs + 1);
  await until('the page has all laps', () => lapsOf(page).length === 3);
  expect(lapsOf(page)).toEqual([1, 2, 3]);
});

test('laps that came late while another publisher was shown are there when the run is shown again', async () => {
  const { relay, later } = await relayWithClock();
  const page = await relay.page(sessionID, { board: true });
  const agent = new Publisher(await relay.agent(), run);
  await send(agent, made.slice(0, shown));
  later(limits.bookRecallMs + 1);
  await relay.relay.recorder.flushForReaders(sessionID);
  await until('the book is whole', () => lapsOf(page).length === 1);
  await relay.post(sessionID, 1, [frame(7)]);
  const back = made.length - 20;
  await send(agent, made.slice(shown, back), { late: true });
  later(limits.publisherSilentMs + 1);
  await send(agent, made.slice(back));
  later(limits.bookRecallMs + 1);
  await until('the page has all laps', () => lapsOf(page).length === 3);
});

/** Outlives the relay that writes to it. */
class LastingStore extends SqlStore {
  override async close(): Promise<void> {}
}

/** Writes on request. */
class HeldStore extends SqlStore {
  free: Promise<void> = Promise.resolve();

  override async write(...words: Parameters<SqlStore['write']>): Promise<WriteResult> {
    await this.free;
    return super.write(...words);
  }
}

test('laps of a car that stands in a pause are shown after a restart of the relay', async () => {
  const store = new LastingStore(await MemoryDatabase.open());
  const before = await startedWriter(async () => store);
  const first = await relayWithClock({ recorder: before });
  await send(new Publisher(await first.relay.agent(), run), made);
  await first.relay.relay.stop();
  const recorder = await startedWriter(async () => store);
  const { relay } = await relayWithClock({ recorder });
  const page = await relay.page(sessionID, { board: true });
  const agent = new Publisher(await relay.agent([{ sessionID, run }]), run);
  agent.report({ type: 'status', status: 'paused' });
  await until('the page has all laps', () => lapsOf(page).length === 3);
});

test('a database that is slow is not read before it has what came late', async () => {
  const store = new HeldStore(await MemoryDatabase.open());
  const recorder = await startedWriter(async () => store);
  const { relay, later } = await relayWithClock({ recorder });
  const page = await relay.page(sessionID, { board: true });
  const agent = new Publisher(await relay.agent(), run);
  await send(agent, made.slice(0, shown));
  later(limits.bookRecallMs + 1);
  await until('the book is whole', () => lapsOf(page).length === 1);
  await until('all is stored', () => recorder.stats().framesWaiting === 0);
  let release = () => {};
  store.free = new Promise((resolve) => {
    release = resolve;
  });
  const reads = vi.spyOn(store, 'bookAt');
  await send(agent, made.slice(shown), { late: true });
  later(limits.bookRecallMs + 1);
  const flushes = vi.spyOn(recorder, 'flushForReaders');
  await until('it was asked', () => flushes.mock.calls.length > 0);
  await Promise.all(flushes.mock.results.map(({ value }) => value as Promise<void>));
  expect(reads).not.toHaveBeenCalled();
  release();
  await until('all is stored', () => recorder.stats().framesWaiting === 0);
  later(limits.bookRecallMs + 1);
  await until('the page has all laps', () => lapsOf(page).length === 3);
});
