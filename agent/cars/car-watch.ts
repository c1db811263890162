/**
 * Watches the sources of other cars: passes on the cars of the best one that is there, ten times a second, and reports when
 * the last one has gone. `start` drives it with a timer.
 */
import { limits } from '../../protocol/limits.ts';
import type { CarSource, CarsReading } from './car-source.ts';

export interface CarWatchOptions {
  /** The best one first. */
  readonly sources: readonly CarSource[];
  /** The machine's monotonic clock, ms. */
  readonly now: () => number;
  /** null: there is no source any more. */
  readonly onCars: (reading: CarsReading | null) => void;
}

/** Sources that are not used are looked at this often, ms. */
const othersEveryMs = 250;

export class CarWatch {
  readonly #options: CarWatchOptions;
  #used: CarSource | null = null;
  #othersMs = Number.NEGATIVE_INFINITY;
  #sentMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: CarWatchOptions) {
    this.#options = options;
  }

  /** The source in use; null: there is none. */
  get used(): CarSource | null {
    return this.#used;
  }

  start(): void {
    // Without a source there is nothing to follow closely, and an idle PC should not be woken for it.
    const waitMs = this.#used === null ? othersEveryMs : limits.carsPollMs;
    this.#timer = setTimeout(() => {
      this.look();
      if (this.#timer !== null) this.start();
    }, waitMs);
    this.#timer.unref();
  }

  /** May be called twice. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#used = null;
    for (const source of this.#options.sources) source.close();
  }

  /** Called every `limits.carsPollMs` while a source is used. */
  look(): void {
    const now = this.#options.now();
    const changed = this.#used?.poll(now) ?? false;
    if (this.#used === null || now - this.#othersMs >= othersEveryMs) {
      this.#othersMs = now;
      for (const source of this.#options.sources) if (source !== this.#used) source.poll(now);
      this.#choose(now);
    }
    if (!changed || this.#used === null) return;
    if (now - this.#sentMs < limits.carsEveryMs - limits.carsEarlyMs) return;
    const reading = this.#used.read(now);
    if (reading === null) return;
    this.#sentMs = now;
    this.#options.onCars(reading);
  }

  /** The best source in which cars move; while nothing moves, as in a pause, the one that was used. */
  #choose(now: number): void {
    const there = this.#options.sources.filter((source) => source.isThere);
    const moving = there.find((source) => now - source.movedMs < limits.carsQuietMs);
    const chosen = moving ?? there.find((source) => source === this.#used) ?? null;
    if (chosen === this.#used) return;
    this.#used = chosen;
    if (chosen === null) this.#options.onCars(null);
  }
}
