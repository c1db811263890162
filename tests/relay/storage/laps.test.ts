import { afterEach, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import type { Store } from '../../../relay/storage/store.ts';
import { frames } from './frames.ts';
import { eachStore } from './stores.ts';

const at = Date.UTC(2026, 10, 22);
const info: SessionInfo = { driverName: 'Ada', car: 'gt', track: 'spa' };

/** Laps of these times one after another, 300 frames each, and the beginning of one more. */
function lapsOf(times: readonly number[], invalid: readonly number[] = []): Map<number, Frame[]> {
  const laps = new Map<number, Frame[]>();
  let packet = 10;
  let best: number | null = null;
  let last: number | null = null;
  for (const [i, time] of [...times, null].entries()) {
    const times = { lastLapTime: last, bestLapTime: best };
    const lap = frames(packet, time === null ? 20 : 300, (k) => ({
      lap: i + 1,
      currentLapTime: k * 16,
      // 2.5 litres a lap; the tank is filled on the third one.
      fuel: 40 - 2.5 * (i + k / 300) + (i > 2 || (i === 2 && k > 150) ? 20 : 0),
      ...times,
    }));
    laps.set(i + 1, lap);
    packet = lap.at(-1)!.packetId + 5;
    last = time;
    if (time !== null && !invalid.includes(i + 1)) best = Math.min(time, best ?? time);
  }
  return laps;
}

eachStore('laps', (openEmpty) => {
  let opened: Store | null = null;
  let runs = 0;
  afterEach(async () => {
    await opened?.close();
    opened = null;
  });
  const open = async () => {
    opened = await openEmpty();
    return opened;
  };
  async function drive(
    store: Store,
    laps: Map<number, Frame[]>,
    about: SessionInfo = info,
    order: readonly number[] = [...laps.keys()],
  ): Promise<string> {
    const run = `run-${++runs}`;
    const key = { sessionID: `S${runs}`, run };
    const { sessionID } = await store.open({ key, origin: run, first: null, at: at + runs });
    await store.describe(sessionID, about, at);
    for (const lap of order) await store.write(sessionID, [{ lap, frames: laps.get(lap)! }], at);
    return sessionID;
  }

  test('have times, validity and bests', async () => {
    const store = await open();
    const id = await drive(store, lapsOf([95_000, 93_000, 92_000, 94_000], [3]));
    const laps = await store.laps(id);
    expect(laps.map((lap) => lap.lapMs)).toEqual([95_000, 93_000, 92_000, 94_000, null]);
    expect(laps.map((lap) => lap.valid)).toEqual([true, true, false, null, null]);
    expect(laps.map((lap) => lap.whole)).toEqual([true, true, true, true, false]);
    expect(laps.map((lap) => lap.frames)).toEqual([300, 300, 300, 300, 20]);
    expect(laps.map((lap) => lap.sessionBest)).toEqual([false, true, false, false, false]);
    expect(laps.map((lap) => lap.personalBest)).toEqual([false, true, false, false, false]);
    expect(await store.session(id)).toMatchObject({ laps: 4, frames: 1220, bestLapMs: 93_000 });
  });

  test('come out the same when they arrive in any order', async () => {
    const store = await open();
    const laps = lapsOf([95_000, 93_000, 94_000]);
    const inOrder = await store.laps(await drive(store, laps));
    expect(inOrder.slice(0, 3).map(({ fuelL }) => fuelL)).toEqual([2.5, 2.5, null]);
    expect(inOrder.at(-1)!.fuelL).toBeNull();
    await store.remove(`S${runs}`);
    const mixed = await store.laps(await drive(store, laps, info, [4, 2, 1, 3]));
    expect(mixed).toEqual(inOrder);
  });

  test('have their personal best over all sessions of driver, car, track and configuration', async () => {
    const store = await open();
    const first = await drive(store, lapsOf([95_000, 93_000]));
    const second = await drive(store, lapsOf([92_500, 96_000]));
    await drive(store, lapsOf([80_000, 81_000]), { ...info, trackConfiguration: 'short' });
    await drive(store, lapsOf([70_000, 71_000]), { ...info, driverName: 'Bob' });
    await drive(store, lapsOf([60_000, 61_000]), { car: 'gt', track: 'spa' });
    expect(await store.personalBest(info)).toEqual({ sessionID: second, lap: 1, lapMs: 92_500 });
    const { createdAt } = (await store.session(second))!;
    expect(await store.personalBest(info, createdAt)).toEqual({
      sessionID: first,
      lap: 2,
      lapMs: 93_000,
    });
    expect(await store.personalBest(info, at)).toBeNull();
    expect((await store.laps(first)).some((lap) => lap.personalBest)).toBe(false);
    expect((await store.laps(first))[1]!.sessionBest).toBe(true);
    expect((await store.laps(second))[0]!.personalBest).toBe(true);
    expect(await store.personalBest({ car: 'gt', track: 'spa' })).toBeNull();
    await store.remove(second);
    expect(await store.personalBest(info)).toEqual({ sessionID: first, lap: 2, lapMs: 93_000 });
  });

  test('share a personal best online and offline, and not with another track of a name that was cut', async () => {
    const store = await open();
    const monza = { driverName: 'Ada', car: 'gt', track: 'monza_2023', trackLengthM: 5793 };
    const online = { ...monza, track: 'csp/2144/../E/../monza_2023', trackLengthM: 5793.4 };
    await drive(store, lapsOf([95_000, 93_000]), monza);
    const second = await drive(store, lapsOf([92_500, 96_000]), online);
    expect(await store.personalBest(monza)).toEqual({ sessionID: second, lap: 1, lapMs: 92_500 });
    expect(await store.personalBest({ ...online, track: 'csp/9/../Monza_2023' })).toEqual({
      sessionID: second,
      lap: 1,
      lapMs: 92_500,
    });
    expect((await store.laps(second))[0]!.personalBest).toBe(true);
    const cut = { ...monza, track: 'an_old_airfield_with_a_long_name' };
    const short = await drive(store, lapsOf([50_000]), { ...cut, trackLengthM: 3000 });
    const long = await drive(store, lapsOf([150_000]), { ...cut, trackLengthM: 9000 });
    expect(await store.personalBest({ ...cut, trackLengthM: 3003 })).toMatchObject({
      sessionID: short,
    });
    expect(await store.personalBest({ ...cut, trackLengthM: 9000 })).toMatchObject({
      sessionID: long,
    });
    expect((await store.laps(long))[0]!.personalBest).toBe(true);
    expect(await store.personalBest({ ...cut, trackLengthM: 6000 })).toBeNull();
  });

  test.each(['nürburg ring', '富士 スピードウェイ', 'a/b', "o'track"])(
    'have a personal best on a track called “%s”',
    async (track) => {
      const store = await open();
      const sessionID = await drive(store, lapsOf([95_000]), { ...info, track });
      expect(await store.personalBest({ ...info, track })).toMatchObject({ sessionID });
    },
  );

  test('become whole when the missing frames come late', async () => {
    const store = await open();
    const laps = lapsOf([95_000, 93_000]);
    const one = laps.get(1)!;
    const hole = one.slice(100, 250);
    laps.set(1, [...one.slice(0, 100), ...one.slice(250)]);
    const id = await drive(store, laps);
    expect((await store.laps(id))[0]).toMatchObject({ whole: false, frames: 150 });
    await store.write(id, [{ lap: 1, frames: hole }], at);
    expect((await store.laps(id))[0]).toMatchObject({ whole: true, frames: 300, lapMs: 95_000 });
  });
});
