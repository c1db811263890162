/** The laps of a stored session equal those of the timing book, in whatever order the frames were stored. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import type { Chunk, Store } from '../../../relay/storage/store.ts';
import type { LapResult } from '../../../relay/timing/book-state.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';
import { eachDatabase, eachStore } from './stores.ts';

const at = Date.UTC(2026, 10, 22);
const info = { driverName: 'Ada', car: 'gt', track: 'spa', sectorCount: 3, maxFuel: 100 };
const drives: Record<string, MadeFrame[]> = {
  'a plain drive': drive({ laps: 4, hz: 5, lapMs: (lap) => 20_000 + lap * 100 }),
  'one with attempts that were given up': drive({
    laps: 3,
    hz: 5,
    lapMs: () => 20_000,
    givenUpMs: (lap) => [9_000, 7_000].slice(lap % 2),
    late: { counter: 300, clock: 0, last: 100, best: 400, position: 0 },
  }),
  'one that ends right behind a line': drive({
    laps: 2,
    hz: 5,
    lapMs: () => 20_000,
    afterMs: 250,
    late: { counter: 0, clock: 0, last: 200, best: 400, position: 0 },
  }),
};

/** What the book makes of frames in order. */
function booked(frames: readonly MadeFrame[]): LapResult[] {
  const book = new TimingBook(false);
  book.setInfo(info);
  const results = frames.flatMap(({ frame, lap }) => book.addFrame(frame, lap).completed);
  return [...results, ...book.finish()];
}

function chunk(frames: readonly MadeFrame[]): Chunk[] {
  const laps = new Map<number, Frame[]>();
  for (const { frame, lap } of frames) laps.set(lap, [...(laps.get(lap) ?? []), frame]);
  return [...laps].map(([lap, list]) => ({ lap, frames: list }));
}

/** Cuts a drive into parts, and puts them in an order. */
const order = fc.record({
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
  keys: fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
});

eachStore('stored laps', (open) => {
  let store: Store | null = null;
  afterEach(async () => {
    await store?.close();
    store = null;
  });

  test.each(Object.keys(drives))(
    'equal those of the timing book, however %s was stored',
    async (name) => {
      const frames = drives[name]!;
      const expected = booked(frames);
      store = await open();
      const { kind } = store;
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(order, async ({ cuts, keys }) => {
          const key = { sessionID: `S${++runs}`, run: 'one' };
          const { sessionID } = await store!.open({ key, origin: `o${runs}`, first: null, at });
          await store!.describe(sessionID, info, at);
          const ends = cuts.map((cut) => Math.floor(cut * frames.length)).sort((a, b) => a - b);
          const parts = [0, ...ends].map((from, i) => frames.slice(from, ends[i]));
          const shuffled = parts
            .map((part, i) => ({ part, place: keys[i]! }))
            .sort((a, b) => a.place - b.place);
          for (const { part } of shuffled) await store!.write(sessionID, chunk(part), at);
          expect(await store!.lapResults(sessionID)).toEqual(expected);
        }),
        { seed: 7, numRuns: kind === 'sqlite' ? 36 : 12 },
      );
    },
  );

  test('follow session information that comes later', async () => {
    store = await open();
    const key = { sessionID: 'LATE', run: 'one' };
    const { sessionID } = await store.open({ key, origin: 'late', first: null, at });
    const frames = drives['a plain drive']!;
    await store.write(sessionID, chunk(frames.slice(0, 150)), at);
    await store.describe(sessionID, info, at);
    await store.write(sessionID, chunk(frames.slice(150)), at);
    const laps = await store.laps(sessionID);
    expect(laps.map((lap) => lap.sectorsMs?.length)).toEqual([3, 3, 3, 3, undefined]);
  });
});

eachDatabase('laps of a session that two relays have written', (newAddress) => {
  const stores: Store[] = [];
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  test('equal those of the timing book, whichever relay wrote which part', async () => {
    const address = await newAddress();
    // Two connections to memory are two databases.
    if (address === 'memory:') return;
    stores.push(await openStore(address), await openStore(address));
    const frames = drives['a plain drive']!;
    const expected = booked(frames);
    const order = [
      // One after the other.
      'A1 B2 A3 B4 A5 B6',
      // A part that comes to both is stored once.
      'A1 B1 B2 A2 A3 B3 B4 A5 B6',
      // One has parts in its memory while the other goes on.
      'A1 B3 B4 A2 B5 A6',
      'B6 A1 B2 A5 B4 A3',
    ];
    const size = Math.ceil(frames.length / 6);
    for (const [i, writes] of order.entries()) {
      const key = { sessionID: `S${i}`, run: 'one' };
      const request = { key, origin: `a${i}`, first: null, at };
      const { sessionID } = await stores[0]!.open(request);
      expect(await stores[1]!.open({ ...request, origin: `b${i}` })).toMatchObject({ sessionID });
      await stores[0]!.describe(sessionID, info, at);
      for (const write of writes.split(' ')) {
        const part = Number(write[1]);
        const some = frames.slice((part - 1) * size, part * size);
        await stores[write[0] === 'A' ? 0 : 1]!.write(sessionID, chunk(some), at);
      }
      expect(await stores[0]!.lapResults(sessionID), writes).toEqual(expected);
    }
  });
});
