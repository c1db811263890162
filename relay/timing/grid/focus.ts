/** Which car the pages of a session are about: nobody's choice, a commentator's, or the director's. Pure. */
import { type FocusChoice, type GridFocus, noFocus } from '../../../protocol/cars.ts';
import { type Contender, type DirectorChoice, direct } from './director.ts';

/** The director looks this often, ms: its choice stays for many seconds. */
const lookEveryMs = 500;

export class ChosenFocus {
  #choice: FocusChoice = { carId: null };
  #directed: DirectorChoice | null = null;
  /** When the director looked last, ms of the session. */
  #lookedT = Number.NEGATIVE_INFINITY;
  #value: GridFocus = noFocus;

  get value(): GridFocus {
    return this.#value;
  }

  choose(choice: FocusChoice): void {
    this.#choice = choice;
    this.#refresh();
  }

  /** A car is gone, so that its number may be another's. @param carId null: all cars are */
  forget(carId: number | null): void {
    const choice = this.#choice;
    const isGone = (id: number | null): boolean => id !== null && (carId === null || id === carId);
    if ('carId' in choice && isGone(choice.carId)) this.#choice = { carId: null };
    if (!isGone(this.#directed?.carId ?? null)) return;
    this.#directed = null;
    this.#lookedT = Number.NEGATIVE_INFINITY;
  }

  /**
   * @param t ms of the session
   * @param cars in the order of their places; only called when the director looks
   * @returns whether the focus has changed
   */
  update(t: number, cars: () => readonly Contender[]): boolean {
    const sinceMs = t - this.#lookedT;
    if (sinceMs < 0 || sinceMs >= lookEveryMs) {
      this.#lookedT = t;
      this.#directed = direct(cars(), this.#directed, t);
    }
    return this.#refresh();
  }

  #refresh(): boolean {
    const choice = this.#choice;
    const isAuto = 'auto' in choice;
    const proposedId = this.#directed?.carId ?? null;
    const carId = isAuto ? proposedId : choice.carId;
    const before = this.#value;
    if (before.carId === carId && before.isAuto === isAuto && before.proposedId === proposedId) {
      return false;
    }
    this.#value = { carId, isAuto, proposedId };
    return true;
  }
}
