/**
 * A clock that runs with the machine's and that a test can move on. A relay on it tries again what a slow database
 * could not do the first time; on a clock that stands still it would wait for ever.
 */
export class PassingClock {
  #advancedMs = 0;

  /** ms, at least a million. */
  readonly now = (): number => 1_000_000 + performance.now() + this.#advancedMs;

  advance(ms: number): void {
    this.#advancedMs += ms;
  }
}
