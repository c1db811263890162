/** Counts millions of comparisons and keeps the first that failed: `expect` is too slow for so many. */

export interface Finding {
  readonly what: string;
  readonly count: number;
  readonly wrong: number;
  /** The first that was wrong. */
  readonly example: string;
}

interface Tally {
  count: number;
  wrong: number;
  example: string;
}

export class Checks {
  readonly #tallies = new Map<string, Tally>();

  /** All whose name begins with `overlay: `. */
  of(overlay: string): Finding[] {
    return [...this.#tallies]
      .filter(([what]) => what.startsWith(`${overlay}: `))
      .map(([what, tally]) => ({ what, ...tally }));
  }

  #note(what: string, right: boolean, example: () => string): void {
    let tally = this.#tallies.get(what);
    if (tally === undefined) {
      tally = { count: 0, wrong: 0, example: '' };
      this.#tallies.set(what, tally);
    }
    tally.count++;
    if (right) return;
    if (tally.wrong === 0) tally.example = example();
    tally.wrong++;
  }

  /** The value lies between the smallest and the largest of some, or beyond them by the tolerance at most. */
  between(
    what: string,
    value: number | null | undefined,
    of: readonly number[],
    tolerance: number,
  ): void {
    let [low, high] = [Infinity, -Infinity];
    for (const one of of) {
      if (one < low) low = one;
      if (one > high) high = one;
    }
    const right =
      typeof value === 'number' && value >= low - tolerance && value <= high + tolerance;
    this.#note(what, right, () => `${value} is not in ${low} … ${high} by ${tolerance}`);
  }

  /** Left out where there is nothing to compare; one of the two missing alone is wrong. */
  near(
    what: string,
    value: number | null | undefined,
    truth: number | null | undefined,
    tolerance: number,
  ): void {
    if (typeof value !== 'number' || typeof truth !== 'number') return;
    const right = Math.abs(value - truth) <= tolerance;
    this.#note(what, right, () => `${value} is not ${truth} by ${tolerance}`);
  }

  equal(what: string, value: unknown, truth: unknown): void {
    this.#note(what, value === truth, () => `${value} is not ${truth}`);
  }

  oneOf(what: string, value: unknown, truths: readonly unknown[]): void {
    this.#note(what, truths.includes(value), () => `${value} is none of ${[...new Set(truths)]}`);
  }
}
