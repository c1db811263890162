/** A source of cars that move evenly on a circle, and the grid that is made of it. */
import type { CarEntry, CarMotion } from '../../../../protocol/cars.ts';
import { GridTiming } from '../../../../relay/timing/grid/grid-timing.ts';

export const lengthM = 4_000;

export interface Car {
  /** m from the line at the start of the first lap. */
  metres: number;
  /** m/s. */
  mps: number;
  laps?: number;
  inPit?: boolean;
  inPitLane?: boolean;
  isConnected?: boolean;
  lapMs?: number | null;
  name?: string;
  last?: number | null;
  best?: number | null;
}

/** A source of cars that move evenly on a circle of 4 km. */
export class Track {
  readonly grid = new GridTiming();
  readonly cars = new Map<number, Car>();
  readonly events: string[] = [];
  t = 0;

  constructor(cars: readonly Car[], isRace = true, laps: number | null = null) {
    for (const [id, car] of cars.entries()) this.cars.set(id, { ...car });
    this.grid.setRules({ isRace, laps, lengthM }, () => null);
  }

  /** A race of cars at 50 m/s, each so many metres from the line. */
  static at(...metres: readonly number[]): Track {
    return new Track(metres.map((one) => ({ metres: one, mps: 50 })));
  }

  /** The cars drive on for a time, ten messages a second. */
  drive(ms: number): void {
    for (const untilT = this.t + ms; this.t < untilT; ) {
      this.t += 100;
      for (const car of this.cars.values()) car.metres += car.mps / 10;
      this.send();
    }
  }

  send(): void {
    const cars = [...this.cars];
    const entries = cars.map(([id, car]): CarEntry => {
      const { name = `Driver ${id}`, last = null, best = null } = car;
      const own = id === 0 ? { isPlayer: true } : {};
      return { id, driver: name, car: 'c', lastLapMs: last, bestLapMs: best, ...own };
    });
    this.grid.update({ source: 'crewchief', server: null, whole: true, cars: entries, gone: [] });
    const step = this.grid.move(
      this.t,
      cars.map(([id, car]) => motionOf(id, car)),
    );
    for (const { name, carId, otherId } of step?.events ?? []) {
      this.events.push([name, carId, otherId].filter((part) => part !== undefined).join(' '));
    }
  }

  car(id: number): Car {
    return this.cars.get(id)!;
  }

  order(): number[] {
    return this.grid.positions.map(({ id }) => id);
  }

  of(id: number) {
    const { cars } = this.grid.snapshot('S')!;
    return cars.find((car) => car.id === id)!;
  }
}

export function motionOf(id: number, car: Car): CarMotion {
  const lap = Math.floor(car.metres / lengthM);
  const turn = (2 * Math.PI * car.metres) / lengthM;
  const radiusM = lengthM / (2 * Math.PI);
  const { inPit = false, inPitLane = inPit, isConnected = true, lapMs = null } = car;
  return {
    id,
    laps: car.laps ?? Math.max(0, lap),
    trackPosition: car.metres / lengthM - lap,
    worldPosition: [radiusM * Math.sin(turn), 0, radiusM * Math.cos(turn)],
    heading: 0,
    speedKmh: car.mps * 3.6,
    currentLapMs: lapMs,
    inPitLane,
    inPit,
    isConnected,
  };
}
