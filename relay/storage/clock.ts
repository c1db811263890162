/** Time as the stored path knows it, so that tests can turn it by hand. */
export interface Clock {
  /** ms since 1970 */
  now(): number;
  /** Calls once after a time. Returns what calls it off, which may be called late and twice. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
