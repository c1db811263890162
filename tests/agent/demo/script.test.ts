/** Scripted events of the game: pauses, menus, restarts, teleports, another car, the end. */
import { describe, expect, test } from 'vitest';
import { DemoCar, type ScriptStep } from '../../../agent/demo/demo-car.ts';
import { g, PageReader, p, s } from './logbook.ts';

/** A car that has driven for some seconds before the script begins. */
function carWith(script: readonly ScriptStep[]): {
  car: DemoCar;
  drive: (seconds: number) => void;
} {
  const car = new DemoCar({ seed: 21, script });
  return {
    car,
    drive: (seconds) => {
      for (let i = 0; i < (seconds * 1000) / 3; i++) car.step();
    },
  };
}

describe('a game that does not move', () => {
  test.each([
    ['pause', 3],
    ['replay', 1],
    ['menu', 0],
    ['quiet-pause', 2],
  ] as const)(
    '%s: the physics freeze, the status is %i, frames and the time left go on',
    (deed, status) => {
      const { car, drive } = carWith([
        { atS: 30, do: deed },
        { atS: 40, do: 'resume' },
      ]);
      const physics = new PageReader(car.physics.bytes);
      const graphics = new PageReader(car.graphics.bytes);
      drive(31);
      const frozen = car.physics.bytes.slice();
      const frames = graphics.int(g.packetId);
      const leftMs = graphics.float(g.sessionTimeLeft);
      const lapMs = graphics.int(g.iCurrentTime);
      drive(8);
      expect(car.physics.bytes).toEqual(frozen);
      expect(graphics.int(g.status)).toBe(status);
      expect(graphics.int(g.packetId) - frames).toBe(8 * 60 * 2);
      expect(leftMs - graphics.float(g.sessionTimeLeft)).toBeCloseTo(8_000, -2);
      expect(graphics.int(g.iCurrentTime)).toBe(lapMs);
      const before = physics.int(p.packetId);
      drive(2);
      expect(graphics.int(g.status)).toBe(2);
      expect(physics.int(p.packetId) - before).toBeGreaterThan(300);
      expect(graphics.int(g.iCurrentTime) - lapMs).toBeLessThan(1_100);
    },
  );
});

describe('a session', () => {
  test('restarted has no laps and no times, while distance and packets go on', () => {
    const { car, drive } = carWith([{ atS: 125, do: 'restart' }]);
    const graphics = new PageReader(car.graphics.bytes);
    const physics = new PageReader(car.physics.bytes);
    drive(124.9);
    expect(graphics.int(g.completedLaps)).toBe(1);
    expect(graphics.int(g.iBestTime)).toBeGreaterThan(0);
    const distanceM = graphics.float(g.distanceTraveled);
    const packets = physics.int(p.packetId);
    drive(0.5);
    expect(graphics.int(g.completedLaps)).toBe(0);
    expect(graphics.int(g.iLastTime)).toBe(0);
    expect(graphics.int(g.iBestTime)).toBe(0);
    expect(graphics.text(g.bestTime)).toBe('-:--:---');
    expect(graphics.float(g.distanceTraveled)).toBeGreaterThanOrEqual(distanceM);
    expect(physics.int(p.packetId)).toBeGreaterThan(packets);
    expect(graphics.int(g.isInPit)).toBe(1);
    // It is a session like the first: the car leaves its box again.
    drive(20);
    expect(graphics.int(g.isInPitLane)).toBe(0);
    expect(physics.float(p.speedKmh)).toBeGreaterThan(60);
  });

  test('goes on after a teleport to the pits, in the box and with its laps', () => {
    const { car, drive } = carWith([{ atS: 150, do: 'pits' }]);
    const graphics = new PageReader(car.graphics.bytes);
    const physics = new PageReader(car.physics.bytes);
    drive(149.9);
    const [position, laps] = [
      graphics.float(g.normalizedCarPosition),
      graphics.int(g.completedLaps),
    ];
    expect(physics.float(p.speedKmh)).toBeGreaterThan(50);
    drive(0.3);
    expect(graphics.float(g.normalizedCarPosition)).toBeCloseTo(0.014, 2);
    expect(Math.abs(graphics.float(g.normalizedCarPosition) - position)).toBeGreaterThan(0.1);
    expect(graphics.int(g.completedLaps)).toBe(laps);
    expect(graphics.int(g.isInPit)).toBe(1);
    expect(graphics.int(g.iCurrentTime)).toBe(0);
    expect(physics.float(p.speedKmh)).toBe(0);
    expect(physics.int(p.gear)).toBe(1);
  });
});

test('a session whose time is over ends under the chequered flag, and the next one begins', () => {
  const car = new DemoCar({ seed: 21, sessionMinutes: 2 });
  const graphics = new PageReader(car.graphics.bytes);
  const drive = (seconds: number): void => {
    for (let i = 0; i < (seconds * 1000) / 3; i++) car.step();
  };
  drive(119);
  expect(graphics.int(g.flag)).toBe(0);
  expect(graphics.int(g.completedLaps)).toBe(1);
  drive(15);
  expect(graphics.int(g.flag)).toBe(5);
  expect(graphics.float(g.sessionTimeLeft)).toBeLessThan(0);
  drive(20);
  expect(graphics.int(g.flag)).toBe(0);
  expect(graphics.int(g.completedLaps)).toBe(0);
  expect(graphics.float(g.sessionTimeLeft)).toBeGreaterThan(110_000);
});

describe('a game', () => {
  test('of a new game has empty pages, packets from near 0, and another car', () => {
    const { car, drive } = carWith([
      { atS: 60, do: 'new-game', car: 'sq_wren_cup', track: 'sq_elsewhere' },
    ]);
    const physics = new PageReader(car.physics.bytes);
    const page = new PageReader(car.static.bytes);
    drive(59.9);
    expect(page.text(s.carModel)).toBe('sq_kestrel_gt');
    expect(physics.int(p.packetId)).toBeGreaterThan(15_000);
    drive(0.2);
    expect(car.life).toBe('gone');
    expect(car.step()).toEqual({ physics: false, graphics: false, static: false, cars: false });
    drive(4);
    expect(car.life).toBe('loading');
    expect(page.text(s.carModel)).toBe('');
    expect(physics.int(p.packetId)).toBe(0);
    drive(3);
    expect(page.text(s.carModel)).toBe('sq_wren_cup');
    expect(page.text(s.track)).toBe('sq_elsewhere');
    expect(page.int(s.maxRpm)).toBe(7_200);
    expect(physics.int(p.packetId)).toBeLessThan(1_000);
    expect(physics.int(p.currentMaxRpm)).toBe(7_200);
    drive(30);
    expect(physics.float(p.speedKmh)).toBeGreaterThan(40);
  });

  test('that is gone while others hold its pages writes nothing', () => {
    const { car, drive } = carWith([{ atS: 20, do: 'stale' }]);
    drive(20.1);
    const last = [car.physics.bytes.slice(), car.graphics.bytes.slice()];
    drive(5);
    expect([car.physics.bytes, car.graphics.bytes]).toEqual(last);
    expect(car.life).toBe('stale');
  });

  test('that exits is over', () => {
    const { car, drive } = carWith([{ atS: 20, do: 'exit' }]);
    drive(20.1);
    expect(car.life).toBe('ended');
    expect(car.step()).toEqual({ physics: false, graphics: false, static: false, cars: false });
  });
});
