/**
 * Linux: the pages as the Proton bridges write them, files in /dev/shm mapped read-only; waits on an absolute
 * schedule. Never creates, grows or locks a file.
 */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import koffi from 'koffi';
import { linuxPagePath, type PageName, pages } from '../games/assetto-corsa/layout.ts';
import { type MappedPage, mapPages } from './mapped-pages.ts';
import type { MemorySource, Platform, PreciseWait, ProcessList } from './port.ts';

// Symbols of the running program: the C library whatever its file is called.
const libc = koffi.load(null);
const mmap = libc.func(
  'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)',
);
const munmap = libc.func('int munmap(void *address, size_t length)');
const clockNanosleep = libc.func(
  'int clock_nanosleep(int clock, int flags, void *until, void *remaining)',
);
const prctl = libc.func('int prctl(int option, size_t a, size_t b, size_t c, size_t d)');

const protRead = 1;
const mapShared = 1;
const clockMonotonic = 1;
const timerAbstime = 1;
const prSetTimerslack = 29;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function mapFile(path: string, sizeBytes: number): MappedPage | string {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? `${path} is not there` : `${path} cannot be opened (${code})`;
  }
  const present = fstatSync(fd).size;
  if (present < sizeBytes) {
    closeSync(fd);
    return `${path} has ${present} bytes instead of at least ${sizeBytes}`;
  }
  const address: bigint | null = mmap(null, sizeBytes, protRead, mapShared, fd, 0);
  // MAP_FAILED is -1.
  if (address === null || BigInt.asIntN(64, address) === -1n) {
    closeSync(fd);
    return `${path} cannot be mapped (errno ${koffi.errno()})`;
  }
  return {
    memory: koffi.view(address, sizeBytes),
    // A file that was cut short raises SIGBUS when it is touched; the open descriptor tells its size.
    readable: () => fstatSync(fd).size >= sizeBytes,
    unmap: () => {
      munmap(address, sizeBytes);
      closeSync(fd);
    },
  };
}

/** @param prefix of the pages' names, `acpmf` for the game's. */
export function openLinuxMemory(prefix: string): MemorySource {
  const map = (name: PageName): MappedPage | string =>
    mapFile(linuxPagePath(name, prefix), pages[name].sizeBytes);
  return { open: () => mapPages(map) };
}

/** Sleeps by `clock_nanosleep` to an absolute time; also asks for a little more attention of the scheduler. */
export function openLinuxWait(): PreciseWait {
  // Of this thread alone: wake-ups are not put off (50 µs otherwise), and it goes first where we may ask for that.
  prctl(prSetTimerslack, 1, 0, 0, 0);
  try {
    setPriority(-10);
  } catch {
    // Only root may; without it the thread is scheduled like any other.
  }
  // struct timespec of 64-bit systems: seconds and nanoseconds, 8 bytes each, little endian.
  const until = new Int32Array(4);
  return {
    grainMs: 0.1,
    until: (atMs) => {
      const seconds = Math.floor(atMs / 1000);
      until[0] = seconds;
      until[2] = (atMs - seconds * 1000) * 1e6;
      clockNanosleep(clockMonotonic, timerAbstime, until, null);
    },
    close: () => {},
  };
}

/** Programs by the name the kernel knows them under; Wine gives its programs the name of their .exe file. */
export function linuxProcesses(folder = '/proc'): ProcessList {
  // The kernel keeps 15 characters.
  const cut = (name: string): string => name.slice(0, 15);
  return {
    running: (names) => {
      const seen = new Set<string>();
      for (const entry of readdirSync(folder)) {
        const first = entry.charCodeAt(0);
        if (first < 0x30 || first > 0x39) continue;
        try {
          seen.add(readFileSync(`${folder}/${entry}/comm`, 'utf8').trimEnd());
        } catch {
          // It ended while we looked.
        }
      }
      return names.filter((name) => seen.has(cut(name)));
    },
  };
}

export function openLinux(prefix: string): Platform {
  const wait = openLinuxWait();
  return {
    memory: openLinuxMemory(prefix),
    wait,
    processes: linuxProcesses(),
    pagesHint: `Proton keeps the game's memory to itself: start a bridge (for instance simshmbridge) in the game's prefix before the game, it makes the files in /dev/shm`,
    close: () => wait.close(),
  };
}
