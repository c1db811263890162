/**
 * Linux: the pages as files in /dev/shm, as the Proton bridges make them. At the end it removes the files that it made
 * and zeroes those that were there before.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import {
  type WritablePageName,
  type WritablePages,
  writablePageBytes,
  writablePageNames,
} from './writable-pages.ts';

/** Least size of the bridges' files. */
const fileBytes = 2048;

interface PageFile {
  readonly path: string;
  readonly fd: number;
  readonly made: boolean;
}

function openPage(path: string, pageBytes: number): PageFile {
  try {
    return { path, fd: openSync(path, 'r+'), made: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const fd = openSync(path, 'wx+', 0o644);
  const bytes = Math.max(fileBytes, pageBytes);
  writeSync(fd, new Uint8Array(bytes), 0, bytes, 0);
  return { path, fd, made: true };
}

export function openPages(prefix: string): WritablePages {
  const files = new Map<WritablePageName, PageFile>();
  for (const name of writablePageNames) {
    const file = openPage(`/dev/shm/${prefix}_${name}`, writablePageBytes(name));
    files.set(name, file);
    // An earlier program may have left its bytes.
    if (!file.made) writeSync(file.fd, new Uint8Array(writablePageBytes(name)), 0, null, 0);
  }
  return {
    write: (name, bytes) => {
      const file = files.get(name);
      if (file !== undefined) writeSync(file.fd, bytes, 0, bytes.length, 0);
    },
    close: () => {
      for (const [name, { path, fd, made }] of files) {
        if (!made) writeSync(fd, new Uint8Array(writablePageBytes(name)), 0, null, 0);
        closeSync(fd);
        if (made) rmSync(path, { force: true });
      }
      files.clear();
    },
  };
}
