/**
 * The cars at the moment that is drawn: between two messages of the relay, or a little past the newest one. Places and
 * gaps are those of the message before that moment. Pure.
 */
import type { Grid, GridCar, GridEntry, GridPosition } from '../../../protocol/cars.ts';
import type { DecodedCars } from '../../../protocol/cars-codec.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ViewerCars } from '../../../protocol/messages.ts';

/** Where the cars were at one time, by id and in the order of their places. */
interface Moment {
  readonly t: number;
  readonly order: readonly GridPosition[];
  readonly byId: ReadonlyMap<number, GridPosition>;
  /** Its cars with their entries, moved for each picture; null: nobody asked for them since an entry changed. */
  cars: readonly MovingCar[] | null;
}

/** A car of a grid before it is shown. Copies for each picture would be most of what a page of cars costs. */
type MovingCar = { -readonly [Name in keyof GridCar]: GridCar[Name] };

/** A car that is this much farther away in the next message was put there by the game, m. */
const jumpM = 60;
/** Messages are kept this long, ms of the session: the longest delay of a page and some more. */
const keptMs = limits.viewerDelayMsMax + 2_000;

type Head = Pick<ViewerCars, 'sessionID' | 'source' | 'server' | 'isRace' | 'focus'>;

export class GridPlayout {
  #head: Head | null = null;
  readonly #entries = new Map<number, GridEntry>();
  #moments: Moment[] = [];

  /** Another session, or another run of it, begins. */
  forget(): void {
    this.#head = null;
    this.#entries.clear();
    this.#moments = [];
  }

  message({ sessionID, source, server, isRace, focus, whole, cars, gone }: ViewerCars): void {
    this.#head = { sessionID, source, server, isRace, focus };
    if (whole) this.#entries.clear();
    for (const id of gone) this.#entries.delete(id);
    for (const entry of cars) this.#entries.set(entry.id, entry);
    if (source === null) this.#moments = [];
    for (const moment of this.#moments) moment.cars = null;
  }

  push({ t, cars }: DecodedCars): void {
    // The clock of the session began again.
    if (t < (this.#moments.at(-1)?.t ?? 0)) this.#moments = [];
    this.#moments.push({
      t,
      order: cars,
      byId: new Map(cars.map((car) => [car.id, car])),
      cars: null,
    });
    const old = this.#moments.findIndex((moment) => moment.t > t - keptMs);
    if (old > 0) this.#moments.splice(0, old);
  }

  /**
   * @param t the moment that is drawn, ms of the session; null: no frames play, the newest message is shown
   * @returns null: there is no source of cars; the cars are the same objects until the next message, then others
   */
  at(t: number | null): Grid | null {
    const head = this.#head;
    const moments = this.#moments;
    if (head === null || head.source === null || moments.length === 0) return null;
    const after = t === null ? -1 : moments.findIndex((moment) => moment.t > t);
    const at = after < 0 ? moments.length - 1 : Math.max(0, after - 1);
    const now = moments[at]!;
    // Past the newest message the cars go on as between the two before.
    const [from, to] =
      after > 0 ? [now, moments[after]!] : after < 0 ? [moments[at - 1] ?? now, now] : [now, now];
    const untilT = Math.min(t ?? now.t, moments.at(-1)!.t + limits.carsExtrapolateMsMax);
    const share = from === to || t === null ? 1 : (untilT - from.t) / (to.t - from.t);
    const cars = this.#carsOf(now);
    for (const car of cars) {
      const a = from.byId.get(car.id);
      const b = to.byId.get(car.id);
      move(car, now.byId.get(car.id)!);
      if (a && b && a !== b && isNear(a, b)) moveBetween(car, a, b, share);
    }
    const { sessionID, source, server, isRace, focus } = head;
    return { sessionID, source, server, isRace, focus, t: t ?? now.t, cars };
  }

  /** Made once for each message, not for each picture. */
  #carsOf(moment: Moment): readonly MovingCar[] {
    moment.cars ??= moment.order.flatMap((position): MovingCar[] => {
      const entry = this.#entries.get(position.id);
      return entry === undefined ? [] : [{ ...entry, ...position }];
    });
    return moment.cars;
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** The shorter way round a circle of size `turn`. */
function mixRound(a: number, b: number, share: number, turn: number): number {
  const difference = b - a;
  return a + (difference - turn * Math.round(difference / turn)) * share;
}

/** Puts a car where a message says it is. */
function move(car: MovingCar, to: GridPosition): void {
  car.worldPosition = to.worldPosition;
  car.trackPosition = to.trackPosition;
  car.heading = to.heading;
  car.speedKmh = to.speedKmh;
  if (to.inputs !== undefined) car.inputs = to.inputs;
}

/** False: the game put the car somewhere else between the two messages. */
function isNear({ worldPosition: a }: GridPosition, { worldPosition: b }: GridPosition): boolean {
  return Math.hypot(b[0] - a[0], b[2] - a[2]) <= jumpM;
}

/** @param share 0: at `a`, 1: at `b`, more: past it */
function moveBetween(car: MovingCar, a: GridPosition, b: GridPosition, share: number): void {
  const [ax, ay, az] = a.worldPosition;
  const [bx, by, bz] = b.worldPosition;
  const until = Math.min(share, 1);
  car.worldPosition = [mix(ax, bx, share), mix(ay, by, share), mix(az, bz, share)];
  const place = mixRound(a.trackPosition, b.trackPosition, share, 1);
  car.trackPosition = place - Math.floor(place);
  car.heading =
    a.heading === null || b.heading === null
      ? b.heading
      : mixRound(a.heading, b.heading, until, 2 * Math.PI);
  car.speedKmh = mix(a.speedKmh, b.speedKmh, until);
  if (a.inputs === undefined || b.inputs === undefined) return;
  const throttle = mix(a.inputs.throttle, b.inputs.throttle, until);
  const brake = mix(a.inputs.brake, b.inputs.brake, until);
  car.inputs = { ...a.inputs, throttle, brake };
}
