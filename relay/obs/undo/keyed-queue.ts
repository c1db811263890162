/** Work that waits for one another where it is about the same thing, and for nothing else. */

export class KeyedQueue {
  /** The end of the work that waits for each key; gone when there is none. */
  readonly #ends = new Map<string, Promise<void>>();

  /** Begins when all is over that was given for this key before, however it ended. */
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
