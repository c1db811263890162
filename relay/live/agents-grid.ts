/**
 * The grid of drivers whose own agents publish to this relay, where no other source sees their cars. Drivers race each other
 * when they are on one track and their agents name the same race. Each driver's session gets the whole grid, on its own clock.
 */
import type { CarEntry, CarMotion } from '../../protocol/cars.ts';
import { Headings } from '../../protocol/headings.ts';
import { limits } from '../../protocol/limits.ts';
import { isSameTrack, trackKeyOf } from '../../protocol/track-key.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveSession } from './live-session.ts';
import { inputsOf, movedTo } from './own-car.ts';
import type { SessionCars } from './session-cars.ts';

export interface AgentsGridParts {
  readonly sessions: { all(): Iterable<LiveSession> };
  readonly cars: Pick<SessionCars, 'update' | 'move'>;
  /** The relay's clock, ms. */
  now(): number;
}

/** A driver who may race others. */
interface Racer {
  readonly session: LiveSession;
  readonly run: LiveRun;
  readonly race: string;
  readonly startMs: number;
}

/** The cars are shown this much late, ms: until then the frames of most of them have come. */
const lateMs = 150;

export class AgentsGrid {
  readonly #parts: AgentsGridParts;
  /** Numbers of the cars of other sessions, for each run; its own car is 0. */
  readonly #ids = new WeakMap<LiveRun, Map<string, number>>();
  readonly #headings = new WeakMap<LiveRun, Headings>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: AgentsGridParts) {
    this.#parts = parts;
  }

  /** Begins to move the cars when there is a race, and stops when there is none. Called once a second. */
  tick(): void {
    const isRace = this.#races().length > 0;
    if (isRace && this.#timer === null) {
      this.#timer = setInterval(() => this.move(), limits.carsEveryMs);
    } else if (!isRace) this.stop();
  }

  /** May be called twice. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Moves the cars of all races. */
  move(): void {
    const atMs = this.#parts.now() - lateMs;
    for (const racers of this.#races()) {
      for (const viewer of racers) {
        const { source } = viewer.run.grid;
        // Another source on the driver's PC sees more cars; the agents' frames improve it.
        if (source === null || source === 'agents') this.#moveGrid(viewer, racers, atMs);
      }
    }
  }

  #moveGrid({ session, run, startMs }: Racer, racers: readonly Racer[], atMs: number): void {
    const key = { sessionID: session.id, run: run.name };
    const ids = racers.map((racer) => this.#idOf(run, racer));
    const cars = racers.map((racer, i) => entryOf(racer, ids[i]!, racer.run === run));
    this.#parts.cars.update(key, { source: 'agents', server: null, whole: true, cars, gone: [] });
    const motions = racers.map((racer, i) => this.#motionOf(racer, ids[i]!, atMs));
    this.#parts.cars.move(
      key,
      atMs - startMs,
      motions.filter((motion) => motion !== null),
    );
  }

  #idOf(viewer: LiveRun, { session, run }: Racer): number {
    if (viewer === run) return 0;
    let ids = this.#ids.get(viewer);
    if (ids === undefined) {
      ids = new Map();
      this.#ids.set(viewer, ids);
    }
    const id = ids.get(session.id) ?? ids.size + 1;
    ids.set(session.id, id);
    return id;
  }

  /** @param atMs on the relay's clock. @returns null: the car has no place yet */
  #motionOf({ session, run, startMs }: Racer, id: number, atMs: number): CarMotion | null {
    const { trackPosition, worldPosition, speedKmh, inPitLane, inPit, currentLapTime } = run.pick([
      'trackPosition',
      'worldPosition',
      'speedKmh',
      'inPitLane',
      'inPit',
      'currentLapTime',
    ]);
    if (trackPosition === undefined || worldPosition === undefined || run.t === null) return null;
    let headings = this.#headings.get(run);
    if (headings === undefined) {
      headings = new Headings();
      this.#headings.set(run, headings);
    }
    const newest: CarMotion = {
      id,
      laps: Math.max(0, (run.lap ?? 1) - 1),
      trackPosition,
      worldPosition,
      heading: headings.of(0, worldPosition, speedKmh ?? 0, run.t),
      speedKmh: speedKmh ?? 0,
      currentLapMs: currentLapTime ?? null,
      inPitLane: inPitLane ?? false,
      inPit: inPit ?? false,
      isConnected: session.status !== 'agent-away' && session.status !== 'waiting',
      ...inputsOf(run),
    };
    const ownT = atMs - startMs;
    return movedTo(newest, run, ownT, run.info.trackLengthM ?? null);
  }

  /** Drivers who race each other, two or more in each race. */
  #races(): Racer[][] {
    const races: Racer[][] = [];
    for (const session of this.#parts.sessions.all()) {
      const racer = racerOf(session);
      if (racer === null) continue;
      const race = races.find(([first]) => isSameRace(first!, racer));
      if (race === undefined) races.push([racer]);
      else race.push(racer);
    }
    return races.filter((racers) => racers.length > 1);
  }
}

function racerOf(session: LiveSession): Racer | null {
  const run = session.liveRun;
  if (run === null || session.ended || run.clock !== 'measured') return null;
  const { race, driverName } = run.info;
  if (race === undefined || driverName === undefined || run.startMs === null) return null;
  return { session, run, race, startMs: run.startMs };
}

function isSameRace(a: Racer, b: Racer): boolean {
  if (a.race !== b.race || a.run.info.sessionType !== b.run.info.sessionType) return false;
  const [one, other] = [trackKeyOf(a.run.info), trackKeyOf(b.run.info)];
  return one !== null && other !== null && isSameTrack(one, other);
}

function entryOf({ session, run }: Racer, id: number, isPlayer: boolean): CarEntry {
  const { driverName, car, raceNumber, team, tyreCompound } = run.info;
  const { lastLapTime, bestLapTime, position } = run.pick([
    'lastLapTime',
    'bestLapTime',
    'position',
  ]);
  return {
    id,
    driver: driverName ?? session.id,
    car: car ?? '',
    ...(raceNumber === undefined ? {} : { number: raceNumber }),
    ...(team === undefined ? {} : { team }),
    ...(tyreCompound ? { tyre: tyreCompound } : {}),
    lastLapMs: lastLapTime || null,
    bestLapMs: bestLapTime || null,
    ...(position ? { gamePlace: position } : {}),
    ...(isPlayer ? { isPlayer } : {}),
  };
}
