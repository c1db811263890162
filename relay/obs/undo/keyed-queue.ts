/** Runs work with the same key one after the other, and work with different keys side by side. */

export class KeyedQueue {
  /** When the last work of each key ends; removed when none is left. */
  readonly #ends = new Map<string, Promise<void>>();

  /** Starts when all earlier work of this key has ended, whether it succeeded or not. */
  run(key: string, work: () => Promise<void>): Promise<void> {
    const result = (this.#ends.get(key) ?? Promise.resolve()).then(work);
    const end = result
      .catch(() => {})
      .then(() => {
        if (this.#ends.get(key) === end) this.#ends.delete(key);
      });
    this.#ends.set(key, end);
    return result;
  }
}
