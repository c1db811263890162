/** The clock and timers of the recorder; tests replace them. */
export interface Clock {
  /** ms since 1970 */
  now(): number;
  /** Calls once after this time. Returns the function that cancels it, which may be called late and twice. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
