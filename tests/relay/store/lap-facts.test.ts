import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  burntL,
  concludeLap,
  joinObservations,
  type LapRecord,
  lapValidity,
  observe,
} from '../../../relay/store/lap-facts.ts';
import { frame, frames } from './frames.ts';

function record(lap: number, list: ReturnType<typeof frames>, gapMax = 6): LapRecord {
  return {
    lap,
    frames: list.length,
    firstPacket: list[0]!.packetId,
    lastPacket: list.at(-1)!.packetId,
    gapMax,
    observed: observe(list),
  };
}

describe('whether a lap counts', () => {
  test('one that became the best does', () => {
    expect(lapValidity(90_000, null, 90_000, undefined)).toBe(true);
    expect(lapValidity(90_000, 91_000, 90_000, undefined)).toBe(true);
  });

  test('one that should have become the best and did not does not', () => {
    expect(lapValidity(90_000, null, null, undefined)).toBe(false);
    expect(lapValidity(90_000, 91_000, 91_000, 0)).toBe(false);
  });

  test('a slower one leaves it open, unless three tyres were off the track', () => {
    expect(lapValidity(92_000, 91_000, 91_000, undefined)).toBeNull();
    expect(lapValidity(92_000, 91_000, 91_000, 2)).toBeNull();
    expect(lapValidity(92_000, 91_000, 91_000, 3)).toBe(false);
  });

  test('one as fast as the best leaves it open', () => {
    expect(lapValidity(91_000, 91_000, 91_000, undefined)).toBeNull();
  });

  test('one of which the publisher tells no best leaves it open', () => {
    expect(lapValidity(91_000, undefined, undefined, undefined)).toBeNull();
    expect(lapValidity(null, null, null, 4)).toBeNull();
  });
});

describe('what frames say about laps', () => {
  const lap = frames(600, 200, (i) => ({
    currentLapTime: i * 16,
    lastLapTime: null,
    bestLapTime: null,
    sector: i < 100 ? 0 : 1,
    lastSectorTime: i < 100 ? null : 52_688,
  }));
  const nextFrom = lap.at(-1)!.packetId + 6;
  const next = frames(nextFrom, 50, (i) => ({
    currentLapTime: i * 16,
    lastLapTime: 95_536,
    bestLapTime: 95_536,
    sector: 0,
    lastSectorTime: 42_848,
  }));

  test('the next lap tells time, sectors and validity', () => {
    expect(concludeLap(null, record(1, lap), record(2, next))).toEqual({
      lapMs: 95_536,
      sectorsMs: [52_688, 42_848],
      valid: true,
      whole: true,
    });
  });

  test('without a next lap nothing is known', () => {
    expect(concludeLap(null, record(1, lap), null)).toEqual({
      lapMs: null,
      sectorsMs: null,
      valid: null,
      whole: false,
    });
  });

  test('fuel is what the tank lost until the next lap, unless some was added', () => {
    const full = observe([{ ...lap[0]!, fuel: 30.5 }]);
    expect(burntL(full, observe([{ ...next[0]!, fuel: 27.7 }]))).toBe(2.8);
    expect(burntL(full, observe([{ ...next[0]!, fuel: 40 }]))).toBeNull();
    expect(burntL(full, undefined)).toBeNull();
    // Stored before fuel was looked at.
    expect(burntL({}, full)).toBeNull();
  });

  test('sectors that do not add up to the lap are not told', () => {
    const other = next.map((one) => ({ ...one, lastSectorTime: 42_000 }));
    expect(concludeLap(null, record(1, lap), record(2, other)).sectorsMs).toBeNull();
  });

  test('a lap is whole from line to line without a hole', () => {
    const whole = (before: LapRecord | null, one: LapRecord, after: LapRecord | null) =>
      concludeLap(before, one, after).whole;
    const late = lap.filter(({ packetId }) => packetId >= 1_100);
    const earlier = record(0, frames(300, 52));
    expect(whole(null, record(1, lap), record(2, next))).toBe(true);
    expect(whole(null, record(1, lap, 400), record(2, next))).toBe(false);
    expect(whole(null, record(1, late), record(2, next))).toBe(false);
    expect(whole(earlier, record(1, lap.slice(1)), record(2, next))).toBe(true);
    const farAway = frames(nextFrom + 900, 50);
    expect(whole(null, record(1, lap), record(2, farAway))).toBe(false);
  });

  test('a slow publisher has long steps everywhere and whole laps all the same', () => {
    const slow = Array.from({ length: 90 }, (_, i) => frame(333 * i, { currentLapTime: i * 1000 }));
    const after = [frame(333 * 90)];
    expect(concludeLap(null, record(1, slow, 333), record(2, after)).whole).toBe(true);
  });

  test('the order in which parts of a lap arrive does not matter', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 199 }), { maxLength: 6 }), (cuts) => {
        const parts: (typeof lap)[] = [];
        let from = 0;
        for (const cut of [...new Set(cuts), 200].sort((a, b) => a - b)) {
          parts.push(lap.slice(from, cut));
          from = cut;
        }
        const forward = parts.map(observe).reduce(joinObservations, {});
        const backward = [...parts].reverse().map(observe).reduce(joinObservations, {});
        expect(forward).toEqual(observe(lap));
        expect(backward).toEqual(observe(lap));
        // Joining the same again changes nothing.
        expect(joinObservations(forward, observe(lap))).toEqual(observe(lap));
      }),
    );
  });
});
