/** The log file of a program without a console. A full one is copied to `sequential.log.1` and emptied. */
import { closeSync, copyFileSync, fstatSync, openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { DataFolders } from '../command.ts';

const checkMs = 60_000;

export function logFileOf({ data }: DataFolders): string {
  return join(data, 'sequential.log');
}

/**
 * Opens the file for appending, as stdout of a process and its children. All of them keep it open, so it is copied and
 * emptied rather than renamed.
 * @returns null: nothing can be written there, which must not keep the program from running
 */
export function openLogFile(file: string): number | null {
  try {
    const descriptor = openSync(file, 'a');
    turnOver(file, descriptor);
    return descriptor;
  } catch {
    return null;
  }
}

/** Keeps the file small from now on. @returns ends that */
export function keepLogSmall(file: string): () => void {
  const descriptor = openLogFile(file);
  if (descriptor === null) return () => {};
  const timer = setInterval(() => turnOver(file, descriptor), checkMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    closeSync(descriptor);
  };
}

function turnOver(file: string, descriptor: number): void {
  if (fstatSync(descriptor).size < limits.logFileBytesMax) return;
  try {
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // Another program holds the copy; the file grows until the next check.
  }
}
