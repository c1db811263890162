/** The file that a command writes: one that is there is overwritten only when the user says so. */
import { lstatSync, type Stats } from 'node:fs';
import { CommandError } from './errors.ts';

/**
 * The file is replaced by renaming another one, so what is no file, such as a device, would be gone.
 * @param isForced the user gave `--force`
 * @throws CommandError `file-exists`
 */
export function checkTarget(file: string, isForced: boolean): void {
  const there = statsOf(file);
  if (there === null) return;
  if (!there.isFile()) {
    const sentence = `${file} exists and is not a file that can be overwritten.`;
    throw new CommandError('file-exists', sentence, 'Name another one.');
  }
  if (isForced) return;
  const sentence = `The file ${file} already exists.`;
  throw new CommandError('file-exists', sentence, 'Name another one, or give --force.');
}

/** @returns null: there is none, or writing will say why it cannot be reached */
function statsOf(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}
