/**
 * The other cars of live sessions: receives what agents see, gives it to the grid of its run, and passes the grid on to viewers
 * and its events to listeners. Laps of cars are stored; nothing here delays a frame.
 */
import {
  type CarCollision,
  type CarEntry,
  type CarMotion,
  carText,
  type FocusChoice,
  type Grid,
} from '../../protocol/cars.ts';
import { encodeCars } from '../../protocol/cars-codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { RunKey } from '../../protocol/session.ts';
import { raceSessionType } from '../../protocol/session.ts';
import { isSameTrack, type TrackKey, trackKeyOf } from '../../protocol/track-key.ts';
import { CarMap } from '../timing/grid/car-map.ts';
import { Collisions } from '../timing/grid/collisions.ts';
import type { CarsUpdate, GridStep, OwnCar, RaceEnd } from '../timing/grid/grid-messages.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveSession } from './live-session.ts';
import { ownCar, ownEntry } from './own-car.ts';
import type { Broadcast, FrameStore, SessionGrid } from './ports.ts';
import type { EventDraft } from './race-event-detector.ts';
import { carsElsewhere, ownCarElsewhere, type RacersElsewhere } from './racers-elsewhere.ts';

export interface SessionCarsParts {
  readonly broadcast: Pick<Broadcast, 'sendCars'>;
  readonly sessions: {
    get(sessionID: string): LiveSession | undefined;
    all(): Iterable<LiveSession>;
    emit(session: LiveSession, run: LiveRun, drafts: readonly EventDraft[]): void;
  };
  readonly store: Pick<FrameStore, 'recordCarLaps' | 'recordCars'>;
  /** Other relays; absent: this one works alone. */
  readonly racers?: RacersElsewhere | undefined;
  /** A car with what the entry list of a league says of its driver. */
  named?(car: CarEntry): CarEntry;
  now(): number;
}

/** Drivers with a live session are looked for this often, ms. */
const driversEveryMs = 1_000;

type FocusListener = (session: LiveSession) => void;

/** Live sessions by their drivers. */
interface Drivers {
  readonly atMs: number;
  readonly sessions: ReadonlyMap<string, readonly LiveSession[]>;
}

export class SessionCars {
  readonly #parts: SessionCarsParts;
  readonly #collisions = new WeakMap<LiveRun, Collisions>();
  readonly #maps = new WeakMap<LiveRun, CarMap>();
  /** `t` of what was stored last of where the cars are. */
  readonly #storedT = new WeakMap<LiveRun, number>();
  readonly #focusListeners = new Set<FocusListener>();
  #drivers: Drivers = { atMs: Number.NEGATIVE_INFINITY, sessions: new Map() };

  constructor(parts: SessionCarsParts) {
    this.#parts = parts;
  }

  /** @param listener called when another car of a session is chosen. @returns ends it */
  onFocus(listener: FocusListener): () => void {
    this.#focusListeners.add(listener);
    return () => this.#focusListeners.delete(listener);
  }

  /** The source of an agent has other cars, or other facts about them. */
  update({ sessionID, run: name }: RunKey, update: CarsUpdate): void {
    const session = this.#parts.sessions.get(sessionID);
    const run = session?.runNamed(name) ?? null;
    if (session === undefined || run === null) return;
    run.grid.update(update);
    if (update.source !== null || run !== session.liveRun) return;
    const entries = { ...headOf(session, run), whole: true, cars: [], gone: [] };
    this.#parts.broadcast.sendCars({ sessionID, entries, t: 0, positions: [], all: () => [] });
  }

  /**
   * A commentator chose which car the pages of a session are about. They learn of it at once.
   * @returns false: the session has no such car
   */
  choose(sessionID: string, choice: FocusChoice): boolean {
    const session = this.#parts.sessions.get(sessionID);
    const run = session?.liveRun ?? null;
    if (session === undefined || run === null || !run.grid.choose(choice)) return false;
    this.#parts.broadcast.sendCars({
      sessionID,
      entries: { ...headOf(session, run), whole: false, cars: [], gone: [] },
      t: run.grid.t,
      positions: [],
      all: () => run.grid.snapshot(sessionID)?.cars ?? [],
    });
    this.#notifyFocus(session);
    return true;
  }

  #notifyFocus(session: LiveSession): void {
    for (const listener of this.#focusListeners) listener(session);
  }

  /**
   * Where the cars are.
   * @param t ms of the session
   * @param end as the source knows it
   */
  move(
    { sessionID, run: name }: RunKey,
    t: number,
    motions: readonly CarMotion[],
    end: RaceEnd = { timeLeftMs: null },
  ): void {
    const session = this.#parts.sessions.get(sessionID);
    const run = session?.runNamed(name) ?? null;
    if (session === undefined || run === null) return;
    const { grid, info } = run;
    this.#findDrivers();
    const isRace = info.sessionType === raceSessionType;
    const laps = info.numberOfLaps ?? 0;
    grid.setRules(
      { isRace, laps: laps > 0 ? laps : null, lengthM: info.trackLengthM ?? null },
      (car) => this.#ownOf(session, run, t, car),
      (car) => this.#named(run, car),
    );
    grid.setEnd(t, knownEnd(end, run));
    // Without frames the cars decide whether `live` stands for the session.
    if (run.t === null) {
      session.recordBatch(this.#parts.now());
      this.#learnMap(run, motions);
    }
    const step = grid.move(t, motions);
    if (step === null) return;
    this.#storeLaps({ sessionID, run: name }, step);
    this.#storePositions({ sessionID, run: name }, run, step);
    if (run !== session.liveRun) return;
    this.#send(session, run, step);
    if (step.hasNewFocus) this.#notifyFocus(session);
    this.#parts.sessions.emit(session, run, step.events);
  }

  #named({ info }: LiveRun, car: CarEntry): CarEntry {
    const listed = this.#parts.named?.(car) ?? car;
    return car.isPlayer === true ? ownEntry(info, car, listed) : listed;
  }

  #findDrivers(): void {
    const now = this.#parts.now();
    if (now - this.#drivers.atMs < driversEveryMs) return;
    this.#drivers = { atMs: now, sessions: driversOf(this.#parts.sessions.all()) };
  }

  #learnMap(run: LiveRun, motions: readonly CarMotion[]): void {
    if (run.timing.hasMap) return;
    let learning = this.#maps.get(run);
    if (learning === undefined) {
      learning = new CarMap();
      this.#maps.set(run, learning);
    }
    const map = learning.add(motions);
    if (map !== null) run.timing.offerMap(map);
  }

  /** A source reports that a car hit something. Those of the session's own car are in its frames. */
  collide({ sessionID, run: name }: RunKey, collision: CarCollision): void {
    const session = this.#parts.sessions.get(sessionID);
    const run = session?.runNamed(name) ?? null;
    if (session === undefined || run === null || run !== session.liveRun) return;
    const car = run.grid.entry(collision.carId);
    const other = collision.otherId === null ? null : run.grid.entry(collision.otherId);
    if (car === null || car.isPlayer === true || other?.isPlayer === true) return;
    let known = this.#collisions.get(run);
    if (known === undefined) {
      known = new Collisions();
      this.#collisions.set(run, known);
    }
    if (!known.admits(collision, this.#parts.now())) return;
    this.#parts.sessions.emit(session, run, [collisionDraft(car, other, collision)]);
  }

  #storePositions(key: RunKey, run: LiveRun, { t, positions }: GridStep): void {
    const { grid } = run;
    const { source, server, isRace, entries } = grid;
    const storedT = this.#storedT.get(run) ?? Number.NEGATIVE_INFINITY;
    const passedMs = t - storedT;
    // The clock of a source that comes back may begin again.
    const isDue = passedMs < 0 || passedMs >= limits.carsStoredMs - limits.carsEarlyMs;
    if (source === null || t < 0 || !isDue) return;
    this.#storedT.set(run, t);
    const wholeT = Math.round(t);
    const head = { t: wholeT, source, server, isRace, entries };
    this.#parts.store.recordCars(key, { ...head, positions: encodeCars(wholeT, positions) });
  }

  #storeLaps(key: RunKey, { laps }: GridStep): void {
    if (laps.length === 0) return;
    const at = Math.round(this.#parts.now());
    this.#parts.store.recordCarLaps(
      key,
      laps.map((lap) => ({ ...lap, at })),
    );
  }

  #send(session: LiveSession, run: LiveRun, step: GridStep): void {
    const { t, positions, entries, gone } = step;
    const hasChanged = entries.length > 0 || gone.length > 0 || step.hasNewFocus;
    this.#parts.broadcast.sendCars({
      sessionID: session.id,
      entries: hasChanged ? { ...headOf(session, run), whole: false, cars: entries, gone } : null,
      t,
      positions,
      all: () => run.grid.snapshot(session.id)?.cars ?? [],
    });
  }

  /** What the live session of a car's driver knows; null: no agent publishes it. */
  #ownOf(session: LiveSession, run: LiveRun, t: number, car: CarEntry): OwnCar | null {
    const { info } = run;
    const lengthM = info.trackLengthM ?? null;
    if (car.isPlayer === true) return ownCar(session.id, run, run, t, lengthM);
    if (!run.grid.isUnique(car.driver)) return null;
    const track = trackKeyOf(info);
    if (track === null) return null;
    const sessions = this.#sessionsOf(car.driver, track);
    const elsewhere = carsElsewhere(this.#parts.racers?.heard() ?? [], car.driver, track);
    // Of two drivers with one name, nobody knows which one is meant.
    if (sessions.length + elsewhere.length !== 1) return null;
    const [other] = sessions;
    const otherRun = other?.liveRun ?? null;
    if (other === undefined || otherRun === null) {
      return ownCarElsewhere(elsewhere[0]!, this.#parts.now());
    }
    return ownCar(other.id, run, otherRun, t, lengthM);
  }

  /** Live sessions of this driver on this track; those whose agent is away only where there is no other. */
  #sessionsOf(driver: string, track: TrackKey): readonly LiveSession[] {
    const found = (this.#drivers.sessions.get(driver) ?? []).filter(({ ended, liveRun }) => {
      const its = liveRun === null ? null : trackKeyOf(liveRun.info);
      return !ended && its !== null && isSameTrack(track, its);
    });
    const present = found.filter(({ status }) => status !== 'agent-away');
    return present.length > 0 ? present : found;
  }
}

/** What the source does not know may be in the frames. */
function knownEnd(end: RaceEnd, run: LiveRun): RaceEnd {
  if ('winnerId' in end || end.timeLeftMs !== null) return end;
  return { timeLeftMs: run.pick(['sessionTimeLeftMs']).sessionTimeLeftMs ?? null };
}

function collisionDraft(
  car: CarEntry,
  other: CarEntry | null,
  { impactKmh }: CarCollision,
): EventDraft {
  return {
    name: 'collision',
    carId: car.id,
    driver: car.driver,
    car: car.car,
    own: false,
    ...(car.number === undefined ? {} : { number: car.number }),
    ...(other === null ? {} : { otherId: other.id, otherDriver: other.driver }),
    ...(impactKmh === undefined ? {} : { impactKmh: Math.round(impactKmh) }),
  };
}

function driversOf(sessions: Iterable<LiveSession>): Drivers['sessions'] {
  const found = new Map<string, LiveSession[]>();
  for (const session of sessions) {
    const { driverName } = session.info;
    if (session.ended || driverName === undefined) continue;
    const name = carText(driverName);
    found.set(name, [...(found.get(name) ?? []), session]);
  }
  return found;
}

function headOf(session: LiveSession, { grid }: LiveRun) {
  const { source, server, isRace, focus } = grid;
  const { id: sessionID, runNumber: run } = session;
  return { type: 'cars', sessionID, run, source, server, isRace, focus } as const;
}

/** The grid of a session, for a page that is new. @returns null: it has none */
export function sessionGrid(session: LiveSession): SessionGrid | null {
  const run = session.liveRun;
  if (run === null || run.grid.source === null) return null;
  const { t, positions, entries } = run.grid;
  if (positions.length === 0) return null;
  return {
    entries: { ...headOf(session, run), whole: true, cars: entries, gone: [] },
    t,
    positions,
  };
}

/** The grid of a session, for the API. @returns null: it has none */
export function gridOf(session: LiveSession): Grid | null {
  return session.liveRun?.grid.snapshot(session.id) ?? null;
}
