/**
 * Sector times of the lap being driven and the best of the session. In Assetto Corsa `lastSectorTime` is the time
 * of the sector that ended alone, and it changes together with the number of the sector; the last sector of a lap
 * is what the others leave of the lap's time. Pure.
 */
export class Sectors {
  #current: (number | null)[] = [];
  #best: (number | null)[] = [];
  #sector: number | null = null;

  get current(): (number | null)[] {
    return [...this.#current];
  }

  get best(): (number | null)[] {
    return [...this.#best];
  }

  /** @returns true when a sector of this lap was completed */
  take(sector: number | undefined, lastSectorMs: number | null | undefined): boolean {
    if (sector === undefined) return false;
    const before = this.#sector;
    this.#sector = sector;
    if (before === null || sector !== before + 1) return false;
    if (lastSectorMs === undefined || lastSectorMs === null) return false;
    this.#current[before] = lastSectorMs;
    for (let i = 0; i < before; i++) this.#current[i] ??= null;
    return true;
  }

  /**
   * The lap is complete.
   * @param count sectors of the track; undefined: not known
   * @returns its sector times as far as known
   */
  line(lapMs: number | null, valid: boolean | null, count: number | undefined): (number | null)[] {
    const done = this.#current;
    this.#current = [];
    // The number of the sector falls back to the first a moment before or after the counter of laps.
    this.#sector = null;
    const known = done.every((one) => one !== null);
    if (count !== undefined && count > 1 && done.length === count - 1 && known && lapMs !== null) {
      done.push(lapMs - done.reduce<number>((sum, one) => sum + one!, 0));
    }
    this.hold(done, valid);
    return done;
  }

  /** Holds the sectors of a lap against the best ones. */
  hold(sectorsMs: readonly (number | null)[], valid: boolean | null): void {
    if (valid === false) return;
    sectorsMs.forEach((one, i) => {
      const best = this.#best[i] ?? null;
      if (one !== null && (best === null || one < best)) this.#best[i] = one;
      else this.#best[i] ??= null;
    });
  }
}
