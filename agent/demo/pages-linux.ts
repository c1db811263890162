/**
 * Linux: the pages as files in /dev/shm, as the Proton bridges make them. Removes at the end only what it made; a
 * file that was there before is emptied and left.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { linuxPagePath, type PageName, pageNames, pages } from '../games/assetto-corsa/layout.ts';
import type { WritablePages } from './writable-pages.ts';

/** The bridges make their files so large. */
const fileBytes = 2048;

interface PageFile {
  readonly path: string;
  readonly fd: number;
  readonly made: boolean;
}

function openPage(path: string): PageFile {
  try {
    return { path, fd: openSync(path, 'r+'), made: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const fd = openSync(path, 'wx+', 0o644);
  writeSync(fd, new Uint8Array(fileBytes), 0, fileBytes, 0);
  return { path, fd, made: true };
}

export function openPages(prefix: string): WritablePages {
  const files = new Map<PageName, PageFile>();
  for (const name of pageNames) {
    const file = openPage(linuxPagePath(name, prefix));
    files.set(name, file);
    // What an earlier program left there is no part of this drive.
    if (!file.made) writeSync(file.fd, new Uint8Array(pages[name].sizeBytes), 0, null, 0);
  }
  return {
    write: (name, bytes) => {
      const file = files.get(name);
      if (file !== undefined) writeSync(file.fd, bytes, 0, bytes.length, 0);
    },
    close: () => {
      for (const [name, { path, fd, made }] of files) {
        if (!made) writeSync(fd, new Uint8Array(pages[name].sizeBytes), 0, null, 0);
        closeSync(fd);
        if (made) rmSync(path, { force: true });
      }
      files.clear();
    },
  };
}
