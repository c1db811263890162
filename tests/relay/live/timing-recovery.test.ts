/** A race goes on where it was: after a restart of the relay, and with what came late. On a real database. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TimingSummary } from '../../../protocol/timing-summary.ts';
import { temporaryFolder, withFile } from '../../support/clean-up.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';
import { PassingClock } from '../../support/passing-clock.ts';
import { boardOf, lapBatches, Publisher } from '../../support/publisher.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../support/test-relay.ts';

const folder = temporaryFolder(withFile);

const facts = { driverName: 'Ana', car: 'ks_x', track: 'spa', sectorCount: 3, maxFuel: 100 };
const lapMs = (lap: number) => 30_000 - lap * 100;
const drives = drive({ laps: 6, lapMs, valid: (lap) => lap !== 2 });

async function relayOn(db: string, more: object = {}): Promise<TestRelay> {
  return startTestRelay({ db: `sqlite:${join(folder, db)}` }, more);
}

const publisherOn = (relay: TestRelay) => Publisher.on(relay, 'one', facts, 'RACE');

const send = (publisher: Publisher, frames: readonly MadeFrame[], more: object = {}) =>
  publisher.sendDrive(frames, 100, more);

const upTo = (lap: number, ms: number) =>
  drives.findIndex(({ real, realMs }) => real === lap && realMs >= ms);

/** What the pages of a relay that never stopped show in the end. */
async function unbroken(): Promise<TimingSummary> {
  const relay = await relayOn('unbroken.db');
  const page = await relay.page('RACE', { board: true });
  await send(await publisherOn(relay), drives);
  await expect.poll(() => boardOf(page)?.laps.length).toBe(6);
  const board = boardOf(page)!;
  await stopAll();
  return board;
}

async function post(relay: TestRelay, frames: readonly MadeFrame[]): Promise<void> {
  for (const { lap, data } of lapBatches(frames, 200)) {
    expect((await relay.post('POSTED', lap, data)).status).toBe(200);
  }
}

/** What does not depend on when something else was looked up. */
const compared = ({ trackMap, ...board }: TimingSummary) => board;

describe('the book of a race', () => {
  test.each([
    ['in the middle of a lap', 4, 12_000],
    ['right behind the line', 4, 100],
    ['in the second lap', 2, 20_000],
  ])('goes on after a restart of the relay %s', async (name, lap, ms) => {
    const expected = await unbroken();
    const db = `${name.replaceAll(' ', '-')}.db`;
    const cut = upTo(lap, ms);
    const first = await relayOn(db);
    await send(await publisherOn(first), drives.slice(0, cut));
    await first.relay.stop();

    const second = await relayOn(db);
    const page = await second.page('RACE', { board: true, channels: ['deltaBestMs', 'lap'] });
    const publisher = await publisherOn(second);
    await send(publisher, drives.slice(cut, cut + 20));
    await expect.poll(() => boardOf(page)?.laps.length).toBe(lap - 1);
    await send(publisher, drives.slice(cut + 20));
    await expect.poll(() => boardOf(page)?.laps.length).toBe(6);
    expect(compared(boardOf(page)!)).toEqual(compared(expected));
    const completed = second.events.filter((event) => event.name === 'lap-completed');
    expect(completed.map((event) => event.lap)).toEqual(
      [2, 3, 4, 5, 6].filter((one) => one >= lap),
    );
  });

  test('of a publisher that posts goes on after a restart of the relay', async () => {
    const cut = upTo(3, 9_000);
    const first = await relayOn('posted.db');
    await post(first, drives.slice(0, cut));
    await first.relay.stop();
    const second = await relayOn('posted.db');
    const page = await second.page('POSTED', { board: true });
    await post(second, drives.slice(cut, cut + 20));
    await expect.poll(() => boardOf(page)?.laps.length).toBe(2);
    await post(second, drives.slice(cut + 20));
    await expect
      .poll(() => boardOf(page)?.laps.map(({ timeMs }) => timeMs))
      .toEqual([1, 2, 3, 4, 5, 6].map(lapMs));
    expect(boardOf(page)?.fuelPerLapL).toBeCloseTo(2, 1);
    // Another start of the game is another run: its book is empty.
    await post(second, drives.slice(0, 30));
    await expect.poll(() => boardOf(page)?.laps.length).toBe(0);
  });

  test('adds late frames without reporting their laps again', async () => {
    const expected = await unbroken();
    const clock = new PassingClock();
    const relay = await relayOn('late.db', { now: clock.now, tickMs: 5 });
    const page = await relay.page('RACE', { board: true });
    const publisher = await publisherOn(relay);
    const [from, to] = [upTo(2, 20_000), upTo(4, 10_000)];
    await send(publisher, drives.slice(0, from));
    await send(publisher, drives.slice(to, to + 20));
    await expect
      .poll(() => boardOf(page)?.laps.map((one) => one.timeMs))
      .toEqual([29_900, null, lapMs(3)]);
    await send(publisher, drives.slice(from, to), { late: true });
    clock.advance(3_000);
    await expect.poll(() => boardOf(page)?.laps[1]?.timeMs).toBe(lapMs(2));
    await send(publisher, drives.slice(to + 20));
    await expect.poll(() => boardOf(page)?.laps.length).toBe(6);
    expect(compared(boardOf(page)!)).toEqual(compared(expected));
    const completed = relay.events.filter((event) => event.name === 'lap-completed');
    expect(completed.map((event) => event.lap)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('adds batches that arrive long after a later one', async () => {
    const clock = new PassingClock();
    const relay = await relayOn('overtaken.db', { now: clock.now, tickMs: 5 });
    const page = await relay.page('POSTED', { board: true });
    const [from, to] = [upTo(2, 25_000), upTo(3, 3_000)];
    await post(relay, drives.slice(0, from));
    await post(relay, drives.slice(to, to + 20));
    clock.advance(1_000);
    await expect.poll(() => boardOf(page)?.laps.length).toBe(2);
    await post(relay, drives.slice(from, to));
    clock.advance(3_000);
    await post(relay, drives.slice(to + 20));
    await expect
      .poll(() => boardOf(page)?.laps.map(({ fuelL }) => fuelL !== null))
      .toEqual([1, 2, 3, 4, 5, 6].map(() => true));
  });
});
