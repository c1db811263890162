/**
 * The way of one car as a table: when it was how far. Between two entries it moves evenly, which is exact by definition:
 * tests compare with it. Pure.
 */

/** From one time to another, ms. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

export class CarPath {
  #ms = new Float64Array(1024);
  #metres = new Float64Array(1024);
  #count = 0;

  get endMs(): number {
    return this.#count === 0 ? Number.NEGATIVE_INFINITY : this.#ms[this.#count - 1]!;
  }

  get endM(): number {
    return this.#count === 0 ? Number.NEGATIVE_INFINITY : this.#metres[this.#count - 1]!;
  }

  /** Times and distances never fall. @param metres from the line at the start of the first lap */
  add(ms: number, metres: number): void {
    if (this.#count === this.#ms.length) {
      this.#ms = grown(this.#ms);
      this.#metres = grown(this.#metres);
    }
    this.#ms[this.#count] = ms;
    this.#metres[this.#count] = metres;
    this.#count++;
  }

  /** Before the first entry and behind the last the car stands still. */
  metresAt(ms: number): number {
    const after = firstThat(this.#count, (i) => this.#ms[i]! > ms);
    if (after === 0) return this.#metres[0] ?? 0;
    if (after === this.#count) return this.endM;
    return between(ms, after, this.#ms, this.#metres);
  }

  /** When the car first was there; null: it was not, or was there from the beginning. */
  timeAt(metres: number): number | null {
    if (this.#count === 0 || metres < this.#metres[0]! || metres > this.endM) return null;
    const after = firstThat(this.#count, (i) => this.#metres[i]! >= metres);
    return after === 0 ? this.#ms[0]! : between(metres, after, this.#metres, this.#ms);
  }

  /** m/s around a time. */
  speedAt(ms: number): number {
    const aroundMs = 60;
    const fromMs = ms - aroundMs / 2;
    return ((this.metresAt(fromMs + aroundMs) - this.metresAt(fromMs)) * 1000) / aroundMs;
  }
}

function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

function between(x: number, after: number, xs: Float64Array, ys: Float64Array): number {
  const x0 = xs[after - 1]!;
  const x1 = xs[after]!;
  const share = x1 > x0 ? (x - x0) / (x1 - x0) : 1;
  return ys[after - 1]! + (ys[after]! - ys[after - 1]!) * share;
}

/** Index of the first of ascending values that is far enough; `count` when there is none. */
function firstThat(count: number, isFarEnough: (i: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFarEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
