/** Drives of several seeds are realistic, measured in the pages and not in the model. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { kestrelGt, rpmAt } from '../../../agent/demo/car-spec.ts';
import { DemoCar } from '../../../agent/demo/demo-car.ts';
import { gameTimeText } from '../../../agent/demo/lap-clock.ts';
import {
  afterLaps,
  crossings,
  type Frame,
  keepLogbook,
  PageReader,
  type Step,
  s,
} from './logbook.ts';

const lapsDriven = 7;

/** Laps as the pages report them when the counter changes. */
function lapsOf(frames: readonly Frame[]): { lastMs: number; bestMs: number }[] {
  const laps: { lastMs: number; bestMs: number }[] = [];
  for (let i = 1; i < frames.length; i++) {
    const { completedLaps, lastMs, bestMs } = frames[i]!;
    if (completedLaps > frames[i - 1]!.completedLaps) laps.push({ lastMs, bestMs });
  }
  return laps;
}

/** Lengths in ms of the times in neutral while the car rolls. */
function neutralTimes(steps: readonly Step[]): number[] {
  const times: number[] = [];
  let sinceMs: number | null = null;
  for (const { gear, speedKmh, atMs } of steps) {
    if (gear === 1 && speedKmh > 20) sinceMs ??= atMs;
    else if (sinceMs !== null) {
      if (speedKmh > 20) times.push(atMs - sinceMs);
      sinceMs = null;
    }
  }
  return times;
}

/** Pearson's r. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - ma, b[i]! - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}

describe.each([11, 4_711, 900_001])('a drive of seven laps, seed %i', (seed) => {
  const book = keepLogbook({ seed, pitEveryLaps: 4 }, afterLaps(lapsDriven));
  const { steps, frames } = book;
  const laps = lapsOf(frames);
  const lines = crossings(frames);
  const moving = steps.filter(({ speedKmh }) => speedKmh > 20);

  test('has all its laps and only finite numbers', () => {
    expect(frames.at(-1)!.completedLaps).toBe(lapsDriven);
    expect([...book.broken]).toEqual([]);
  });

  test('counts each physics step once, and two for each rendered frame', () => {
    expect(steps[0]!.packetId).toBe(1);
    expect(steps.every((step, i) => step.packetId === i + 1)).toBe(true);
    expect(frames.every((frame, i) => frame.packetId === (i + 1) * 2)).toBe(true);
    const seconds = (frames.at(-1)!.atMs - frames[0]!.atMs) / 1000;
    expect((frames.length - 1) / seconds).toBeCloseTo(60, 1);
  });

  test('has clean laps of 90 to 100 seconds that differ, but not by much', () => {
    // Lap 1 leaves the pits, 2 is spoilt, 4 ends in the pits, 5 begins there.
    const clean = [laps[2]!.lastMs, laps[5]!.lastMs, laps[6]!.lastMs];
    for (const ms of clean) {
      expect(ms).toBeGreaterThan(90_000);
      expect(ms).toBeLessThan(100_000);
    }
    expect(new Set(laps.map(({ lastMs }) => lastMs)).size).toBe(lapsDriven);
    expect(Math.max(...clean) - Math.min(...clean)).toBeLessThan(4_000);
  });

  test('has lap times in whole milliseconds that add up to the elapsed time', () => {
    for (let lap = 1; lap < lapsDriven; lap++) {
      const passedMs = frames[lines[lap]!]!.atMs - frames[lines[lap - 1]!]!.atMs;
      expect(Math.abs(laps[lap]!.lastMs - passedMs)).toBeLessThanOrEqual(20);
    }
    expect(laps.some(({ lastMs }) => lastMs % 3 !== 0)).toBe(true);
  });

  test('has a lap time in steps of 3 ms, and every time as text too', () => {
    expect(frames.filter(({ currentMs }) => currentMs % 3 !== 0)).toEqual([]);
    const wrong = frames.filter(
      ({ texts, currentMs, lastMs, bestMs }) =>
        texts[0] !== (currentMs === 0 ? '0:00:000' : gameTimeText(currentMs)) ||
        texts[1] !== gameTimeText(lastMs) ||
        texts[2] !== gameTimeText(bestMs),
    );
    expect(wrong).toEqual([]);
    expect(frames[0]!.texts.slice(1)).toEqual(['-:--:---', '-:--:---']);
  });

  test('at the line position and lap time restart first, and the counter follows', () => {
    expect(lines.length).toBe(lapsDriven);
    for (const [lap, line] of lines.entries()) {
      const [before, at] = [frames[line - 1]!, frames[line]!];
      expect(at.currentMs).toBeLessThan(20);
      expect(at.completedLaps).toBe(before.completedLaps);
      const counted = frames.findIndex(({ completedLaps }) => completedLaps === lap + 1);
      const lateMs = frames[counted]!.atMs - at.atMs;
      expect(lateMs).toBeGreaterThan(0);
      expect(lateMs).toBeLessThanOrEqual(120);
      // A lap is never counted before its time is written.
      expect(frames[counted]!.lastMs).toBe(laps[lap]!.lastMs);
      expect(frames[counted + 1]!.lastMs).toBe(laps[lap]!.lastMs);
    }
  });

  test('moves forward around the track, once for each lap', () => {
    const back = frames.filter(
      (frame, i) => i > 0 && frame.position < frames[i - 1]!.position && !lines.includes(i),
    );
    expect(back).toEqual([]);
    expect(frames.filter(({ position }) => position < 0 || position > 1)).toEqual([]);
  });

  test('has three sectors a lap that add up to it', () => {
    for (let lap = 1; lap < lapsDriven; lap++) {
      const ofLap = frames.slice(lines[lap - 1]!, lines[lap]! + 1);
      const sectors = [1, 2].map((next) => ofLap.find(({ sector }) => sector === next)!);
      const sum = sectors.reduce((ms, { lastSectorMs }) => ms + lastSectorMs, 0);
      expect(sum + frames[lines[lap]!]!.lastSectorMs).toBe(laps[lap]!.lastMs);
    }
  });

  test('has an invalid second lap: the last lap, not the best', () => {
    const offRoad = steps.filter(({ tyresOut }) => tyresOut >= 3);
    expect(offRoad.length).toBeGreaterThan(100);
    const second = frames.slice(lines[0]!, lines[1]!);
    const [fromMs, toMs] = [second[0]!.atMs, second.at(-1)!.atMs];
    expect(offRoad.filter(({ atMs }) => atMs < fromMs || atMs > toMs)).toEqual([]);
    expect(laps[1]!.lastMs).toBeLessThan(laps[0]!.bestMs);
    expect(laps[1]!.bestMs).toBe(laps[0]!.lastMs);
    expect(laps[2]!.bestMs).toBe(laps[2]!.lastMs);
    const valid = laps.filter((_, i) => i !== 1).map(({ lastMs }) => lastMs);
    expect(laps.at(-1)!.bestMs).toBe(Math.min(...valid));
    expect(second.some(({ flag }) => flag === 2)).toBe(true);
  });

  test('keeps pedals, wheel and gears within what the game writes', () => {
    const wrong = steps.filter(
      ({ gas, brake, clutch, steer, gear, rpms }) =>
        Math.min(gas, brake, clutch) < 0 ||
        Math.max(gas, brake, clutch, Math.abs(steer)) > 1 ||
        gear < 1 ||
        gear > 7 ||
        rpms < 900 ||
        rpms > 8_800,
    );
    expect(wrong).toEqual([]);
    expect(new Set(moving.map(({ gear }) => gear))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });

  test('turns the engine with the wheels while the clutch holds', () => {
    let heldMs = 0;
    const wrong = moving.filter(({ gear, clutch, rpms, speedKmh }) => {
      heldMs = gear >= 2 && clutch === 1 ? heldMs + 3 : 0;
      if (heldMs < 150) return false;
      const expected = rpmAt(kestrelGt, gear, speedKmh / 3.6);
      // The driven wheels may spin, they never turn much slower than the road.
      return rpms < expected * 0.93 - 130 || rpms > expected * 1.3 + 130;
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  test('shifts through neutral for 15 to 36 ms, with a blip of the throttle on the way down', () => {
    const times = neutralTimes(steps);
    expect(times.length / lapsDriven).toBeGreaterThan(25);
    expect(times.length / lapsDriven).toBeLessThan(60);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(12);
    expect(Math.max(...times)).toBeLessThanOrEqual(36);
    const blips = steps.filter(
      ({ gas, brake }, i) => gas > 0.8 && brake > 0.2 && steps[i - 1]!.gas < 0.5,
    );
    expect(blips.length / lapsDriven).toBeGreaterThan(8);
  });

  test('shoots over the limit of 8500 rpm at times, as the game does', () => {
    const highest = steps.reduce((most, { rpms }) => Math.max(most, rpms), 0);
    expect(highest).toBeGreaterThan(8_500);
    expect(highest).toBeLessThan(8_750);
  });

  test('brakes hard, drives flat out and holds part throttle, as people do', () => {
    const onTrack = moving.filter(({ pitLimiter }) => pitLimiter === 0);
    const share = (is: (step: Step) => boolean): number =>
      onTrack.filter(is).length / onTrack.length;
    expect(share(({ gas }) => gas === 1)).toBeGreaterThan(0.45);
    expect(share(({ gas }) => gas === 1)).toBeLessThan(0.75);
    expect(share(({ gas }) => gas > 0.05 && gas < 0.95)).toBeGreaterThan(0.12);
    expect(share(({ brake }) => brake > 0.02)).toBeGreaterThan(0.12);
    expect(share(({ brake }) => brake > 0.02)).toBeLessThan(0.28);
    expect(onTrack.reduce((most, { brake }) => Math.max(most, brake), 0)).toBeGreaterThan(0.6);
    // No leg is quicker than this: a tenth of the pedal in 3 ms is full travel in 30.
    const jumps = steps.filter(
      ({ brake }, i) => i > 0 && Math.abs(brake - steps[i - 1]!.brake) > 0.1,
    );
    expect(jumps).toEqual([]);
  });

  test('has matching g, heading and velocity', () => {
    const some = moving.filter((_, i) => i % 11 === 0);
    const speedUp: number[] = [];
    const along: number[] = [];
    for (let i = 20; i < moving.length - 20; i += 11) {
      const [a, b] = [moving[i - 10]!, moving[i + 10]!];
      if (b.packetId - a.packetId !== 20) continue;
      speedUp.push((b.speedKmh - a.speedKmh) / 3.6 / 0.06 / 9.81);
      along.push(moving[i]!.accG[2]);
    }
    expect(correlation(along, speedUp)).toBeGreaterThan(0.97);
    // Lateral g is negative in right turns, where the wheel is right of the middle.
    const lateral = some.map(({ accG }) => accG[0]);
    expect(
      correlation(
        lateral,
        some.map(({ steer }) => steer),
      ),
    ).toBeLessThan(-0.7);
    const off = some.filter(({ heading, velocity }) => {
      const angle = heading + Math.atan2(velocity[0], velocity[2]);
      return Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle))) > 0.02;
    });
    expect(off).toEqual([]);
  });

  test('comes back to the same place every lap', () => {
    for (const line of lines.slice(1)) {
      const [x, , z] = frames[line]!.world;
      const [x0, , z0] = frames[lines[0]!]!.world;
      // The pit lane is 16 m beside; a frame at speed is a good metre.
      expect(Math.hypot(x - x0, z - z0)).toBeLessThan(20);
    }
    const steps3D = frames.slice(1).map((frame, i) => {
      const before = frames[i]!.world;
      return Math.hypot(frame.world[0] - before[0], frame.world[2] - before[2]);
    });
    expect(Math.max(...steps3D)).toBeLessThan(2.2);
  });

  test('burns fuel except in the box, and leaves the brakes at the temperature of the air', () => {
    const rising = steps.filter(
      ({ fuel, speedKmh }, i) => i > 0 && fuel > steps[i - 1]!.fuel && speedKmh > 0,
    );
    expect(rising).toEqual([]);
    const burnt = steps[0]!.fuel - steps.find(({ atMs }) => atMs > frames[lines[2]!]!.atMs)!.fuel;
    expect(burnt).toBeGreaterThan(4);
    expect(new Set(steps.map(({ brakeTempC }) => brakeTempC)).size).toBe(1);
  });

  test('starts from its box, and stops there again for fuel and tyres', () => {
    expect(frames.find(({ status }) => status === 2)).toMatchObject({ inPit: 1, inPitLane: 1 });
    const fourth = frames.slice(lines[2]! + 1, lines[4]!);
    const changes = fourth.filter(
      (frame, i) =>
        i > 0 &&
        (frame.inPit !== fourth[i - 1]!.inPit || frame.inPitLane !== fourth[i - 1]!.inPitLane),
    );
    expect(changes.map(({ inPitLane, inPit }) => [inPitLane, inPit])).toEqual([
      [1, 0],
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
    const [enterMs, boxMs, goMs, leaveMs] = changes.map(({ atMs }) => atMs) as [
      number,
      number,
      number,
      number,
    ];
    const inLane = steps.filter(({ atMs }) => atMs > enterMs + 20 && atMs < leaveMs - 20);
    expect(inLane.reduce((most, { speedKmh }) => Math.max(most, speedKmh), 0)).toBeLessThan(81);
    expect(inLane.every(({ pitLimiter }) => pitLimiter === 1)).toBe(true);
    expect(goMs - boxMs).toBeGreaterThan(5_000);
    const inBox = inLane.filter(({ atMs }) => atMs > boxMs + 2_000 && atMs < goMs - 2_000);
    expect(inBox.every(({ speedKmh, gear }) => speedKmh === 0 && gear === 1)).toBe(true);
    expect(inBox.at(-1)!.fuel).toBeGreaterThan(inBox[0]!.fuel + 5);
    expect(inBox[0]!.wearPct).toBeLessThan(100);
    expect(inBox.at(-1)!.wearPct).toBe(100);
  });
});

describe('one seed', () => {
  function hashOf(seed: number, seconds: number): string {
    const car = new DemoCar({ seed });
    const hash = createHash('sha256');
    for (let i = 0; i < (seconds * 1000) / 3; i++) {
      car.step();
      if (i % 10 === 0) hash.update(car.physics.bytes).update(car.graphics.bytes);
    }
    return hash.update(car.static.bytes).digest('hex');
  }

  test('gives the same bytes for the same seed and others for another seed', () => {
    const first = hashOf(5, 150);
    expect(hashOf(5, 150)).toBe(first);
    expect(hashOf(6, 150)).not.toBe(first);
  });
});

describe('the static page', () => {
  function load(options: Partial<ConstructorParameters<typeof DemoCar>[0]>): PageReader {
    const car = new DemoCar({ seed: 1, ...options });
    const page = new PageReader(car.static.bytes);
    expect(page.text(s.track)).toBe('');
    while (!car.step().static);
    return page;
  }

  test('is empty until the session has loaded, then has driver, car and track', () => {
    const page = load({ driver: 'Aino Väisänen' });
    expect(page.text(s.playerName)).toBe('Aino Väisänen');
    expect(page.text(s.carModel)).toBe('sq_kestrel_gt');
    expect(page.text(s.track)).toBe('sq_hollowmere');
    expect(page.text(s.trackConfiguration)).toBe('gp');
    expect(page.text(s.carSkin)).toBe('07_harvest');
    expect(page.int(s.maxRpm)).toBe(8_500);
    expect(page.float(s.maxFuel)).toBe(96);
    expect(page.int(s.sectorCount)).toBe(3);
    expect(page.float(s.trackSplineLength)).toBeGreaterThan(3_500);
    expect(page.float(s.maxPower) / 1000).toBeGreaterThan(380);
  });

  test('cuts names that are too long and may have no redline', () => {
    const page = load({ track: 'x'.repeat(40), maxRpm: 0 });
    expect(page.text(s.track)).toBe('x'.repeat(32));
    expect(page.int(s.maxRpm)).toBe(0);
  });

  test('an unknown car is an error', () => {
    expect(() => new DemoCar({ seed: 1, car: 'sq_magpie' })).toThrow(
      'There is no demo car named sq_magpie; there are sq_kestrel_gt, sq_wren_cup.',
    );
  });
});
