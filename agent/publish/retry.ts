/** How long a publisher waits before it tries the relay again. Pure. */
import { limits } from '../../protocol/limits.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';

const pauses = { minMs: limits.publishRetryMsMin, maxMs: limits.publishRetryMsMax };

/** @param failures tries that failed since the relay was last reached. @param random from 0 to 1. @returns ms */
export function publishRetryMs(failures: number, random: number): number {
  return retryPauseMs(failures, pauses, random);
}
