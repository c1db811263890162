/**
 * The grid of drivers whose own agents publish to this relay, or to others that work with it, where no other source sees their
 * cars. Drivers race each other when they are on one track and their agents name the same race. Each driver's session gets the
 * whole grid, on its own clock.
 */
import { type CarEntry, type CarMotion, carText } from '../../protocol/cars.ts';
import { Headings } from '../../protocol/headings.ts';
import { limits } from '../../protocol/limits.ts';
import { isSameTrack, trackKeyOf } from '../../protocol/track-key.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveSession } from './live-session.ts';
import { inputsOf, movedTo } from './own-car.ts';
import { lateMs, motionAt, type RacersElsewhere, type SharedRacer } from './racers-elsewhere.ts';
import type { SessionCars } from './session-cars.ts';

export interface AgentsGridParts {
  readonly sessions: { all(): Iterable<LiveSession> };
  readonly cars: Pick<SessionCars, 'update' | 'move'>;
  /** Other relays; absent: this one works alone. */
  readonly racers?: RacersElsewhere | undefined;
  /** The relay's clock, ms. */
  now(): number;
}

type RaceOfDriver = Pick<SharedRacer, 'race' | 'sessionType' | 'track'>;

/** A driver who may race others. */
interface Racer extends RaceOfDriver {
  readonly sessionID: string;
  /** With the number 0. */
  readonly entry: CarEntry;
  /** @param atMs on the relay's clock. @returns null: the car has no place yet */
  motionAt(atMs: number): CarMotion | null;
}

/** One whose agent publishes to this relay. */
interface OwnRacer extends Racer {
  readonly session: LiveSession;
  readonly run: LiveRun;
  readonly startMs: number;
}

interface Race {
  readonly own: OwnRacer[];
  readonly all: Racer[];
}

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
    const own = this.#ownRacers();
    const isAlone = own.length === 1 && this.#parts.racers === undefined;
    const isNeeded = own.length > 0 && (!isAlone || isInGrid(own[0]!));
    if (isNeeded && this.#timer === null) {
      this.#timer = setInterval(() => this.move(), limits.carsEveryMs);
    } else if (!isNeeded) this.stop();
  }

  /** May be called twice. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Moves the cars of all races. */
  move(): void {
    const atMs = this.#parts.now() - lateMs;
    const own = this.#ownRacers();
    this.#parts.racers?.share(own.flatMap((racer) => sharedRacer(racer, atMs) ?? []));
    for (const { own: viewers, all } of this.#races(own)) {
      for (const viewer of viewers) {
        const { source } = viewer.run.grid;
        // Another source on the driver's PC sees more cars; the agents' frames improve it.
        if (source === null || source === 'agents') this.#moveGrid(viewer, all, atMs);
      }
    }
  }

  #moveGrid({ session, run, startMs }: OwnRacer, racers: readonly Racer[], atMs: number): void {
    const key = { sessionID: session.id, run: run.name };
    const cars = racers.map(({ sessionID, entry }) => {
      const isPlayer = sessionID === session.id;
      return {
        ...entry,
        id: this.#idOf(run, sessionID, session),
        ...(isPlayer ? { isPlayer } : {}),
      };
    });
    this.#parts.cars.update(key, { source: 'agents', server: null, whole: true, cars, gone: [] });
    const motions = racers.flatMap((racer, i) => {
      const motion = racer.motionAt(atMs);
      return motion === null ? [] : [{ ...motion, id: cars[i]!.id }];
    });
    this.#parts.cars.move(key, atMs - startMs, motions);
  }

  #idOf(viewer: LiveRun, sessionID: string, { id: own }: LiveSession): number {
    if (sessionID === own) return 0;
    let ids = this.#ids.get(viewer);
    if (ids === undefined) {
      ids = new Map();
      this.#ids.set(viewer, ids);
    }
    const id = ids.get(sessionID) ?? ids.size + 1;
    ids.set(sessionID, id);
    return id;
  }

  #motionOf(session: LiveSession, run: LiveRun, ownT: number): CarMotion | null {
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
      id: 0,
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
    return movedTo(newest, run, ownT, run.info.trackLengthM ?? null);
  }

  #ownRacers(): OwnRacer[] {
    const found: OwnRacer[] = [];
    for (const session of this.#parts.sessions.all()) {
      if (this.#parts.racers?.isElsewhere(session.id) === true) continue;
      const racer = this.#racerOf(session);
      if (racer !== null) found.push(racer);
    }
    return found;
  }

  #racerOf(session: LiveSession): OwnRacer | null {
    const run = session.liveRun;
    if (run === null || session.ended || run.clock !== 'measured') return null;
    const { race, driverName, sessionType = null } = run.info;
    const { startMs } = run;
    const track = trackKeyOf(run.info);
    if (race === undefined || driverName === undefined || startMs === null) return null;
    if (track === null) return null;
    return {
      ...{ sessionID: session.id, race, sessionType, track, session, run, startMs },
      entry: entryOf(session, run),
      motionAt: (atMs) => this.#motionOf(session, run, atMs - startMs),
    };
  }

  /** Drivers who race each other, or did until the others left; one of this relay at least in each race. */
  #races(own: readonly OwnRacer[]): Race[] {
    const races: Race[] = [];
    for (const racer of own) {
      const race = races.find(({ own: [first] }) => isSameRace(first!, racer));
      if (race === undefined) races.push({ own: [racer], all: [racer] });
      else {
        race.own.push(racer);
        race.all.push(racer);
      }
    }
    const known = new Set(own.map(({ sessionID }) => sessionID));
    for (const heard of this.#parts.racers?.heard() ?? []) {
      if (known.has(heard.sessionID)) continue;
      const race = races.find(({ own: [first] }) => isSameRace(first!, heard));
      race?.all.push({ ...heard, motionAt: (atMs) => motionAt(heard, atMs) });
    }
    return races.filter(({ own: viewers, all }) => all.length > 1 || viewers.some(isInGrid));
  }
}

/** The driver's grid comes from here already. */
function isInGrid({ run }: OwnRacer): boolean {
  return run.grid.source === 'agents';
}

/** @returns null: the car has no place yet */
function sharedRacer(racer: OwnRacer, atMs: number): SharedRacer | null {
  const { sessionID, race, sessionType, track, entry, run } = racer;
  const motion = racer.motionAt(atMs);
  if (motion === null) return null;
  const lengthM = run.info.trackLengthM ?? null;
  const isDriving = run.game === 'driving';
  return { sessionID, race, sessionType, track, lengthM, entry, motion, isDriving };
}

function isSameRace(a: RaceOfDriver, b: RaceOfDriver): boolean {
  return a.race === b.race && a.sessionType === b.sessionType && isSameTrack(a.track, b.track);
}

function entryOf(session: LiveSession, run: LiveRun): CarEntry {
  const { driverName, car, raceNumber, team, tyreCompound } = run.info;
  const { lastLapTime, bestLapTime, position } = run.pick([
    'lastLapTime',
    'bestLapTime',
    'position',
  ]);
  return {
    id: 0,
    driver: carText(driverName ?? session.id),
    car: car ?? '',
    ...(raceNumber === undefined ? {} : { number: raceNumber }),
    ...(team === undefined ? {} : { team }),
    ...(tyreCompound ? { tyre: tyreCompound } : {}),
    lastLapMs: lastLapTime || null,
    bestLapMs: bestLapTime || null,
    ...(position ? { gamePlace: position } : {}),
  };
}
