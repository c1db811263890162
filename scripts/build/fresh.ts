/**
 * Whether `dist/` was made from the sources as they are now. Built into `dist/` itself as well, where `npm start` asks
 * without loading a compiler first; so it is told where the repository is instead of finding it by its own place.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allInputs, hashOf } from './inputs.ts';

/** Written last by a build: says which sources it was made from. */
export const recordFile = join('dist', 'made-from.json');

/** @param home the repository's folder. Takes some ten milliseconds. */
export function isFreshIn(home: string): boolean {
  try {
    const { madeFrom } = JSON.parse(readFileSync(join(home, recordFile), 'utf8')) as {
      madeFrom?: string;
    };
    return madeFrom === hashOf(allInputs, home);
  } catch {
    // Never built, or a build was broken off.
    return false;
  }
}
