/** Litres a lap, from what the tank held at the lines. Pure. */

/** The mean is of so many of the newest laps. */
const lapsCounted = 5;
/** A rise of more than this is refuelling, L. */
const refuelL = 0.05;

export class FuelUse {
  #atLine: number | null = null;
  #last: number | null = null;
  #refuelled = false;
  #laps: number[] = [];

  take(fuelL: number): void {
    if (this.#last !== null && fuelL > this.#last + refuelL) this.#refuelled = true;
    this.#last = fuelL;
  }

  /**
   * The car crosses the line.
   * @param counts the lap was driven whole and away from the pits
   * @returns litres burnt on the lap that ends; null: not known
   */
  line(counts: boolean): number | null {
    const before = this.#atLine;
    const now = this.#last;
    const burnt = before === null || now === null || this.#refuelled ? null : before - now;
    this.#atLine = now;
    this.#refuelled = false;
    if (counts && burnt !== null && burnt > 0) {
      this.#laps.push(burnt);
      if (this.#laps.length > lapsCounted) this.#laps.shift();
    }
    return burnt;
  }

  /** Mean of the newest laps that count, L; null until there is one (or when the game burns none). */
  get perLapL(): number | null {
    if (this.#laps.length === 0) return null;
    return this.#laps.reduce((sum, one) => sum + one, 0) / this.#laps.length;
  }
}
