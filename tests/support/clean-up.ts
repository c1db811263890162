/** Undoes set-up after a test or, where a whole file shares it, after its last test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** Registers a function that is called at the end. */
export type AtEnd = (end: () => unknown) => void;

/** At the end of the running test. Also for `beforeEach`. */
export const withTest: AtEnd = (end) =>
  onTestFinished(async () => {
    await end();
  });

/** After the last test of the file. For the file's top level, not for `beforeAll`. */
export const withFile: AtEnd = (end) =>
  afterAll(async () => {
    await end();
  });

/** For set-up in `beforeAll`, which cannot use `withFile`. What is added is undone after the last test, newest first. */
export function endsOfFile(): AtEnd {
  const ends: (() => unknown)[] = [];
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return (end) => ends.push(end);
}

/** An empty folder that is deleted at the end. */
export function temporaryFolder(atEnd: AtEnd = withTest): string {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
