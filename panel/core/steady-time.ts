/** When a state that changes is read aloud. Pure. */

/** A state that lasts this long is read aloud, ms. */
const steadyMs = 3_000;
/** Each time that a state was read aloud within `recentMs` doubles the wait, up to this, ms. */
const steadyMaxMs = 60_000;
const recentMs = 120_000;

/**
 * How long a new state has to last until it is read aloud, ms: the agent of a bad network connects and disconnects all
 * the time, and a screen reader that says so each time says nothing else.
 * @param readAtMs when states were read aloud before
 */
export function steadyTime(readAtMs: readonly number[], nowMs: number): number {
  const recent = readAtMs.filter((at) => nowMs - at < recentMs).length;
  return Math.min(steadyMs * 2 ** recent, steadyMaxMs);
}
