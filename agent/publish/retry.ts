/** How long a publisher waits before it tries the relay again. Pure. */
import { limits } from '../../protocol/limits.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';
import type { PublisherOptions } from './port.ts';

const pauses = { minMs: limits.publishRetryMsMin, maxMs: limits.publishRetryMsMax };

/** @param failures tries that failed since the relay was last reached. @returns ms */
export function publishRetryMs(failures: number, { random }: PublisherOptions): number {
  return retryPauseMs(failures, pauses, random());
}
