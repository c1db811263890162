/** The book of a live session goes on with what the store has, where frames came for the store only. */
import { afterEach, expect, test, vi } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { TimingSummary } from '../../../protocol/timing-summary.ts';
import type { RelayParts } from '../../../relay/relay.ts';
import { SqlStore } from '../../../relay/storage/sql-store.ts';
import type { WriteResult } from '../../../relay/storage/store.ts';
import { frame } from '../../support/frames.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';
import { MemoryDatabase } from '../../support/memory-database.ts';
import { startedWriter } from '../../support/started-writer.ts';
import { startTestRelay, stopAll, type TestSocket } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

afterEach(stopAll);

const run = 'one';
const sessionID = 'A';

/** Sends frames in batches of one lap each, and waits for the answers. */
async function send(agent: TestSocket, made: readonly MadeFrame[], late: boolean, from: number) {
  let seq = from;
  for (let at = 0; at < made.length; ) {
    const { lap } = made[at]!;
    let end = at;
    while (end < made.length && end - at < 500 && made[end]!.lap === lap) end++;
    const data = made.slice(at, end).map(({ frame }) => frame);
    agent.send({ type: 'batch', sessionID, run, seq: ++seq, lap, data, ...(late && { late }) });
    await agent.next('received');
    at = end;
  }
  return seq;
}

/** The laps that the page has received with their fuel, which is sent for complete laps only. */
function lapsOf(page: TestSocket): number[] {
  const message = page.heard.findLast((one) => !Buffer.isBuffer(one) && 'board' in one);
  const laps = (message as { board?: TimingSummary } | undefined)?.board?.laps ?? [];
  return laps.filter(({ fuelL }) => fuelL !== null).map(({ lap }) => lap);
}

/** A relay on a clock that the test turns. */
async function relayWithClock(parts: Partial<RelayParts> = {}) {
  let now = 1_000_000;
  const relay = await startTestRelay({}, { now: () => now, tickMs: 5, ...parts });
  return { relay, later: (ms: number) => (now += ms) };
}

const made = drive({ laps: 3, lapMs: () => 20_000 });
/** In the middle of the second lap. */
const shown = made.findIndex(({ real }) => real === 2) + 100;

test('the last laps of a run that ended while the relay was away are shown with its results', async () => {
  const { relay, later } = await relayWithClock();
  const page = await relay.page(sessionID, { board: true });
  const first = await relay.agent();
  await send(first, made.slice(0, shown), false, 0);
  await first.close();
  // It kept the rest, and tells that the session is over before it sends what it kept.
  const agent = await relay.agent([{ sessionID, run }]);
  agent.send({ type: 'status', sessionID, run, status: 'ended' });
  await send(agent, made.slice(shown), true, 0);
  later(limits.bookRecallMs + 1);
  await until('the page has all laps', () => lapsOf(page).length === 3);
  expect(lapsOf(page)).toEqual([1, 2, 3]);
});

test('laps that came late while another publisher was shown are there when the run is shown again', async () => {
  const { relay, later } = await relayWithClock();
  const page = await relay.page(sessionID, { board: true });
  const agent = await relay.agent();
  const seq = await send(agent, made.slice(0, shown), false, 0);
  later(limits.bookRecallMs + 1);
  await relay.relay.recorder.flushForReaders(sessionID);
  await until('the book is whole', () => lapsOf(page).length === 1);
  await relay.post(sessionID, 1, [frame(7)]);
  const back = made.length - 20;
  const next = await send(agent, made.slice(shown, back), true, seq);
  later(limits.publisherSilentMs + 1);
  await send(agent, made.slice(back), false, next);
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
  await send(await first.relay.agent(), made, false, 0);
  await first.relay.relay.stop();
  const recorder = await startedWriter(async () => store);
  const { relay } = await relayWithClock({ recorder });
  const page = await relay.page(sessionID, { board: true });
  const agent = await relay.agent([{ sessionID, run }]);
  agent.send({ type: 'status', sessionID, run, status: 'paused' });
  await until('the page has all laps', () => lapsOf(page).length === 3);
});

test('a database that is slow is not read before it has what came late', async () => {
  const store = new HeldStore(await MemoryDatabase.open());
  const recorder = await startedWriter(async () => store);
  const { relay, later } = await relayWithClock({ recorder });
  const page = await relay.page(sessionID, { board: true });
  const agent = await relay.agent();
  const seq = await send(agent, made.slice(0, shown), false, 0);
  later(limits.bookRecallMs + 1);
  await until('the book is whole', () => lapsOf(page).length === 1);
  await until('all is stored', () => recorder.stats().framesWaiting === 0);
  let release = () => {};
  store.free = new Promise((resolve) => {
    release = resolve;
  });
  const reads = vi.spyOn(store, 'bookAt');
  await send(agent, made.slice(shown), true, seq);
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
