import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Playout } from '../../../../overlays/core/playout/playout.ts';
import { channelByName } from '../../../../protocol/channels.ts';
import type { Frame } from '../../../../protocol/frame.ts';
import { formOf } from '../../../../protocol/frame-codec.ts';
import { limits } from '../../../../protocol/limits.ts';
import { type Link, simulate } from './link.ts';

const local: Link = {
  seed: 1,
  seconds: 60,
  sourceHz: 60,
  sourceJitterMs: 0,
  batch: 1,
  latencyMs: 0.5,
  jitterMs: 0.2,
  screenHz: 60,
};

function playoutOf(...names: string[]): Playout {
  return new Playout(formOf(names).channels, 0);
}

/** Frames of 60 Hz from `fromT` on. */
function run(count: number, fromT: number, make: (n: number) => Partial<Frame>): Partial<Frame>[] {
  return Array.from({ length: count }, (_, n) => ({
    packetId: n,
    t: fromT + (n * 1000) / 60,
    ...make(n),
  }));
}

describe('play-out over a link', () => {
  test.each([
    ['60 Hz on a 59.94 Hz screen', { screenHz: 59.94 }],
    ['sampling that is up to 3 ms late', { sourceJitterMs: 3 }],
    ['333 Hz', { sourceHz: 333 }],
    ['30 Hz', { sourceHz: 30 }],
    ['a 30 Hz screen', { screenHz: 30 }],
    ['a source clock that runs fast by 60 ppm', { skewPpm: 60 }],
    ['Wi-Fi', { latencyMs: 3, jitterMs: 4 }],
  ])('single frames, %s: less than 13 ms old, and as smooth as the screen', (_, link) => {
    const measured = simulate({ ...local, ...link });
    expect(measured.ageP95).toBeLessThan(13);
    expect(measured.ageMax).toBeLessThan(20);
    expect(measured.judder).toBeLessThan(0.05);
    expect(measured.heldShare).toBe(0);
    expect(measured.backMs).toBe(0);
  });

  test.each([
    ['20 frames, 25 ms and 4 ms of jitter', { batch: 20, latencyMs: 25, jitterMs: 4 }, 400],
    ['20 frames, 60 ms and 15 ms of jitter', { batch: 20, latencyMs: 60, jitterMs: 15 }, 480],
    ['20 frames, 100 ms and 30 ms of jitter', { batch: 20, latencyMs: 100, jitterMs: 30 }, 600],
    ['5 frames, 60 ms and 15 ms of jitter', { batch: 5, latencyMs: 60, jitterMs: 15 }, 230],
    ['3 frames, 30 ms and 5 ms of jitter', { batch: 3, latencyMs: 30, jitterMs: 5 }, 120],
  ])('batches of %s: no stall, no jump, constant delay', (_, link, ageMax) => {
    for (const seed of [1, 2, 3]) {
      const measured = simulate({ ...local, seconds: 120, ...link, seed });
      const about = `seed ${seed}: ${JSON.stringify(measured)}`;
      expect(measured.ageP95, about).toBeLessThan(ageMax);
      expect(measured.judder, about).toBeLessThan(0.02);
      expect(measured.heldShare, about).toBeLessThan(0.001);
      expect(measured.delayChanges, about).toBeLessThanOrEqual(4);
      expect(measured.slewMax, about).toBeLessThan(0.061);
      expect(measured.backMs, about).toBe(0);
    }
  });

  test('a link that stops for 200 ms now and then is bridged after the first times', () => {
    const link = { ...local, seconds: 120, batch: 20, latencyMs: 60, jitterMs: 15 };
    const measured = simulate({ ...link, stallMs: 200, stallEveryMs: 19_100 });
    expect(measured.heldShare).toBeLessThan(0.01);
    expect(measured.judder).toBeLessThan(0.1);
    expect(measured.backMs).toBe(0);
  });

  test('`?delay=` adds exactly that much', () => {
    const without = simulate(local);
    const withDelay = simulate({ ...local, extraDelayMs: 700 });
    expect(withDelay.ageP50 - without.ageP50).toBeCloseTo(700, 0);
    expect(withDelay.judder).toBeLessThan(0.01);
  });

  test('time never goes back and memory is bounded, for any arrivals and pictures', () => {
    const batch = fc.record({
      afterMs: fc.integer({ min: 0, max: 3000 }),
      jumpMs: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: -5000, max: 5000 })),
      count: fc.integer({ min: 1, max: 40 }),
      draws: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 60 }), fc.boolean(), (batches, timed) => {
        const playout = playoutOf('gas', 'gear');
        let nowMs = 1000;
        let t = 0;
        let packetId = 0;
        let lastT = Number.NEGATIVE_INFINITY;
        let newestBefore = Number.NEGATIVE_INFINITY;
        for (const { afterMs, jumpMs, count, draws } of batches) {
          t = Math.max(t + jumpMs, 0);
          const frames = Array.from({ length: count }, () => {
            t += 16;
            packetId += 5;
            const values = { packetId, gas: (packetId % 100) / 100, gear: packetId % 7 };
            return timed ? { ...values, t } : values;
          });
          playout.push(frames, nowMs);
          const newest = playout.newestT ?? 0;
          // The source itself went back by more than a gap: another run with a new time.
          if (newest < newestBefore) lastT = Number.NEGATIVE_INFINITY;
          newestBefore = newest;
          for (let n = 0; n <= draws; n++) {
            nowMs += afterMs / (draws + 1);
            const played = playout.play(nowMs);
            expect(played.t).toBeGreaterThanOrEqual(lastT);
            lastT = played.t!;
            const { gas, gear } = played.state;
            expect(gas).toBeGreaterThanOrEqual(0);
            expect(gas).toBeLessThanOrEqual(1);
            expect(Number.isInteger(gear)).toBe(true);
            expect(played.passed.length).toBeLessThanOrEqual(40 * 60);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('play-out of values', () => {
  test('single frames are shown at the next picture, steps at once', () => {
    const playout = playoutOf('gas', 'gear');
    let now = 0;
    for (const frame of run(120, 0, () => ({ gas: 0, gear: 3 }))) {
      now = frame.t! + 5;
      playout.push([frame], now);
      playout.play(now);
    }
    playout.push([{ packetId: 999, t: 2000, gas: 1, gear: 4 }], 2005);
    const { state } = playout.play(2005);
    expect(state.gear).toBe(4);
    expect(state.gas).toBeGreaterThan(0.4);
    expect(playout.play(2014).state.gas).toBe(1);
  });

  /** Plays single frames of 60 Hz, received 1 ms after sampling or, while the page is busy, when it is idle again. */
  function playBusy(playout: Playout, seconds: number, busy: readonly [number, number][]): number {
    let drawnMs = 0;
    let t = 0;
    for (const frame of run(seconds * 60, 0, (n) => ({ gas: (n % 60) / 60 }))) {
      const heardMs = frame.t! + 1;
      const block = busy.find(([from, to]) => heardMs >= from && heardMs < to);
      playout.push([frame], block?.[1] ?? heardMs);
      if (block !== undefined) continue;
      drawnMs = heardMs + 1;
      t = playout.play(drawnMs).t!;
    }
    return drawnMs - t;
  }

  test('a page that was busy while loading is not late afterwards', () => {
    expect(playBusy(playoutOf('gas'), 2, [[0, 520]])).toBeLessThan(12);
    const several: [number, number][] = [
      [0, 300],
      [310, 520],
      [560, 700],
      [720, 900],
    ];
    expect(playBusy(playoutOf('gas'), 3, several)).toBeLessThan(12);
  });

  test('a page that is busy now and then does not count the network as slow', () => {
    const playout = playoutOf('gas');
    const now = Array.from({ length: 6 }, (_, n): [number, number] => [
      2000 + n * 1500,
      2250 + n * 1500,
    ]);
    expect(playBusy(playout, 12, now)).toBeLessThan(12);
    expect(playout.oneByOne).toBe(true);
  });

  test('a page that draws only five pictures a second still shows the newest frame', () => {
    const slow = Array.from({ length: 57 }, (_, n): [number, number] => [n * 210, n * 210 + 190]);
    const playout = playoutOf('gas');
    expect(playBusy(playout, 12, slow)).toBeLessThan(12);
    expect(playout.oneByOne).toBe(true);
  });

  test('arrivals before the first picture do not count', () => {
    const playout = playoutOf('gas');
    for (const frame of run(60, 0, () => ({ gas: 0 }))) playout.push([frame], 1100);
    playout.begin();
    expect(playout.play(1101).state.gas).toBe(0);
    for (const frame of run(6, 1100, () => ({ gas: 1 }))) playout.push([frame], frame.t! + 1);
    expect(playout.play(1190).t).toBeGreaterThan(1175);
    expect(playout.delayMs).toBeLessThan(10);
  });

  test('an extrapolated value stays in its range and returns to the newest sample', () => {
    const playout = playoutOf('gas');
    for (const frame of run(60, 0, (n) => ({ gas: n / 59 }))) {
      playout.push([frame], frame.t!);
      playout.play(frame.t!);
    }
    const newest = playout.newestT!;
    for (let after = 0; after < 200; after += 4) {
      const { gas } = playout.play(newest + after).state;
      expect(gas).toBeLessThanOrEqual(1);
      expect(gas).toBeGreaterThan(0.95);
    }
    expect(playout.moves()).toBe(false);
  });

  test('in batches the gear changes on time, and the rpm is not interpolated between gears', () => {
    const playout = playoutOf('gear', 'rpms');
    const frames = run(40, 0, (n) => (n < 20 ? { gear: 3, rpms: 7800 } : { gear: 4, rpms: 5800 }));
    playout.push(frames.slice(0, 20), 400);
    const seen: [number | undefined, number | undefined][] = [];
    for (let now = 400; now < 1400; now += 4) {
      if (now === 732) playout.push(frames.slice(20), 732);
      const { gear, rpms } = playout.play(now).state;
      seen.push([gear, rpms]);
    }
    for (const pair of seen) expect([3, 4]).toContain(pair[0]);
    for (const [gear, rpms] of seen) expect(rpms).toBe(gear === 3 ? 7800 : 5800);
    expect(seen[0]).toEqual([3, 7800]);
    expect(seen.at(-1)).toEqual([4, 5800]);
  });

  test('across the finish line the track position goes forward', () => {
    const playout = playoutOf('trackPosition');
    const frames = run(20, 0, (n) => ({ trackPosition: (0.95 + n * 0.005) % 1 }));
    playout.push(frames, 400);
    let before = 0.95;
    for (let now = 400; now < 900; now += 3) {
      const { trackPosition = 0 } = playout.play(now).state;
      const step = (trackPosition - before + 1) % 1;
      expect(step).toBeLessThan(0.01);
      before = trackPosition;
    }
  });

  test('the lap timer jumps to the new lap instead of running back', () => {
    const playout = playoutOf('currentLapTime', 'lap');
    const frames = run(20, 0, (n) => {
      const ms = Math.round((n * 1000) / 60);
      return n < 10
        ? { lap: 1, currentLapTime: 90_000 + ms }
        : { lap: 2, currentLapTime: ms - 150 };
    });
    playout.push(frames, 400);
    for (let now = 400; now < 900; now += 3) {
      const { currentLapTime } = playout.play(now).state;
      const isOfOneLap = currentLapTime! >= 90_000 || currentLapTime! < 1000;
      expect(isOfOneLap).toBe(true);
    }
  });

  test('vectors are interpolated without changing the samples', () => {
    const playout = playoutOf('accG');
    const frames = run(20, 0, (n) => ({ accG: [n, 1, -n] as const }));
    playout.push(frames, 400);
    for (let now = 400; now < 900; now += 7) playout.play(now);
    expect(frames[7]!.accG).toEqual([7, 1, -7]);
    expect(playout.play(2000).state.accG).toEqual([19, 1, -19]);
  });

  test('each sample passes once, in order, even when pictures are rare', () => {
    const playout = playoutOf('gas');
    const passed: number[] = [];
    for (const frame of run(600, 0, () => ({ gas: 0.5 }))) {
      playout.push([frame], frame.t!);
      if (frame.packetId! % 25 === 0) {
        for (const one of playout.play(frame.t!).passed) passed.push(one.packetId!);
      }
    }
    for (const one of playout.play(20_000).passed) passed.push(one.packetId!);
    expect(passed).toEqual(Array.from({ length: 600 }, (_, n) => n));
  });

  test('a hidden page keeps only the newest sample and continues from it', () => {
    const playout = playoutOf('gas');
    playout.push(
      run(60, 0, () => ({ gas: 0.1 })),
      1000,
    );
    playout.setShown(false);
    for (const frame of run(600, 1000, () => ({ gas: 0.9 }))) playout.push([frame], frame.t! + 20);
    playout.setShown(true);
    const { state, passed } = playout.play(11_100);
    expect(state.gas).toBe(0.9);
    expect(passed.length).toBeLessThanOrEqual(1);
  });

  test('a page that was not drawn keeps two seconds at most', () => {
    const playout = playoutOf('gas');
    for (const frame of run(6000, 0, () => ({ gas: 0.5 }))) playout.push([frame], frame.t!);
    const { passed } = playout.play(100_000);
    expect(passed.length).toBeLessThanOrEqual((limits.playoutKeptMs * 60) / 1000 + 2);
    expect(playout.dropped).toBeGreaterThan(5000);
  });

  test('after a pause of the game the picture does not lag', () => {
    const playout = playoutOf('gas');
    let now = 0;
    for (const frame of run(120, 0, () => ({ gas: 0.2 }))) {
      now = frame.t!;
      playout.push([frame], now);
      playout.play(now);
    }
    for (const frame of run(120, 60_000, () => ({ gas: 0.7 }))) {
      now = frame.t!;
      playout.push([frame], now);
      playout.play(now);
    }
    expect(playout.delayMs).toBeLessThan(10);
    expect(playout.play(now + 9).state.gas).toBe(0.7);
  });

  test('duplicate and late frames are ignored', () => {
    const playout = playoutOf('gas');
    const frames = run(20, 0, (n) => ({ gas: n / 20 }));
    playout.push(frames.slice(0, 10), 200);
    playout.push(frames.slice(5, 20), 400);
    playout.push(frames.slice(0, 3), 410);
    const passed = playout.play(10_000).passed.map((frame) => frame.packetId);
    expect(passed).toEqual(frames.map((frame) => frame.packetId));
  });

  test('nothing moves while nothing changes, and one change starts it again', () => {
    const playout = playoutOf('gas', 'gear');
    let now = 0;
    for (const frame of run(120, 0, () => ({ gas: 0, gear: 0 }))) {
      now = frame.t!;
      playout.push([frame], now);
      if (playout.moves()) playout.play(now);
    }
    expect(playout.moves()).toBe(false);
    playout.push([{ packetId: 500, t: 2000, gas: 0.1, gear: 0 }], 2000);
    expect(playout.moves()).toBe(true);
  });

  test('slow channels keep their values while frames omit them', () => {
    const playout = playoutOf('gas', 'airC');
    playout.seed({ airC: 21 });
    expect(playout.play(0).state.airC).toBe(21);
    playout.push(
      run(10, 0, () => ({ gas: 0.5 })),
      200,
    );
    expect(playout.play(900).state).toMatchObject({ airC: 21, gas: 0.5 });
  });

  test.each([
    ['physics steps of the game', 5],
    ['a counter of its own', 1],
  ])('a publisher without time stamps that counts %s is played at its own pace', (_, step) => {
    const playout = new Playout([channelByName.get('packetId')!, channelByName.get('fuel')!], 0);
    const values: number[] = [];
    let next = 0;
    for (let now = 0; now < 20_000; now += 1000 / 60) {
      while (next * 333.3 <= now) {
        const first = next * 20;
        playout.push(
          Array.from({ length: 20 }, (_, n) => ({
            packetId: (first + n) * step,
            fuel: (first + n) * (1000 / 60),
          })),
          next * 333.3,
        );
        next++;
      }
      const { fuel } = playout.play(now).state;
      if (now > 5000 && fuel !== undefined) values.push(fuel);
    }
    const steps = values.slice(1).map((value, n) => value - values[n]!);
    expect(Math.max(...steps)).toBeLessThan(19);
    expect(Math.min(...steps)).toBeGreaterThan(14);
  });
});
