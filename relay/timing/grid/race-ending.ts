/** Finds the car that has won a race: by its laps, by its time, or because the source says so. Pure. */
import type { RaceEnd } from './grid-messages.ts';
import type { TrackedCar } from './tracked-car.ts';

export class RaceEnding {
  #end: RaceEnd = { timeLeftMs: null };
  #hadTimeLeft = false;
  /** When the time was up, ms; null: it is not. */
  #timeUpT: number | null = null;

  /** @param t now, ms of the session */
  set(t: number, end: RaceEnd): void {
    this.#end = end;
    if ('winnerId' in end || end.timeLeftMs === null) return;
    if (end.timeLeftMs > 0) this.#hadTimeLeft = true;
    // A time that was never more than zero is none.
    else if (this.#hadTimeLeft) this.#timeUpT ??= t;
  }

  /**
   * @param order the cars in the order of their places
   * @param laps of the race; null: it is timed, or not known
   * @returns the winner, which has just crossed the line; undefined: nobody has won yet
   */
  winner(order: readonly TrackedCar[], laps: number | null): TrackedCar | undefined {
    const end = this.#end;
    if ('winnerId' in end) {
      const winner = order.find(({ id }) => id === end.winnerId);
      // The source may know of its last lap before the car is seen behind the line.
      return winner !== undefined && winner.track.progress >= winner.motion.laps
        ? winner
        : undefined;
    }
    if (laps !== null && laps > 0) {
      return order.find(({ status, track }) => status === 'running' && track.progress >= laps);
    }
    const [leader] = order;
    const isOver = this.#timeUpT !== null && (leader?.track.crossedT ?? 0) >= this.#timeUpT;
    return isOver ? leader : undefined;
  }
}
