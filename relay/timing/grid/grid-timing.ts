/**
 * The grid of one run: the cars of its source in, order, gaps, pit stops, battles and events out. Times are the `t` of the
 * session. Pure.
 */
import {
  type CarEntry,
  type CarGap,
  type CarMotion,
  type CarSourceName,
  type FocusChoice,
  type GameCamera,
  type Grid,
  type GridCar,
  type GridEntry,
  type GridFocus,
  type GridPosition,
  isSameEntry,
} from '../../../protocol/cars.ts';
import { noGap } from '../../../protocol/cars-codec.ts';
import { limits } from '../../../protocol/limits.ts';
import { Battles } from './battles.ts';
import { bestLapGap, gapBetween, roadGapMs } from './car-gaps.ts';
import { contendersOf } from './contenders.ts';
import { ChosenFocus } from './focus.ts';
import { changedEntry, isAnother, sharedNames } from './grid-entry.ts';
import { aboutCar, type GridEventDraft, GridEvents, withOther } from './grid-events.ts';
import type { CarsUpdate, GridStep, OwnCar, RaceEnd, RaceRules } from './grid-messages.ts';
import { gridPosition } from './grid-position.ts';
import type { CarLapDraft } from './lap-count.ts';
import { RaceEnding } from './race-ending.ts';
import { bestLapOrder, gridOrder, raceOrder } from './race-order.ts';
import { TrackedCar } from './tracked-car.ts';

/**
 * - `open`: no race, or nobody knows yet
 * - `grid`: the cars wait for the start
 * - `racing`: `startedT` is null when the start was not seen
 * - `flagged`: the leader has finished
 */
type Phase =
  | { readonly kind: 'open' }
  | { readonly kind: 'grid' }
  | { readonly kind: 'racing'; readonly startedT: number | null }
  | { readonly kind: 'flagged'; readonly startedT: number | null; readonly t: number };

const usualLengthM = 4_500;
/** A car that is faster has started. */
const startKmh = 15;
/** A car that stands beside the track for this long is out, ms. */
const stationaryMs = 60_000;
const movesKmh = 2;
const noDistance: CarGap = { laps: 0, ms: 0 };

export class GridTiming {
  #rules: RaceRules = { isRace: false, laps: null, lengthM: null };
  #source: CarSourceName | null = null;
  #server: string | null = null;
  #camera: GameCamera | null = null;
  #phase: Phase = { kind: 'open' };
  readonly #entries = new Map<number, CarEntry>();
  /** In the order of their places. */
  #order: TrackedCar[] = [];
  readonly #byId = new Map<number, TrackedCar>();
  #positions: readonly GridPosition[] = [];
  /** Session time of the newest positions, ms. */
  #t = Number.NEGATIVE_INFINITY;
  readonly #ending = new RaceEnding();
  /** Ids of cars that left and that viewers were not told of yet. */
  #gone: number[] = [];
  /** Names of several cars at once. */
  #sharedNames: ReadonlySet<string> = new Set();
  readonly #battles = new Battles();
  readonly #focus = new ChosenFocus();
  #events = new GridEvents();
  #ownOf: (car: CarEntry) => OwnCar | null = () => null;
  #named: (car: CarEntry) => CarEntry = (car) => car;

  get source(): CarSourceName | null {
    return this.#source;
  }

  get server(): string | null {
    return this.#server;
  }

  get isRace(): boolean {
    return this.#rules.isRace;
  }

  /** Time of the newest message, ms of the session. */
  get t(): number {
    return this.#t;
  }

  get focus(): GridFocus {
    return this.#focus.value;
  }

  /** @returns false: there is no such car */
  choose(choice: FocusChoice): boolean {
    const carId = 'auto' in choice ? null : choice.carId;
    if (carId !== null && !this.#byId.has(carId)) return false;
    this.#focus.choose(choice);
    return true;
  }

  /**
   * @param ownOf what the live session of a car's driver knows; null: there is none
   * @param named the car as it is shown, with what the entry list of a league says of its driver
   */
  setRules(
    rules: RaceRules,
    ownOf: (car: CarEntry) => OwnCar | null,
    named: (car: CarEntry) => CarEntry = (car) => car,
  ): void {
    if (rules.isRace !== this.#rules.isRace) this.#phase = { kind: 'open' };
    this.#rules = rules;
    this.#ownOf = ownOf;
    this.#named = named;
  }

  setEnd(t: number, end: RaceEnd): void {
    this.#ending.set(t, end);
  }

  /** The source's entries changed. They are applied with the next message about where the cars are. */
  update({ source, server, whole, cars, gone, camera = null }: CarsUpdate): void {
    if (source !== this.#source) this.#clear();
    this.#source = source;
    this.#server = server;
    this.#camera = camera;
    if (whole) this.#entries.clear();
    for (const id of gone) this.#entries.delete(id);
    for (const entry of cars) this.#entries.set(entry.id, entry);
    this.#sharedNames = sharedNames(this.#entries.values());
  }

  /** A driver's name says which car is meant. */
  isUnique(driver: string): boolean {
    return driver !== '' && !this.#sharedNames.has(driver);
  }

  #clear(): void {
    this.#gone.push(...this.#order.map(({ id }) => id));
    this.#order = [];
    this.#byId.clear();
    this.#positions = [];
    this.#entries.clear();
    this.#focus.forget(null);
    this.#events = new GridEvents();
    this.#phase = { kind: 'open' };
    this.#t = Number.NEGATIVE_INFINITY;
  }

  /** @returns null: the message is older than one before */
  move(t: number, motions: readonly CarMotion[]): GridStep | null {
    if (this.#source === null || t <= this.#t) return null;
    this.#t = t;
    const events: GridEventDraft[] = [];
    for (const motion of motions) this.#moveCar(t, motion, events);
    for (const car of this.#order) car.pass(t, this.#lengthM);
    this.#begin(t);
    this.#removeLost(t, events);
    this.#finish(events);
    const before = this.#order;
    this.#order = this.#sorted();
    if (this.#phase.kind === 'racing') {
      events.push(...this.#events.ofOrder(before, this.#order, t, this.#phase.startedT));
    }
    const own = this.#order.find(({ entry }) => entry.isPlayer === true) ?? null;
    this.#positions = this.#order.map((car, i) => this.#positionOf(car, i, own, t));
    this.#findBattles(t, events);
    const entries: GridEntry[] = [];
    const laps: CarLapDraft[] = [];
    for (const [i, car] of this.#order.entries()) {
      const entry = changedEntry(car, i + 1);
      if (entry !== null) entries.push(entry);
      const lap = car.completedLap(t, i + 1);
      if (lap !== null) laps.push(lap);
    }
    const hasNewFocus = this.#focus.update(t, () =>
      contendersOf(this.#order, this.#positions, this.#phase.kind === 'racing'),
    );
    const gone = this.#gone.filter((id) => !this.#byId.has(id));
    this.#gone = [];
    return { t, positions: this.#positions, entries, gone, hasNewFocus, events, laps };
  }

  /** The race has begun. */
  get #isUnderWay(): boolean {
    return this.#phase.kind === 'racing' || this.#phase.kind === 'flagged';
  }

  get #lengthM(): number {
    return this.#rules.lengthM ?? usualLengthM;
  }

  #moveCar(t: number, seen: CarMotion, events: GridEventDraft[]): void {
    const entry = this.#entries.get(seen.id);
    if (entry === undefined) return;
    let car = this.#byId.get(seen.id);
    if (car !== undefined && isAnother(car.source, entry)) {
      this.#remove(car);
      car = undefined;
    }
    if (!seen.isConnected) return;
    const own = this.#ownOf(entry);
    const named = this.#named(entry);
    const known = own === null ? named : { ...named, ...own.facts };
    const motion = own === null ? seen : own.placed(seen);
    if (car === undefined) {
      const waits = this.#rules.isRace && !this.#isUnderWay;
      car = new TrackedCar(known, motion, t, waits ? 'grid' : 'running');
      this.#order.push(car);
      this.#byId.set(car.id, car);
      this.#events.noteBest(known.bestLapMs);
    }
    car.source = entry;
    if (car.entry !== known && !isSameEntry(car.entry, known)) {
      car.entry = known;
      const fastest = this.#events.ofLap(car, this.#placeOf(car));
      if (fastest !== null) events.push(fastest);
    }
    car.sessionID = own?.sessionID ?? null;
    this.#follow(car, motion, t, events);
  }

  /** In the order before this message. */
  #placeOf(car: TrackedCar): number {
    return this.#order.indexOf(car) + 1;
  }

  #follow(car: TrackedCar, motion: CarMotion, t: number, events: GridEventDraft[]): void {
    if (motion.speedKmh > movesKmh) car.movedT = t;
    car.motion = motion;
    car.heardT = t;
    const wasPut = car.track.add(t, motion, this.#lengthM);
    // A driver who went back to the pits by the game's menu drives again when the car leaves them.
    if (wasPut && car.isInPits && this.#phase.kind === 'racing') car.isHeld = true;
    const pits = car.pits.add(t, motion, car.track.progress);
    if (pits === 'left') car.isHeld = false;
    const isRacing = this.#phase.kind === 'racing' && !car.isHeld;
    if (pits === 'entered' && isRacing) {
      events.push(aboutCar('car-pitted', car, this.#placeOf(car)));
    }
    if (car.status === 'out') car.status = 'running';
  }

  /** Finds out whether the race has begun, and begins it. */
  #begin(t: number): void {
    if (!this.#rules.isRace || this.#order.length === 0) return;
    if (this.#phase.kind === 'open') {
      const hasBegun = this.#order.some(
        (car) => car.motion.laps > 0 || (car.motion.speedKmh > startKmh && !car.isInPits),
      );
      this.#phase = hasBegun ? { kind: 'racing', startedT: null } : { kind: 'grid' };
      for (const car of this.#order) car.status = hasBegun ? 'running' : 'grid';
    }
    if (this.#phase.kind !== 'grid') return;
    const starts = this.#order.some((car) => !car.isInPits && car.motion.speedKmh > startKmh);
    if (!starts) return;
    this.#phase = { kind: 'racing', startedT: t };
    for (const [i, car] of this.#order.entries()) {
      car.status = 'running';
      car.startPlace = i + 1;
      car.isHeld = car.isInPits;
      car.pits.reset(car.track.progress);
    }
  }

  #removeLost(t: number, events: GridEventDraft[]): void {
    for (const car of [...this.#order]) {
      const isLost = t - car.heardT >= limits.carGoneMs;
      if (!this.#isUnderWay) {
        if (isLost) this.#remove(car);
        continue;
      }
      if (car.status !== 'running') continue;
      const isStationary = !car.isInPits && t - car.movedT >= stationaryMs;
      if (!isLost && !isStationary) continue;
      car.status = 'out';
      events.push(aboutCar('car-retired', car, this.#placeOf(car)));
    }
  }

  #remove(car: TrackedCar): void {
    this.#order = this.#order.filter((one) => one !== car);
    this.#byId.delete(car.id);
    this.#battles.forget(car);
    this.#events.forget(car);
    this.#focus.forget(car.id);
    this.#gone.push(car.id);
  }

  /** Ends the race for those who cross the line after the flag. */
  #finish(events: GridEventDraft[]): void {
    if (this.#phase.kind === 'racing') {
      const crossedT = this.#ending.winner(this.#order, this.#rules.laps)?.track.crossedT ?? null;
      if (crossedT !== null) this.#flag(crossedT);
    }
    if (this.#phase.kind !== 'flagged') return;
    for (const car of this.#order) {
      const { crossedT, progress } = car.track;
      if (car.status !== 'running' || crossedT === null || crossedT < this.#phase.t - 1) continue;
      const isFirst = this.#order.every(({ finish }) => finish === null);
      car.finish = { progress: Math.floor(progress), t: crossedT };
      car.status = 'finished';
      if (isFirst) events.push(aboutCar('chequered-flag', car, 1));
    }
  }

  #flag(t: number): void {
    if (this.#phase.kind !== 'racing') return;
    this.#phase = { kind: 'flagged', startedT: this.#phase.startedT, t };
  }

  #sorted(): TrackedCar[] {
    if (!this.#rules.isRace) return bestLapOrder(this.#order);
    if (this.#phase.kind === 'grid') return gridOrder(this.#order);
    return raceOrder(this.#order, this.#lengthM);
  }

  #positionOf(car: TrackedCar, i: number, own: TrackedCar | null, t: number): GridPosition {
    const leader = this.#order[0]!;
    const ahead = this.#order[i - 1];
    const { motion, shown } = car;
    car.shown = gridPosition(motion, {
      laps: this.#lapsOf(car),
      isConnected: t - car.heardT < limits.carGoneMs && motion.isConnected,
      place: i + 1,
      gap: i === 0 ? noDistance : this.#gap(car, leader, t, shown?.gap),
      interval: ahead === undefined ? noGap : this.#gap(car, ahead, t, shown?.interval),
      relativeMs: own === null || own === car ? null : roadGapMs(own, car, t),
    });
    return car.shown;
  }

  #lapsOf({ finish, track, motion }: TrackedCar): number {
    return this.#rules.isRace
      ? Math.max(0, finish?.progress ?? Math.floor(track.progress))
      : motion.laps;
  }

  #gap(car: TrackedCar, ahead: TrackedCar, t: number, shown: CarGap | undefined): CarGap {
    if (!this.#rules.isRace) return bestLapGap(car, ahead);
    if (this.#phase.kind === 'grid' || car.status === 'out' || car.isHeld) return noGap;
    const gap = gapBetween(car, ahead, t, this.#lengthM, shown?.laps ?? 0);
    // Where a car that is not heard of has been is not known.
    const isUnheard = gap.ms === null && ahead.unheardLaps > 0;
    return isUnheard ? { laps: gap.laps, ms: shown?.ms ?? null } : gap;
  }

  #findBattles(t: number, events: GridEventDraft[]): void {
    if (this.#phase.kind !== 'racing') return;
    for (const [i, car] of this.#order.entries()) {
      const ahead = this.#order[i - 1];
      const canAttack =
        ahead?.status === 'running' && car.status === 'running' && !ahead.isInPits && !car.isInPits;
      const { interval } = this.#positions[i]!;
      const intervalMs = interval.laps === 0 ? interval.ms : null;
      const begins = this.#battles.update(car, canAttack ? ahead : null, intervalMs, t);
      if (begins && ahead !== undefined) {
        events.push(withOther(aboutCar('battle-started', car, i + 1), ahead, intervalMs));
      }
    }
  }

  /** All entries, for a page that is new. */
  get entries(): readonly GridEntry[] {
    return this.#order.flatMap(({ sent }) => sent ?? []);
  }

  /** A car of the source; null: it has none of this id. */
  entry(id: number): CarEntry | null {
    return this.#byId.get(id)?.entry ?? this.#entries.get(id) ?? null;
  }

  /** In the order of their places. */
  get positions(): readonly GridPosition[] {
    return this.#positions;
  }

  /** @returns null: there is no source, or it has sent no car yet */
  snapshot(sessionID: string): Grid | null {
    if (this.#source === null || this.#order.length === 0) return null;
    const cars: GridCar[] = this.#order.flatMap(({ sent }, i) => {
      const position = this.#positions[i];
      return sent === null || position === undefined ? [] : { ...sent, ...position };
    });
    const head = { source: this.#source, server: this.#server, isRace: this.isRace };
    const camera = this.#camera === null ? {} : { camera: this.#camera };
    return { sessionID, t: this.#t, ...head, focus: this.focus, ...camera, cars };
  }
}
