/** Mistakes in settings. */
import { expect } from 'vitest';
import { CommandError, exitCodeOf } from '../../../cli/console/errors.ts';

/** @returns the mistake that the call throws; the program ends with code 2 because of it */
export function mistakeIn(run: () => unknown): CommandError {
  let error: unknown = new Error('it did not fail');
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof CommandError)) throw error;
  expect(exitCodeOf(error)).toBe(2);
  return error;
}
