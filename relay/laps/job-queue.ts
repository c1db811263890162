/** Runs a limited number of jobs at a time and lets a limited number wait. */

export class JobQueue {
  #left: number;
  readonly #waitingMax: number;
  /** Waiting jobs, oldest first. */
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number, waitingMax: number) {
    this.#left = atOnce;
    this.#waitingMax = waitingMax;
  }

  /**
   * Runs a job as soon as there is room, and resolves with its result.
   * @param refused creates the error when too many jobs wait
   */
  async run<T>(job: () => Promise<T>, refused: () => Error): Promise<T> {
    if (this.#left > 0) this.#left--;
    else if (this.#waiting.length < this.#waitingMax) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      throw refused();
    }
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#left++;
      else next();
    }
  }
}
