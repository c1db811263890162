/**
 * Linux: maps the files in /dev/shm that the Proton bridges write, and waits on an absolute schedule. It never creates, grows or
 * locks a file, and maps the game's pages read-only.
 */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import koffi from 'koffi';
import { linuxPagePath } from '../games/assetto-corsa/layout.ts';
import { type MapResult, mappedMemory, namedPage } from './mapped-pages.ts';
import { nativeFunctions } from './native-functions.ts';
import type { OpenNamedPage, Platform, PreciseWait, ProcessList } from './port.ts';

// null: symbols of the running program, so the C library by whatever name.
const libc = nativeFunctions(null, {
  mmap: 'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)',
  munmap: 'int munmap(void *address, size_t length)',
  clockNanosleep: 'int clock_nanosleep(int clock, int flags, void *until, void *remaining)',
  prctl: 'int prctl(int option, size_t a, size_t b, size_t c, size_t d)',
});

/** Numbers of mman.h, time.h and prctl.h. */
const prot = { read: 1, write: 2 } as const;
const mapShared = 1;
const clockMonotonic = 1;
const timerAbstime = 1;
const prSetTimerslack = 29;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function mapFile(path: string, sizeBytes: number, isWritable = false): MapResult {
  const faulty = (fault: string) => ({ absent: `${path} ${fault}`, isMissing: false });
  let fd: number;
  try {
    fd = openSync(path, isWritable ? 'r+' : 'r');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { absent: `${path} is not there`, isMissing: true };
    return faulty(`cannot be opened (${code})`);
  }
  const present = fstatSync(fd).size;
  if (present < sizeBytes) {
    closeSync(fd);
    return faulty(`has ${present} bytes instead of at least ${sizeBytes}`);
  }
  const protection = isWritable ? prot.read | prot.write : prot.read;
  const address: bigint | null = libc.mmap(null, sizeBytes, protection, mapShared, fd, 0);
  // MAP_FAILED is -1.
  if (address === null || BigInt.asIntN(64, address) === -1n) {
    closeSync(fd);
    return faulty(`cannot be mapped (errno ${koffi.errno()})`);
  }
  return {
    memory: koffi.view(address, sizeBytes),
    // Touching a truncated file raises SIGBUS, so its size is checked by the open descriptor.
    readable: () => fstatSync(fd).size >= sizeBytes,
    unmap: () => {
      libc.munmap(address, sizeBytes);
      closeSync(fd);
    },
  };
}

/** @param isWritable only for pages of our own app */
export function linuxPages(isWritable = false): OpenNamedPage {
  return (name, sizeBytes) =>
    namedPage(mapFile(`/dev/shm/${name}`, sizeBytes, isWritable), sizeBytes);
}

/** Sleeps with `clock_nanosleep` until an absolute time, with a higher priority where allowed. */
export function openLinuxWait(): PreciseWait {
  // For this thread only: no timer slack (50 µs otherwise) and a higher priority.
  libc.prctl(prSetTimerslack, 1, 0, 0, 0);
  try {
    setPriority(-10);
  } catch {
    // Only root may raise the priority.
  }
  // struct timespec of 64-bit systems: seconds and nanoseconds, 8 bytes each, little endian.
  const until = new Int32Array(4);
  return {
    grainMs: 0.1,
    until: (atMs) => {
      const seconds = Math.floor(atMs / 1000);
      until[0] = seconds;
      until[2] = (atMs - seconds * 1000) * 1e6;
      libc.clockNanosleep(clockMonotonic, timerAbstime, until, null);
    },
    close: () => {},
  };
}

/** Programs by their kernel name, which for Wine's programs is the name of the .exe file. */
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
          // It ended meanwhile.
        }
      }
      return names.filter((name) => seen.has(cut(name)));
    },
  };
}

/** @param prefix of the pages' names; `acpmf` for the game's */
export function openLinux(prefix: string): Platform {
  return {
    memory: mappedMemory((name, bytes) => mapFile(linuxPagePath(name, prefix), bytes)),
    wait: openLinuxWait(),
    processes: linuxProcesses(),
    pagesHint: `Proton does not share the game's memory: before the game, start a bridge (for instance simshmbridge) in the game's prefix, which makes the files in /dev/shm`,
  };
}
