/** Polls until a condition holds; on a timeout the error names the condition. */

/**
 * How long a test waits for what comes at once on a quiet machine, ms. A condition that comes true costs none of it, and
 * a machine that runs other tests beside this one may stand still for seconds.
 */
export const patienceMs = 20_000;

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
