/** Measures how late the stream is from presses of the streamer, who sees a flash in it. Pure. */
import { limits } from '../../protocol/limits.ts';

/** People press this long after they saw something, ms: the usual simple reaction time. */
const reactionMs = 250;

/**
 * @param takesMs from the flash to the press, in the order of the tries
 * @param obsMs what OBS adds by itself
 * @returns the rest of the way, ms, in tenths of a second: the median of the tries; null: there was none
 */
export function measuredDelayMs(takesMs: readonly number[], obsMs: number): number | null {
  if (takesMs.length === 0) return null;
  const sorted = [...takesMs].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  const wayMs = Math.round((median - reactionMs - obsMs) / 100) * 100;
  return Math.min(Math.max(wayMs, 0), limits.streamDelayMsMax);
}

/** `12.4 s` */
export function secondsText(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
