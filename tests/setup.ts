/** Around a whole run of the tests: what they and their programs leave in the temporary folder goes with the run. */
import { openTemporaryFolderUntilExit } from '../scripts/temporary.ts';

export function setup(): void {
  openTemporaryFolderUntilExit();
}
