/** The made-up race is believable, the same for a seed, and knows itself. */
import { describe, expect, test } from 'vitest';
import { RaceField } from '../../../../agent/demo/field/race-field.ts';
import { truthAt } from '../../../../agent/demo/field/race-truth.ts';

const field = new RaceField({ seed: 11, kind: 'race', laps: 15 });
const flagMs = field.flagMs!;
const { lengthM } = field.circuit;

function orderAt(ms: number): number[] {
  return truthAt(field, ms).map(({ car }) => car.id);
}

describe('a made-up race', () => {
  test('is the same for a seed, and another for another', () => {
    const again = new RaceField({ seed: 11, kind: 'race', laps: 15 });
    const other = new RaceField({ seed: 12, kind: 'race', laps: 15 });
    expect(truthAt(again, 700_000)).toEqual(truthAt(field, 700_000));
    expect(other.flagMs).not.toBe(field.flagMs);
  });

  test('has nineteen drivers of two classes, with numbers of their own', () => {
    expect(field.cars).toHaveLength(19);
    expect(new Set(field.cars.map(({ number }) => number)).size).toBe(19);
    expect(new Set(field.cars.map(({ spec }) => spec.car)).size).toBe(2);
  });

  test('begins on the grid and lasts fifteen laps of about 95 seconds', () => {
    expect(orderAt(0)).toEqual(field.cars.map(({ id }) => id));
    expect(truthAt(field, 0).every(({ pose }) => pose.speedMps === 0)).toBe(true);
    expect(flagMs / 15).toBeGreaterThan(93_000);
    expect(flagMs / 15).toBeLessThan(100_000);
  });

  test('has passes, a pit window, one retirement and a back-marker who is lapped', () => {
    let changes = 0;
    for (let ms = 30_000; ms < flagMs; ms += 1_000) {
      if (String(orderAt(ms)) !== String(orderAt(ms - 1_000))) changes++;
    }
    expect(changes).toBeGreaterThan(20);
    const end = truthAt(field, flagMs + 150_000);
    const stopped = field.cars.filter(({ history }) =>
      history.inBox.some(({ toMs }) => Number.isFinite(toMs)),
    );
    expect(stopped.length).toBeGreaterThan(12);
    expect(end.filter(({ isOut }) => isOut)).toHaveLength(1);
    expect(end.at(-2)!.gap.laps).toBeGreaterThan(1);
    expect(end.filter(({ finishedMs }) => finishedMs !== null)).toHaveLength(18);
  });

  test('moves cars without a jump, along the circuit and through the pit lane beside it', () => {
    const car = field.cars.find(({ history }) => history.inBox.length > 0)!;
    const inMs = car.history.pitLane[0]!.fromMs;
    let before = field.poseOf(car, inMs - 20_000);
    let farthestM = 0;
    for (let ms = inMs - 19_950; ms < inMs + 60_000; ms += 50) {
      const pose = field.poseOf(car, ms);
      expect(Math.hypot(pose.x - before.x, pose.z - before.z)).toBeLessThan(4.2);
      const onLine = field.circuit;
      const at = Math.floor((pose.place * onLine.count) % onLine.count);
      farthestM = Math.max(farthestM, Math.hypot(pose.x - onLine.x[at]!, pose.z - onLine.z[at]!));
      before = pose;
    }
    expect(farthestM).toBeGreaterThan(12);
    expect(farthestM).toBeLessThan(20);
  });

  test('stops in boxes on both sides of the line', () => {
    const sides = field.cars.map(({ boxM }) => Math.sign(boxM));
    expect(new Set(sides)).toEqual(new Set([-1, 1]));
  });

  test('has gaps that are times at one place', () => {
    const truth = truthAt(field, 800_000);
    const [leader, second] = truth;
    const there = leader!.car.history.path.timeAt(second!.pose.metres)!;
    expect(second!.gap.ms).toBeCloseTo(800_000 - there, 6);
    expect(leader!.gap).toEqual({ laps: 0, ms: 0 });
    expect(truth.at(-2)!.pose.metres).toBeLessThan(leader!.pose.metres - lengthM);
  });
});

test('a made-up practice is ordered by the best laps, and everybody returns to the pits', () => {
  const practice = new RaceField({ seed: 3, kind: 'practice', minutes: 30 });
  const truth = truthAt(practice, 25 * 60_000);
  const best = truth.map(({ bestLapMs }) => bestLapMs ?? Number.POSITIVE_INFINITY);
  expect(best).toEqual(best.toSorted((a, b) => a - b));
  expect(best[0]).toBeGreaterThan(92_000);
  for (const { history } of practice.cars) expect(history.inBox.length).toBeGreaterThan(1);
});
