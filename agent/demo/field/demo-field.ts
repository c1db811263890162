/** The field around the demo car: a race or practice that the demo car takes part in as number 0. Pure. */
import type { Drive } from '../drive.ts';
import { CarPath } from './car-path.ts';
import { FieldPage } from './field-page.ts';
import { type FieldCar, RaceField } from './race-field.ts';
import { type TrueCar, truthAt } from './race-truth.ts';

/** The demo car's way gets an entry this often, ms. */
const entryEveryMs = 24;
/** The game counts a lap some time after the line, ms. */
const countedLateMs = 45;
const serverName = 'Hollowmere Sunday Cup';

export class DemoField {
  readonly page = new FieldPage();
  readonly #field: RaceField;
  readonly #player: FieldCar;
  readonly #path = new CarPath();
  readonly #pitLane: { fromMs: number; toMs: number }[] = [];
  #place = 1;

  constructor(
    seed: number,
    kind: 'race' | 'practice',
    minutes: number,
    drive: Drive,
    driver: string,
  ) {
    this.#field = new RaceField({ seed, kind, minutes });
    this.#player = {
      id: 0,
      driver,
      number: '1',
      spec: drive.spec,
      history: { path: this.#path, pitLane: this.#pitLane, inBox: [], retiredMs: null },
      disconnectsMs: null,
      boxM: drive.circuit.pit.boxM,
    };
    this.#pitLane.push({ fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY });
  }

  /** Cars with the demo car. */
  get count(): number {
    return this.#field.cars.length + 1;
  }

  /** The demo car's place, from 1. */
  get place(): number {
    return this.#place;
  }

  /** The time of the race is up, and the leader has crossed the line. */
  isOver(ms: number): boolean {
    const { flagMs } = this.#field;
    return flagMs !== null && ms >= flagMs;
  }

  /** @param ms since the session began */
  follow(drive: Drive, ms: number): void {
    const metres = (drive.lap - 1) * drive.circuit.lengthM + drive.distanceM;
    // Back in its box the car is farther back than before; its way goes on when it has caught up.
    if (ms - this.#path.endMs >= entryEveryMs) {
      this.#path.add(ms, Math.max(metres, this.#path.endM));
    }
    const last = this.#pitLane.at(-1);
    const isIn = last !== undefined && last.toMs === Number.POSITIVE_INFINITY;
    if (drive.inPitLane === isIn) return;
    if (isIn) last.toMs = ms;
    else this.#pitLane.push({ fromMs: ms, toMs: Number.POSITIVE_INFINITY });
  }

  /** The order as it is; the demo car is the one with id 0. */
  truth(ms: number): TrueCar[] {
    return truthAt(this.#field, ms, [this.#player, ...this.#field.cars]);
  }

  /** Writes the page as it is at a time. @param ms since the session began */
  write(drive: Drive, ms: number): void {
    const truth = this.truth(ms);
    const byId = new Map(truth.map((one) => [one.car.id, one]));
    this.#place = byId.get(0)?.place ?? 1;
    const { lengthM } = drive.circuit;
    const { shown } = drive.clock;
    const player = {
      driver: this.#player.driver,
      car: drive.spec.car,
      speedMps: drive.vehicle.speedMps,
      bestLapMs: shown.bestMs,
      lastLapMs: shown.lastMs,
      currentLapMs: shown.currentMs,
      laps: shown.completedLaps,
      x: drive.pose.x,
      y: drive.pose.y,
      z: drive.pose.z,
      inPitLane: drive.inPitLane,
      inPit: drive.inBox,
      place: this.#place,
      trackPosition: drive.distanceM / lengthM,
      isConnected: true,
    };
    const others = this.#field.cars.map((car) => {
      const { pose, place, lastLapMs, bestLapMs, currentLapMs } = byId.get(car.id)!;
      const countedM = car.history.path.metresAt(ms - countedLateMs);
      return {
        driver: car.driver,
        car: car.spec.car,
        speedMps: pose.speedMps,
        bestLapMs: bestLapMs ?? 0,
        lastLapMs: lastLapMs ?? 0,
        currentLapMs,
        laps: Math.max(0, Math.floor(countedM / lengthM + 1e-9)),
        x: pose.x,
        y: pose.y,
        z: pose.z,
        inPitLane: pose.inPitLane,
        inPit: pose.inBox,
        place,
        trackPosition: pose.place,
        isConnected: pose.isConnected,
      };
    });
    this.page.write(serverName, [player, ...others]);
  }
}
