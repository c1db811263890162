/** The timing of a long drive, compared with the true values of the demo car. */
import { describe, expect, test } from 'vitest';
import { timeLapse } from '../../../agent/demo/time-lapse.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';

const minutes = 24;

/** Drives, and collects the values of the timing book and those of the car. */
function drive() {
  const book = new TimingBook();
  book.setInfo({ sectorCount: 3 });
  const errors: number[] = [];
  const fuelAtLine: number[] = [];
  let finished: readonly { number: number; lapMs: number; valid: boolean }[] = [];
  let lap = 0;
  const truth = { best: null as Map<number, number> | null, bestMs: Infinity };
  let own = new Map<number, number>();
  let before = 0;
  for (const { frame, car } of timeLapse(
    { seed: 11, pitEveryLaps: 6, spoiltLap: 3 },
    minutes * 60,
  )) {
    const { deltas } = book.addFrame(frame, frame.lap!);
    // The truth, computed independently: the time of the best lap that counts at each hundredth of the track.
    const time = frame.currentLapTime!;
    if (time < before - 1000) {
      const done = car.drive.clock.finished.at(-1);
      if (done?.valid && done.lapMs < truth.bestMs && lap > 0) {
        truth.bestMs = done.lapMs;
        truth.best = own;
      }
      own = new Map();
      lap++;
    }
    before = time;
    const place = Math.round(frame.trackPosition! * 1000);
    const away = Math.abs(frame.trackPosition! * 1000 - place);
    if (lap > 0 && away < 0.05) own.set(place, time);
    const reference = truth.best?.get(place);
    if (deltas?.deltaBestMs != null && reference !== undefined && away < 0.05 && own.size > 3) {
      errors.push(deltas.deltaBestMs - (time - reference));
    }
    fuelAtLine[frame.lap!] ??= car.drive.vehicle.fuelL;
    finished = car.drive.clock.finished;
  }
  return { book, errors, finished: [...finished], fuelAtLine };
}

const driven = drive();

describe('the timing book of a long drive', () => {
  test('has the exact time and validity of each lap', () => {
    const { laps } = driven.book.summary();
    expect(laps.length).toBeGreaterThan(10);
    for (const { lap, timeMs, valid } of laps) {
      const real = driven.finished.find((one) => one.number === lap)!;
      expect(timeMs).toBe(real.lapMs);
      if (valid !== null) expect({ lap, valid }).toEqual({ lap, valid: real.valid });
    }
    const best = Math.min(...driven.finished.filter((one) => one.valid).map((one) => one.lapMs));
    expect(driven.book.summary().sessionBestMs).toBe(best);
    expect(driven.book.summary().personalBestMs).toBe(best);
  });

  test('has the delta to the best lap within 20 ms all around the track', () => {
    expect(driven.errors.length).toBeGreaterThan(500);
    expect(Math.max(...driven.errors.map(Math.abs))).toBeLessThanOrEqual(20);
  });

  test('has sectors that add up to their lap', () => {
    const { laps, bestSectorsMs } = driven.book.summary();
    const timed = laps.slice(1).filter((lap) => lap.sectorsMs.length === 3);
    expect(timed.length).toBeGreaterThan(8);
    for (const { sectorsMs, timeMs } of timed) {
      expect(sectorsMs.reduce<number>((sum, one) => sum + one!, 0)).toBe(timeMs);
      for (const one of sectorsMs) expect(one).toBeGreaterThan(5_000);
    }
    expect(bestSectorsMs).toHaveLength(3);
  });

  test('learns a track map that closes within 5 m and has both sector lines', () => {
    const learnt = driven.book.learntMap;
    expect(learnt).not.toBeNull();
    const { points, sectorStarts } = learnt!;
    const first = points[0]!;
    const last = points.at(-1)!;
    const steps = points.slice(1).map((p, i) => Math.hypot(p.x - points[i]!.x, p.z - points[i]!.z));
    const stepM = steps.reduce((sum, one) => sum + one, 0) / steps.length;
    expect(Math.abs(Math.hypot(first.x - last.x, first.z - last.z) - stepM)).toBeLessThan(5);
    expect(Math.max(...steps)).toBeLessThan(stepM * 1.6);
    expect(sectorStarts).toHaveLength(2);
  });

  test('has the fuel of a lap within one percent of the burnt fuel', () => {
    const { laps, fuelPerLapL } = driven.book.summary();
    const { fuelAtLine } = driven;
    const burnt = laps
      .filter(({ lap, pitted }) => lap > 1 && !pitted && fuelAtLine[lap + 1] !== undefined)
      .map(({ lap }) => fuelAtLine[lap]! - fuelAtLine[lap + 1]!)
      .slice(-5);
    const mean = burnt.reduce((sum, one) => sum + one, 0) / burnt.length;
    expect(mean).toBeGreaterThan(1);
    expect(Math.abs(fuelPerLapL! / mean - 1)).toBeLessThan(0.01);
    expect(laps.some((lap) => lap.pitted)).toBe(true);
  });
});
