/** Files and folders that take long to make and are kept for later runs. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { alone } from './build/alone.ts';

/**
 * Makes a file or a folder unless it is there. It gets its name when it is whole, so one that was interrupted is made
 * again. Of several processes that want it, one makes it and the others wait.
 * @param make writes it to the path that it is given, where nothing is yet
 * @returns its path
 * @throws whatever `make` throws
 */
export async function madeOnce(
  path: string,
  make: (unfinished: string) => void | Promise<void>,
): Promise<string> {
  if (existsSync(path)) return path;
  return alone(`${path}.lock`, async () => {
    if (existsSync(path)) return path;
    const unfinished = `${path}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    try {
      await make(unfinished);
      renameSync(unfinished, path);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
    return path;
  });
}
