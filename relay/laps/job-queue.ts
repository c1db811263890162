/** Lets a number of jobs run at a time and a number wait. Pure. */

export class JobQueue {
  #left: number;
  readonly #waitingMax: number;
  /** Jobs that wait until they are given the turn of one that is done. */
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number, waitingMax: number) {
    this.#left = atOnce;
    this.#waitingMax = waitingMax;
  }

  /**
   * Runs a job when it is its turn, and gives what the job gives.
   * @param refused made into the rejection when too many wait
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
