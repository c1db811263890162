import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Store } from '../../../relay/storage/store.ts';
import { frame, frames, packets } from './frames.ts';
import { chunksOf, eachStore, framesOf } from './stores.ts';

const at = Date.UTC(2026, 10, 22, 12, 0, 0, 123);
const gone = { code: 'session-gone' };
let origins = 0;
const newOrigin = () => `origin-${++origins}`;

eachStore('the store', (openEmpty) => {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  const open = async () => {
    const store = await openEmpty();
    opened.push(store);
    return store;
  };
  const agentRun = async (store: Store, id = 'RACE', run = 'run-1') =>
    (
      await store.open({
        key: { sessionID: id, run },
        origin: newOrigin(),
        first: null,
        at,
      })
    ).sessionID;

  test('keeps the laps of all cars in the order in which they ended, each once', async () => {
    const store = await open();
    const sessionID = await agentRun(store);
    const lap = {
      carId: 4,
      driver: 'Małgorzata',
      car: 'gt',
      lap: 1,
      lapMs: 95_123,
      place: 2,
      pitted: true,
      at,
    };
    const first = {
      ...lap,
      carId: 0,
      driver: 'Ada',
      lapMs: null,
      place: 1,
      pitted: false,
      at: at - 40,
    };
    const another = { ...lap, driver: 'Another driver in the slot', at: at + 9 };
    await store.addCarLaps(sessionID, [lap, first]);
    await store.addCarLaps(sessionID, [lap, another]);
    expect(await store.carLaps(sessionID)).toEqual([first, lap, another]);
    await store.remove(sessionID);
    expect(await store.carLaps(sessionID)).toEqual([]);
    await expect(store.addCarLaps(sessionID, [lap])).rejects.toMatchObject(gone);
  });

  test('keeps marked moments in order of time, each once, and lets a note be changed', async () => {
    const store = await open();
    const sessionID = await agentRun(store);
    const moment = { id: 'b', at, lap: 2, packetId: 9, lapMs: 61_234, place: 0.5, note: 'Ü' };
    const before = { ...moment, id: 'a', at: at - 5, lapMs: null, place: null, note: '' };
    await store.addMoments(sessionID, [moment, before]);
    await store.addMoments(sessionID, [moment]);
    expect(await store.moments(sessionID)).toEqual([before, moment]);
    expect(await store.changeNote(sessionID, 'a', 'spin')).toBe(true);
    expect(await store.changeNote(sessionID, 'c', 'spin')).toBe(false);
    expect((await store.moments(sessionID))[0]?.note).toBe('spin');
    expect(await store.removeMoment(sessionID, 'a')).toBe(true);
    expect(await store.removeMoment(sessionID, 'a')).toBe(false);
    await store.remove(sessionID);
    expect(await store.moments(sessionID)).toEqual([]);
    await expect(store.addMoments(sessionID, [moment])).rejects.toMatchObject(gone);
  });

  test('gives the first run the published id and later runs a number', async () => {
    const store = await open();
    expect(await agentRun(store, 'SPA', 'a')).toBe('SPA');
    expect(await agentRun(store, 'SPA', 'b')).toBe('SPA.2');
    expect(await agentRun(store, 'SPA', 'c')).toBe('SPA.3');
    expect(await agentRun(store, 'SPA', 'b')).toBe('SPA.2');
  });

  test('skips a number that a publisher uses as an id of its own', async () => {
    const store = await open();
    expect(await agentRun(store, 'SPA.2', 'x')).toBe('SPA.2');
    expect(await agentRun(store, 'SPA', 'a')).toBe('SPA');
    expect(await agentRun(store, 'SPA', 'b')).toBe('SPA.3');
    expect((await store.session('SPA.3'))?.runNumber).toBe(3);
  });

  test('uses a session that was only described for the next published run', async () => {
    const store = await open();
    const simple = { sessionID: 'SPA', run: '' };
    await store.open({ key: simple, origin: 'described', first: null, at });
    await store.describe('SPA', { track: 'spa' }, at);
    expect(await agentRun(store, 'SPA', 'a')).toBe('SPA');
    expect((await store.session('SPA'))!.facts).toEqual({ track: 'spa' });
    await store.write('SPA', [{ lap: 1, frames: frames(1, 5) }], at);
    expect(await agentRun(store, 'SPA', 'b')).toBe('SPA.2');
    expect(await agentRun(store, 'SPA', 'a')).toBe('SPA');
  });

  test('makes nothing twice when a request is repeated', async () => {
    const store = await open();
    const request = {
      key: { sessionID: 'SPA', run: '' },
      origin: 'o',
      first: 'new' as const,
      at,
    };
    const first = await store.open(request);
    expect(await store.open(request)).toEqual(first);
    expect((await store.sessions(10, null)).sessions).toHaveLength(1);
    expect(await store.findOrigin('o')).toEqual(first);
    expect(await store.findOrigin('other')).toBeNull();
  });

  test('continues a simple publisher’s run until its packet numbers fall back', async () => {
    const store = await open();
    const run = (packetId: number) =>
      store.open({
        key: { sessionID: 'ID', run: '' },
        origin: newOrigin(),
        first: { packetId, lap: 1 },
        at,
      });
    const first = await run(5);
    expect(first).toEqual({ sessionID: 'ID', end: null });
    await store.write('ID', [{ lap: 1, frames: frames(10_000, 20) }], at);
    const highest = frames(10_000, 20).at(-1)!.packetId;
    expect(await run(highest + 1_000_000)).toEqual({
      sessionID: 'ID',
      end: { packetId: highest, lap: 1 },
    });
    expect((await run(highest - 3_333)).sessionID).toBe('ID');
    expect((await run(highest - 3_334)).sessionID).toBe('ID.2');
    expect(await store.find({ sessionID: 'ID', run: '' })).toEqual({
      sessionID: 'ID.2',
      end: null,
    });
  });

  test('gives back frames exactly as they were published', async () => {
    const store = await open();
    const id = await agentRun(store);
    const sent: Frame[] = [
      frame(1, { lap: 1, t: 16.7, clutch: 0, currentLapTime: null, inPitLane: false }),
      frame(2, { lap: 1, accG: [0.02, -0.98, 0], worldPosition: [-1, 0.5, 20.25] }),
      frame(4, {
        gas: 1,
        brake: 1,
        steerAngle: 0.5,
        mood: 'é "\n\t\\ ,"gas":0.',
        extra: { a: [1] },
      }),
      frame(9, { steerAngle: 1, tyreCoreC: [80.1, 80, 79.9, 80], 'with space': null }),
      frame(10, { steerAngle: -0, gas: 1e-7, speedKmh: 0.30000000000000004 }),
    ];
    await store.write(id, [{ lap: 1, frames: sent }], at);
    expect(await framesOf(store, id, 1)).toEqual(JSON.parse(JSON.stringify(sent)));
  });

  test.each([
    ['at once', 5_000],
    ['bit by bit', 150],
  ])(
    'gives a lap that was written %s in few chunks that follow one another',
    async (_how, each) => {
      const store = await open();
      const id = await agentRun(store);
      const sent = frames(100, 2345, () => ({ lap: 3 }));
      for (let i = 0; i < sent.length; i += each) {
        await store.write(id, [{ lap: 3, frames: sent.slice(i, i + each) }], at);
      }
      const chunks = await chunksOf(store, id, 3);
      expect(chunks).toHaveLength(3);
      expect(packets(await framesOf(store, id, 3))).toEqual(packets(sent));
      for (const [i, chunk] of chunks.entries()) {
        const inside = JSON.parse(chunk.json) as Frame[];
        expect(inside).toHaveLength(chunk.frames);
        expect(chunk.frames).toBeLessThanOrEqual(limits.chunkFramesMax);
        expect(inside[0]!.packetId).toBe(chunk.startPacket);
        expect(inside.at(-1)!.packetId).toBe(chunk.endPacket);
        expect(chunk.startPacket).toBeGreaterThan(chunks[i - 1]?.endPacket ?? -1);
      }
    },
  );

  test('stores a lap second by second, whatever changes or appears in the frames', async () => {
    const store = await open();
    const id = await agentRun(store);
    const sent = frames(100, 1_130, (i) => ({
      lap: 3,
      lastLapTime: i < 400 ? null : 93_000,
      position: 1 + (i % 7 === 0 ? 1 : 0),
      inPitLane: i > 700,
      sector: Math.floor(i / 333),
      ...(i % 90 === 0 ? { note: `é\u0001"${i}`, extra: { list: [i, null] } } : {}),
      ...(i % 15 === 0 ? { tyreCoreC: [80, 80.5, 81, 79] as const } : {}),
    }));
    const written = JSON.parse(JSON.stringify(sent)) as Frame[];
    for (let i = 0; i < sent.length; i += 53) {
      const more = sent.slice(i, i + 53);
      expect(await store.write(id, [{ lap: 3, frames: more }], at)).toEqual({
        stored: more.length,
        duplicates: 0,
      });
      expect(await framesOf(store, id, 3)).toEqual(written.slice(0, i + 53));
    }
    const [lap] = await store.laps(id);
    expect(lap).toMatchObject({
      frames: 1_130,
      firstPacket: sent[0]!.packetId,
      lastPacket: sent.at(-1)!.packetId,
    });
  });

  test('files a frame once, under the lap that it was written with first', async () => {
    const store = await open();
    const id = await agentRun(store);
    const sent = frames(100, 300);
    const write = (lap: number, from: number, to: number) =>
      store.write(id, [{ lap, frames: sent.slice(from, to) }], at);
    await write(1, 0, 100);
    await write(2, 100, 200);
    // Lap 1 again: some of them are held in lap 2.
    expect(await write(1, 150, 250)).toEqual({ stored: 50, duplicates: 50 });
    expect(await write(1, 240, 260)).toEqual({ stored: 10, duplicates: 10 });
    expect(await write(2, 255, 300)).toEqual({ stored: 40, duplicates: 5 });
    expect(packets(await framesOf(store, id, 1))).toEqual(
      packets([...sent.slice(0, 100), ...sent.slice(200, 260)]),
    );
    expect(packets(await framesOf(store, id, 2))).toEqual(
      packets([...sent.slice(100, 200), ...sent.slice(260)]),
    );
  });

  test('stores simultaneous writes to several sessions although one is deleted', async () => {
    const store = await open();
    const ids = ['A', 'B', 'C', 'D'];
    for (const one of ids) await agentRun(store, one, 'r');
    const writes = await Promise.allSettled(
      [...ids, 'GONE', ...ids].map((one, i) =>
        store.write(one, [{ lap: 1, frames: frames(1 + i * 200, 30) }], at),
      ),
    );
    expect(writes.map(({ status }) => status === 'fulfilled')).toEqual([
      ...[true, true, true, true],
      false,
      ...[true, true, true, true],
    ]);
    for (const one of ids) expect(await framesOf(store, one, 1)).toHaveLength(60);
  });

  test('stores nothing twice, in the same lap or another, and counts the duplicates', async () => {
    const store = await open();
    const id = await agentRun(store);
    const sent = frames(100, 1500);
    expect(await store.write(id, [{ lap: 1, frames: sent }], at)).toEqual({
      stored: 1500,
      duplicates: 0,
    });
    expect(await store.write(id, [{ lap: 1, frames: sent.slice(900, 1200) }], at)).toEqual({
      stored: 0,
      duplicates: 300,
    });
    const beyond = [...sent.slice(1400), frame(90_000)];
    expect(await store.write(id, [{ lap: 2, frames: beyond }], at)).toEqual({
      stored: 1,
      duplicates: 100,
    });
    expect(packets(await framesOf(store, id, 2))).toEqual([90_000]);
    expect((await store.session(id))!.frames).toBe(1501);
  });

  test('keeps chunks in order without overlap whatever the order of arrival', async () => {
    const store = await open();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(4000), { minLength: 1, maxLength: 400 }), { maxLength: 12 }),
        async (batches) => {
          const id = await agentRun(store, 'ANY', `run-${++runs}`);
          const all = new Set<number>();
          for (const batch of batches) {
            const ids = [...new Set(batch)].sort((a, b) => a - b);
            const fresh = ids.filter((packetId) => !all.has(packetId)).length;
            const result = await store.write(
              id,
              [{ lap: 1, frames: ids.map((packetId) => frame(packetId)) }],
              at,
            );
            expect(result).toEqual({ stored: fresh, duplicates: ids.length - fresh });
            for (const packetId of ids) all.add(packetId);
          }
          const chunks = await chunksOf(store, id, 1);
          for (const chunk of chunks) expect(chunk.frames).toBeLessThanOrEqual(1000);
          const expected = [...all].sort((a, b) => a - b);
          expect(packets(await framesOf(store, id, 1))).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('stores session information; a later value replaces an earlier one, null removes it', async () => {
    const store = await open();
    const id = await agentRun(store);
    expect(await store.describe(id, { driverName: 'A. Ö.', track: 'spa', maxRpm: 8500 }, at)).toBe(
      true,
    );
    await store.describe(id, { car: 'gt', maxRpm: 8600, trackConfiguration: 'gp' }, at + 5);
    const session = (await store.session(id))!;
    expect(session).toMatchObject({ createdAt: at, updatedAt: at + 5 });
    expect(session.facts).toEqual({
      driverName: 'A. Ö.',
      track: 'spa',
      maxRpm: 8600,
      car: 'gt',
      trackConfiguration: 'gp',
    });
    await store.describe(id, { maxRpm: null, track: null }, at + 6);
    expect((await store.session(id))!.facts).toEqual({
      driverName: 'A. Ö.',
      car: 'gt',
      trackConfiguration: 'gp',
    });
    expect(await store.describe('nobody', { car: 'x' }, at)).toBe(false);
  });

  test('lists sessions newest first, page by page', async () => {
    const store = await open();
    for (let i = 1; i <= 7; i++) {
      const key = { sessionID: `S${i}`, run: 'r' };
      // Two of them at the very same time.
      await store.open({ key, origin: newOrigin(), first: null, at: at + Math.min(i, 6) });
    }
    const seen: string[] = [];
    let pages = 0;
    for (let after: string | null = null; ; pages++) {
      const page = await store.sessions(3, after);
      seen.push(...page.sessions.map((session) => session.sessionID));
      after = page.next;
      if (after === null) break;
    }
    expect(seen).toEqual(['S7', 'S6', 'S5', 'S4', 'S3', 'S2', 'S1']);
    expect(pages).toBe(2);
  });

  test('deletes a session with all its data', async () => {
    const store = await open();
    const id = await agentRun(store);
    const other = await agentRun(store, 'OTHER', 'o');
    for (const one of [id, other]) {
      await store.write(one, [{ lap: 1, frames: frames(1, 10) }], at);
    }
    expect(await store.remove(id)).toBe(true);
    expect(await store.remove(id)).toBe(false);
    expect(await store.session(id)).toBeNull();
    expect(await store.laps(id)).toEqual([]);
    expect(await framesOf(store, id, 1)).toEqual([]);
    expect(await framesOf(store, other, 1)).toHaveLength(10);
    await expect(store.write(id, [{ lap: 1, frames: frames(50, 3) }], at)).rejects.toMatchObject(
      gone,
    );
  });

  test('does not let two writers of one session store a frame twice', async () => {
    const store = await open();
    const id = await agentRun(store);
    const sent = frames(1, 900);
    const results = await Promise.all(
      [0, 1, 2, 3].map(() =>
        store.write(id, [{ lap: 1, frames: sent }], at).catch((problem) => {
          expect(problem).toMatchObject({ code: 'locked' });
          return { stored: 0, duplicates: 0 };
        }),
      ),
    );
    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(900);
    expect(packets(await framesOf(store, id, 1))).toEqual(packets(sent));
  });
});
