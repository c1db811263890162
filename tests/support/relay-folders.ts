/** The folders of a relay for tests of files: built pages, built-in themes, and the user's own files. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { root } from '../../scripts/root.ts';
import { temporaryFolder } from './clean-up.ts';
import { LogBook } from './log-book.ts';
import { startTestRelay, stopAll, type TestRelay } from './test-relay.ts';

/** @param overlays the content of `overlays.json` @returns the folder that contains `pages`, `built-in` and `user` */
function makeRelayFolders(overlays: readonly object[]): string {
  const folder = temporaryFolder();
  for (const name of ['pages', 'user']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'pages/overlays.json'), JSON.stringify(overlays));
  cpSync(join(root, 'themes'), join(folder, 'built-in'), { recursive: true });
  return folder;
}

/** The options of a relay that uses these folders. */
function foldersIn(folder: string) {
  return {
    pagesFolder: join(folder, 'pages'),
    themesFolder: join(folder, 'built-in'),
    userFolder: join(folder, 'user'),
  };
}

/** New folders and a new log for each test of a file, whose relays are stopped after it. */
export function eachRelayFolder(overlays: readonly object[]) {
  const current = {} as {
    folder: string;
    log: LogBook;
    start(options?: object): Promise<TestRelay>;
  };
  beforeEach(() => {
    const folder = makeRelayFolders(overlays);
    const log = new LogBook();
    const start = (options: object = {}) =>
      startTestRelay({ ...foldersIn(folder), ...options }, { log });
    Object.assign(current, { folder, log, start });
  });
  afterEach(stopAll);
  return current;
}
