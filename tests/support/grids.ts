/** Grids as overlays get them: so many cars of a race, a fixed distance apart, with what a test changes about each. */
import { type CarGap, type Grid, type GridCar, noFocus } from '../../protocol/cars.ts';

/** A lap of every car in these grids, ms. */
const gridLapMs = 100_000;

/** The car in place `id + 1`, `apartMs` behind the one before it. */
export function carOf(id: number, change: Partial<GridCar> = {}, apartMs = 1_000): GridCar {
  const progress = 5.5 - (id * apartMs) / gridLapMs;
  const none: CarGap = { laps: 0, ms: null };
  return {
    id,
    driver: `Driver Number${id + 1}`,
    car: 'ks_ferrari_488_gt3',
    lastLapMs: gridLapMs + id * 100,
    bestLapMs: gridLapMs - 500 + id * 100,
    laps: Math.floor(progress),
    trackPosition: progress - Math.floor(progress),
    worldPosition: [id * -20, 0, 0],
    heading: Math.PI / 2,
    speedKmh: 180,
    currentLapMs: 50_000,
    inPitLane: false,
    inPit: false,
    isConnected: true,
    status: 'running',
    startPlace: id + 1,
    placesGained: 0,
    pitStops: 0,
    stintLaps: 5,
    attackedId: null,
    sessionID: null,
    place: id + 1,
    gap: { laps: 0, ms: id * apartMs },
    interval: id === 0 ? none : { laps: 0, ms: apartMs },
    relativeMs: null,
    ...change,
  };
}

export interface GridOptions extends Partial<Omit<Grid, 'cars'>> {
  /** Id of the driver's own car; null: there is none. */
  readonly own?: number | null;
  readonly apartMs?: number;
  /** What is different about cars, by id. */
  readonly cars?: Readonly<Record<number, Partial<GridCar>>>;
}

/** A race of `count` cars in the order of their ids. */
export function gridOf(count: number, options: GridOptions = {}): Grid {
  const { own = null, apartMs = 1_000, cars: changes = {}, ...head } = options;
  const cars = Array.from({ length: count }, (_, id) => {
    const about =
      own === null
        ? {}
        : id === own
          ? { isPlayer: true as const }
          : { relativeMs: (id - own) * apartMs };
    return carOf(id, { ...about, ...changes[id] }, apartMs);
  });
  const usual = { source: 'simhub-v2', server: null, isRace: true, focus: noFocus } as const;
  return { sessionID: 's', t: 0, ...usual, ...head, cars };
}
