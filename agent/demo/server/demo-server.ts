/**
 * A made-up dedicated server with a race of the demo's field: what Assetto Corsa's server would send to its plugin, and what it
 * answers. Qualifying and race follow one another for ever. Pure: the caller passes messages and the time.
 */
import type { ServerStanding } from '../../../protocol/server-packets.ts';
import { currentSessionIndex, serverCommandKinds } from '../../../protocol/server-packets.ts';
import { demoTrack } from '../demo-car.ts';
import { type FieldCar, RaceField } from '../field/race-field.ts';
import { type TrueCar, truthAt } from '../field/race-truth.ts';
import type { ServerDialect, WrittenDriver } from './packet-writer.ts';
import * as packets from './packet-writer.ts';

export interface DemoServerOptions {
  readonly seed: number;
  /** Laps of each race. */
  readonly laps: number;
  /** Length of each qualifying session. */
  readonly qualifyingMinutes: number;
  /** The evening begins with the race: there is more to see. */
  readonly raceFirst: boolean;
  readonly dialect: ServerDialect;
}

export const demoServerName = 'Hollowmere Racing League';

/** After the flag the last cars come home, ms. */
const afterFlagMs = 130_000;
/** The lights go out so long after the session began, ms. */
const gridMs = 12_000;
const qualifying = 2;
const race = 3;

interface RunningSession {
  readonly number: number;
  readonly kind: typeof qualifying | typeof race;
  readonly field: RaceField;
  readonly startedMs: number;
  readonly endMs: number;
  /** Completed laps of each car, by id. */
  readonly laps: Map<number, number>;
  readonly left: Set<number>;
  readonly crashed: Set<number>;
}

export class DemoServer {
  readonly #options: DemoServerOptions;
  #session: RunningSession | null = null;
  #intervalMs = 0;
  #updatedMs = Number.NEGATIVE_INFINITY;

  constructor(options: DemoServerOptions) {
    this.#options = options;
  }

  /** @returns what a server sends when it starts */
  start(nowMs: number): Buffer[] {
    this.#intervalMs = 0;
    this.#session = this.#begin(0, nowMs);
    return [
      packets.writeVersion(),
      this.#describe(this.#session, nowMs, true),
      ...this.#connections(),
    ];
  }

  #begin(number: number, nowMs: number): RunningSession {
    const { seed, laps, qualifyingMinutes, raceFirst } = this.#options;
    const isRace = (number % 2 === 0) === raceFirst;
    const field = new RaceField({
      seed: seed + number,
      kind: isRace ? 'race' : 'practice',
      startMs: isRace ? gridMs : 0,
      ...(isRace ? { laps } : { minutes: qualifyingMinutes }),
    });
    const lengthMs =
      field.flagMs === null ? qualifyingMinutes * 60_000 : field.flagMs + afterFlagMs;
    return {
      number,
      kind: isRace ? race : qualifying,
      field,
      startedMs: nowMs,
      endMs: nowMs + lengthMs,
      laps: new Map(),
      left: new Set(),
      crashed: new Set(),
    };
  }

  #describe(session: RunningSession, nowMs: number, isNew: boolean): Buffer {
    const isRace = session.kind === race;
    const written = {
      index: session.number % 2,
      count: 2,
      server: demoServerName,
      track: demoTrack.track,
      trackConfiguration: demoTrack.configuration,
      name: isRace ? 'Race' : 'Qualify',
      kind: session.kind,
      minutes: isRace ? 0 : this.#options.qualifyingMinutes,
      laps: isRace ? this.#options.laps : 0,
      waitS: 10,
      ambientC: 22,
      roadC: 31,
      weather: '3_clear',
      elapsedMs: Math.round(nowMs - session.startedMs - (isRace ? gridMs : 0)),
    };
    return packets.writeSession(written, isNew, this.#options.dialect);
  }

  #connections(): Buffer[] {
    const cars = this.#session?.field.cars ?? [];
    return cars.flatMap((car) => [
      packets.writeConnection(driverOf(car), true),
      packets.writeLoaded(slotOf(car)),
    ]);
  }

  /** A message of the plugin. @returns the answers */
  receive(bytes: Uint8Array, nowMs: number): Buffer[] {
    const session = this.#session;
    const [kind, low = 0, high = 0] = bytes;
    if (session === null) return [];
    if (kind === serverCommandKinds.updateInterval) this.#intervalMs = low + 256 * high;
    if (kind === serverCommandKinds.carInfo) {
      const car = session.field.cars.find((one) => slotOf(one) === low);
      if (car === undefined) return [];
      return [packets.writeCarInfo(driverOf(car), !session.left.has(low))];
    }
    const index = ((low + 256 * high) << 16) >> 16;
    const isCurrent = index === currentSessionIndex || index === session.number % 2;
    if (kind !== serverCommandKinds.sessionInfo || !isCurrent) return [];
    return [this.#describe(session, nowMs, false)];
  }

  /** To be called many times a second. @returns what the server sends now */
  tick(nowMs: number): Buffer[] {
    const session = this.#session;
    if (session === null) return [];
    if (nowMs >= session.endMs) {
      this.#session = this.#begin(session.number + 1, nowMs);
      const ended = packets.writeSessionEnded(`results/${session.number}.json`);
      // Drivers who had left are back for the next session.
      return [ended, this.#describe(this.#session, nowMs, true), ...this.#connections()];
    }
    const ms = nowMs - session.startedMs;
    const sent = [...lapsAt(session, ms), ...incidentsAt(session, ms)];
    if (this.#intervalMs === 0 || nowMs - this.#updatedMs < this.#intervalMs) return sent;
    this.#updatedMs = nowMs;
    for (const car of session.field.cars) {
      if (!session.left.has(slotOf(car))) sent.push(updateOf(session.field, car, ms));
    }
    return sent;
  }

  /** What the standings must show, the first place first. */
  truth(nowMs: number): readonly TrueCar[] {
    const session = this.#session;
    return session === null ? [] : truthAt(session.field, nowMs - session.startedMs);
  }
}

/** The place in the server's entry list, which is not the car's number in a game. */
export function slotOf(car: FieldCar): number {
  return car.id - 1;
}

function driverOf(car: FieldCar): WrittenDriver {
  return {
    carId: slotOf(car),
    driver: car.driver,
    guid: `7656119800000${String(car.id).padStart(4, '0')}`,
    car: car.spec.car,
    skin: `${car.number}_demo`,
    team: '',
  };
}

function updateOf(field: RaceField, car: FieldCar, ms: number): Buffer {
  const { x, y, z, heading, speedMps, place } = field.poseOf(car, ms);
  return packets.writeCarUpdate({
    carId: slotOf(car),
    position: [x, y, z],
    velocity: [Math.sin(heading) * speedMps, 0, Math.cos(heading) * speedMps],
    gear: speedMps < 0.5 ? 1 : Math.min(7, 2 + Math.floor(speedMps / 13)),
    rpm: Math.round(2_000 + (speedMps % 13) * 400),
    trackPosition: place,
  });
}

/** Laps that were completed since the last call, each with the standings of that moment. */
function lapsAt(session: RunningSession, ms: number): Buffer[] {
  const sent: Buffer[] = [];
  let truth: readonly TrueCar[] | null = null;
  for (const car of session.field.cars) {
    const { laps } = session.field.poseOf(car, ms);
    const before = session.laps.get(car.id) ?? 0;
    session.laps.set(car.id, laps);
    if (laps <= before || session.left.has(slotOf(car))) continue;
    truth ??= truthAt(session.field, ms);
    const lapMs = truth.find((one) => one.car === car)!.lastLapMs;
    // The way out of a box beyond the line is not a lap.
    if (lapMs === null) continue;
    const standings = truth.map((one) => standingOf(session, one));
    sent.push(packets.writeLap(slotOf(car), lapMs, cutsOf(session, car, laps), standings));
  }
  return sent;
}

/** In races some leave the track, which takes nothing from their standing. */
function cutsOf({ kind }: RunningSession, car: FieldCar, lap: number): number {
  return kind === race && (car.id * 7 + lap * 13) % 23 === 0 ? 1 : 0;
}

function standingOf(session: RunningSession, { car, pose, ...rest }: TrueCar): ServerStanding {
  const { field } = session;
  const finish = car.history.path.timeAt(pose.laps * field.circuit.lengthM);
  const raceMs = pose.laps === 0 || finish === null ? null : Math.round(finish - field.startMs);
  return {
    carId: slotOf(car),
    timeMs: session.kind === race ? raceMs : rest.bestLapMs,
    laps: pose.laps,
    hasFinished: rest.finishedMs !== null,
  };
}

/** A car that retires hits the barrier, and leaves later. */
function incidentsAt(session: RunningSession, ms: number): Buffer[] {
  const { field, crashed, left } = session;
  const sent: Buffer[] = [];
  for (const car of field.cars) {
    const slot = slotOf(car);
    const { retiredMs } = car.history;
    if (retiredMs !== null && ms >= retiredMs && !crashed.has(slot)) {
      crashed.add(slot);
      const { x, y, z } = field.poseOf(car, ms);
      sent.push(packets.writeCollision(slot, null, 38.4, [x, y, z]));
    }
    if (car.disconnectsMs !== null && ms >= car.disconnectsMs && !left.has(slot)) {
      left.add(slot);
      sent.push(packets.writeConnection(driverOf(car), false));
    }
  }
  return sent;
}
