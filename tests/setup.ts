/** Around a whole run of the tests: what they and their programs leave in the temporary folder goes with the run. */
import { openTemporaryFolder } from '../scripts/temporary.ts';

let remove: (() => void) | null = null;

export function setup(): void {
  remove = openTemporaryFolder();
}

export function teardown(): void {
  remove?.();
}
