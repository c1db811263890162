/** Columns of numbers that grow frame by frame, four or eight bytes a value. Pure. */

/** ms, packet ids and places: numbers at full precision. */
export class NumberColumn {
  #values = new Float64Array(1_024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** Measured values, of which only some frames carry one: the frames' numbers are kept from the first that does not. */
export class SparseColumn {
  #values = new Float32Array(256);
  #frames: Uint32Array | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param frame its number, counting from 0; higher than that of the value before */
  push(frame: number, value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float32Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    if (this.#frames === null && frame !== this.#length) {
      this.#frames = Uint32Array.from({ length: this.#values.length }, (_, i) => i);
    }
    if (this.#frames !== null) {
      if (this.#frames.length < this.#values.length) {
        const grown = new Uint32Array(this.#values.length);
        grown.set(this.#frames);
        this.#frames = grown;
      }
      this.#frames[this.#length] = frame;
    }
    this.#values[this.#length++] = value;
  }

  /** The values of the frames `first` up to, not with, `end`, with each frame's number. */
  between(first: number, end: number): { frames: ArrayLike<number>; values: Float32Array } {
    const frames =
      this.#frames?.subarray(0, this.#length) ??
      Uint32Array.from({ length: this.#length }, (_, i) => i);
    const from = lowestFrom(frames, first);
    const to = lowestFrom(frames, end);
    return { frames: frames.subarray(from, to), values: this.#values.subarray(from, to) };
  }
}

function lowestFrom(ascending: Uint32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
