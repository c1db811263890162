/** The pause of a publisher before it tries the relay again. Pure. */
import { limits } from '../../protocol/limits.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';

const pauses = { minMs: limits.publishRetryMsMin, maxMs: limits.publishRetryMsMax };

/** @param failures failed tries since the relay was last reached. @param random 0…1. @returns ms */
export function publishRetryMs(failures: number, random: number): number {
  return retryPauseMs(failures, pauses, random);
}
