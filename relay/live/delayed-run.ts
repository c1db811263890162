/** Runs something once after a while, however often it is asked for until then. */
export class DelayedRun {
  readonly #delayMs: number;
  readonly #run: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(delayMs: number, run: () => void) {
    this.#delayMs = delayMs;
    this.#run = run;
  }

  request(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#run();
    }, this.#delayMs);
  }

  /** What was asked for does not run any more. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
