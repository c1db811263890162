/** Windows for tests: `scripts/wine.ts` with everything undone after the test. */
import { onTestFinished } from 'vitest';
import * as wine from '../../scripts/wine.ts';

export { type WineProgram, wineReady } from '../../scripts/wine.ts';

const atEnd: wine.AtEnd = (undo) => {
  onTestFinished(undo);
};

/** The built program where Windows' Node finds Windows' koffi. @returns its entry. */
export function builtForWindows(): string {
  return wine.builtForWindows(atEnd);
}

/** A program of the tests, bundled. @param source from the repository's folder. @returns its entry. */
export function bundledForWindows(source: string): Promise<string> {
  return wine.bundledForWindows(source, atEnd);
}

/** A C program as a Windows program. @param source from the repository's folder. @returns the .exe file. */
export function compiledForWindows(source: string): Promise<string> {
  return wine.compiledForWindows(source, atEnd);
}

type Options = Omit<wine.WineOptions, 'atEnd'>;

const untilTestEnd =
  (start: typeof wine.runWindows) =>
  (program: string, words: readonly string[], options: Options = {}): wine.WineProgram =>
    start(program, words, { ...options, atEnd });

/** Runs a Windows program; ended at the end of the test at the latest. */
export const runWindows = untilTestEnd(wine.runWindows);

/** The same for a script with Windows' Node, named by its path on this machine. */
export const runWindowsNode = untilTestEnd(wine.runWindowsNode);
