/**
 * Tells whether a source changed since `dist/` was built. This file is built into `dist/` too, where `npm start` runs it
 * without a compiler; therefore the repository's folder is an argument.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allInputs, hashOf } from './inputs.ts';

/** A build writes it last, with the hash of its sources. */
export const recordFile = join('dist', 'made-from.json');

/** @param home the repository's folder. Takes some ten milliseconds. */
export function isFreshIn(home: string): boolean {
  try {
    const { madeFrom } = JSON.parse(readFileSync(join(home, recordFile), 'utf8')) as {
      madeFrom?: string;
    };
    return madeFrom === hashOf(allInputs, home);
  } catch {
    // Never built, or the build was interrupted.
    return false;
  }
}
