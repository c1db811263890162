/** Polls until a condition holds; on a timeout the error names the condition. */

/**
 * How long a test waits for what comes at once on a quiet machine, ms: a program's start, a page's first picture. A
 * condition that comes true costs none of it, and on a slow machine that runs other tests beside this one a program may
 * need half a minute to build and start.
 */
export const patienceMs = 60_000;

/** @param what for the failure, for instance `the banner is shown`. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = patienceMs,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
