/** How long a program waits before it tries again: doubling, up to a limit. Pure. */

export interface RetryPauses {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * @param failures tries that failed since the last success, without the newest one: 0 gives the shortest pause.
 * @param random 0…1: shortens the longest pause by up to a third, so that many programs do not come back in step;
 * absent: the pauses are exact.
 * @returns ms
 */
export function retryPauseMs(failures: number, { minMs, maxMs }: RetryPauses, random = 1): number {
  const pauseMs = minMs * 2 ** failures;
  return pauseMs < maxMs ? pauseMs : (maxMs * (2 + random)) / 3;
}
