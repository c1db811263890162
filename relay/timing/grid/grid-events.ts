/**
 * Finds the events of a grid by comparing it with itself a moment before: places changed on the track, another leader, the
 * fastest lap, pit stops, retirements, the flag. Pure.
 */
import type { RaceEvent } from '../../../protocol/events.ts';
import type { TrackedCar } from './tracked-car.ts';

/** An event about cars without the number, time and session, which the live session adds. */
export type GridEventDraft = Omit<RaceEvent, 'id' | 'at' | 'sessionID' | 'track'>;

/** A change of places counts when it has lasted this long, ms. */
const holdMs = 1_000;
/** No event of the first moments of a race: the whole field changes places, ms. */
const startQuietMs = 10_000;

interface Pass {
  readonly car: TrackedCar;
  readonly other: TrackedCar;
  readonly sinceT: number;
}

export function aboutCar(
  name: GridEventDraft['name'],
  car: TrackedCar,
  place: number,
): GridEventDraft {
  const { entry, motion } = car;
  return {
    name,
    carId: entry.id,
    position: place,
    own: entry.isPlayer === true,
    ...(entry.number === undefined ? {} : { number: entry.number }),
    driver: entry.driver,
    car: entry.car,
    lap: motion.laps + 1,
  };
}

export function withOther(
  draft: GridEventDraft,
  other: TrackedCar,
  gapMs: number | null,
): GridEventDraft {
  return {
    ...draft,
    otherId: other.id,
    otherDriver: other.entry.driver,
    ...(gapMs === null ? {} : { gapMs }),
  };
}

export class GridEvents {
  #passes: Pass[] = [];
  #leader: { readonly car: TrackedCar; readonly sinceT: number } | null = null;
  #shownLeader: TrackedCar | null = null;
  #fastestMs: number | null = null;

  forget(car: TrackedCar): void {
    this.#passes = this.#passes.filter((pass) => pass.car !== car && pass.other !== car);
  }

  /**
   * @param before the order a moment ago
   * @param startedT when the race began, ms; null: it was joined later
   */
  ofOrder(
    before: readonly TrackedCar[],
    order: readonly TrackedCar[],
    t: number,
    startedT: number | null,
  ): GridEventDraft[] {
    const isQuiet = startedT !== null && t - startedT < startQuietMs;
    if (!isQuiet) this.#notePasses(before, order, t);
    const events = this.#heldPasses(order, t);
    const leader = this.#newLeader(order, t, isQuiet);
    if (leader !== null) events.push(leader);
    return events;
  }

  #notePasses(before: readonly TrackedCar[], order: readonly TrackedCar[], t: number): void {
    if (before.length === order.length && before.every((car, i) => car === order[i])) return;
    const placeBefore = new Map(before.map((car, i) => [car, i]));
    const racing = order.filter(isRacing);
    for (const [i, car] of racing.entries()) {
      for (const other of racing.slice(i + 1)) {
        const was = placeBefore.get(car);
        const otherWas = placeBefore.get(other);
        if (was === undefined || otherWas === undefined || was < otherWas) continue;
        // Passed back within the time: neither counts.
        const back = this.#passes.findIndex((one) => one.car === other && one.other === car);
        if (back >= 0) this.#passes.splice(back, 1);
        else this.#passes.push({ car, other, sinceT: t });
      }
    }
  }

  #heldPasses(order: readonly TrackedCar[], t: number): GridEventDraft[] {
    const events: GridEventDraft[] = [];
    const held = this.#passes.filter(({ sinceT }) => t - sinceT >= holdMs);
    if (held.length === 0) return events;
    this.#passes = this.#passes.filter(({ sinceT }) => t - sinceT < holdMs);
    for (const { car, other } of held) {
      // Driving past a car that went into the pits is not a pass on the track.
      if (!isRacing(car) || !isRacing(other)) continue;
      const place = order.indexOf(car) + 1;
      events.push(withOther(aboutCar('overtake', car, place), other, null));
      if (other.entry.isPlayer !== true) continue;
      const own = aboutCar('overtaken', other, order.indexOf(other) + 1);
      events.push(withOther(own, car, null));
    }
    return events;
  }

  #newLeader(order: readonly TrackedCar[], t: number, isQuiet: boolean): GridEventDraft | null {
    const car = order[0];
    if (car === undefined) return null;
    if (this.#leader?.car !== car) this.#leader = { car, sinceT: t };
    if (isQuiet || this.#shownLeader === null) {
      this.#shownLeader = car;
      return null;
    }
    const before = this.#shownLeader;
    if (before === car || t - this.#leader.sinceT < holdMs) return null;
    this.#shownLeader = car;
    return withOther(aboutCar('leader-changed', car, 1), before, null);
  }

  /** A car's last lap is known. @param place of the car */
  ofLap(car: TrackedCar, place: number): GridEventDraft | null {
    const { lastLapMs, bestLapMs } = car.entry;
    // An invalid lap never becomes the game's best one.
    if (lastLapMs === null || lastLapMs !== bestLapMs) return null;
    const before = this.#fastestMs;
    if (before !== null && lastLapMs >= before) return null;
    this.#fastestMs = lastLapMs;
    if (before === null) return null;
    const draft = aboutCar('fastest-lap', car, place);
    return {
      ...draft,
      lap: car.motion.laps,
      lapTimeMs: lastLapMs,
      bestMs: before,
      deltaMs: lastLapMs - before,
    };
  }

  /** Best laps of cars that were there before. */
  noteBest(bestLapMs: number | null): void {
    if (bestLapMs === null) return;
    this.#fastestMs = Math.min(bestLapMs, this.#fastestMs ?? Number.POSITIVE_INFINITY);
  }
}

function isRacing(car: TrackedCar): boolean {
  return car.status === 'running' && !car.isInPits && !car.isHeld;
}
