/**
 * Windows: maps the game's named sections read-only, and waits with a high-resolution timer. It never creates a section:
 * an empty one would look like a game, and one that is too small would break the game's own mapping.
 */
import koffi from 'koffi';
import { limits } from '../../protocol/limits.ts';
import { type PageName, pages, windowsPageName } from '../games/assetto-corsa/layout.ts';
import { monotonicMs } from '../sampling/clock.ts';
import * as windows from './kernel32.ts';
import { type MappedPage, mapPages, namedPage } from './mapped-pages.ts';
import type { MemorySource, OpenNamedPage, Platform, PreciseWait, ProcessList } from './port.ts';

const openFileMapping = windows.kernel32.func(
  'void * __stdcall OpenFileMappingW(uint32_t access, int inherit, str16 name)',
);

const fileMapWrite = 2;
const fileMapRead = 4;
const errorFileNotFound = 2;
const errorAccessDenied = 5;

/** @param mappedBytes 0 maps the whole section; more than it has fails */
function mapSection(
  name: string,
  sizeBytes: number,
  mappedBytes = 0,
  isWritable = false,
): MappedPage | string {
  const access = isWritable ? fileMapRead | fileMapWrite : fileMapRead;
  const mapping: windows.Handle = openFileMapping(access, 0, name);
  if (mapping === null) {
    const code: number = windows.getLastError();
    if (code === errorFileNotFound) return `${name} is not there`;
    const hint = code === errorAccessDenied ? '; run the agent as the user who runs the game' : '';
    return `${name} cannot be opened (error ${code}${hint})`;
  }
  // The game's sections have at least 4096 bytes, more than any of its pages.
  const address: windows.Handle = windows.mapViewOfFile(mapping, access, 0, 0, mappedBytes);
  const code: number = address === null ? windows.getLastError() : 0;
  // The view stays valid, and the name disappears with the game.
  windows.closeHandle(mapping);
  if (address === null) return `${name} cannot be mapped (error ${code})`;
  return {
    memory: koffi.view(address, sizeBytes),
    readable: () => true,
    unmap: () => {
      windows.unmapViewOfFile(address);
    },
  };
}

/** @param isWritable only for pages of our own app */
export function windowsPages(isWritable = false): OpenNamedPage {
  return (name, sizeBytes) => {
    // The section of another program may be shorter than its page should be, and reading past its end would crash.
    const mapped = mapSection(`Local\\${name}`, sizeBytes, sizeBytes, isWritable);
    return typeof mapped === 'string' ? mapped : namedPage(mapped, sizeBytes);
  };
}

/** @param prefix of the pages' names; `acpmf` for the game's */
export function openWindowsMemory(prefix: string): MemorySource {
  const map = (name: PageName): MappedPage | string =>
    mapSection(windowsPageName(name, prefix), pages[name].sizeBytes);
  return { open: () => mapPages(map) };
}

const processPowerThrottling = 4;
const throttleExecutionSpeed = 1;
const throttleIgnoreTimerResolution = 4;
const threadPriorityHighest = 2;

/** Keeps Windows from throttling this process while its window is hidden (learn.microsoft.com, SetProcessInformation). */
function optOutOfThrottling(): void {
  const currentProcess = windows.kernel32.func('void * __stdcall GetCurrentProcess()');
  const setProcessInformation = windows.kernel32.func(
    'int __stdcall SetProcessInformation(void *process, int kind, void *information, uint32_t size)',
  );
  // One call each: a system that does not know one of them would refuse both.
  for (const throttle of [throttleExecutionSpeed, throttleIgnoreTimerResolution]) {
    // Version 1, the mask of what is set, and 0 for off.
    const state = Uint32Array.of(1, throttle, 0);
    setProcessInformation(currentProcess(), processPowerThrottling, state, state.byteLength);
  }
}

const timerHighResolution = 2;
const timerAllAccess = 0x1f0003;

/**
 * Sleeps with a high-resolution timer (Windows 10 1803 and later, about 0.5 ms). Older systems use an ordinary timer with
 * the system tick raised to 1 ms. Node's own timers have the 15.6 ms tick only.
 */
export function openWindowsWait(): PreciseWait {
  const createTimer = windows.kernel32.func(
    'void * __stdcall CreateWaitableTimerExW(void *attributes, void *name, uint32_t flags, uint32_t access)',
  );
  const setTimer = windows.kernel32.func(
    'int __stdcall SetWaitableTimer(void *timer, void *due, int32_t period, void *routine, void *argument, int resume)',
  );
  const waitForObject = windows.kernel32.func(
    'uint32_t __stdcall WaitForSingleObject(void *handle, uint32_t ms)',
  );
  const currentThread = windows.kernel32.func('void * __stdcall GetCurrentThread()');
  const setThreadPriority = windows.kernel32.func(
    'int __stdcall SetThreadPriority(void *thread, int priority)',
  );
  optOutOfThrottling();
  setThreadPriority(currentThread(), threadPriorityHighest);

  let timer: windows.Handle = createTimer(null, null, timerHighResolution, timerAllAccess);
  const fine = timer !== null;
  let lowerTick = (): void => {};
  if (!fine) {
    timer = createTimer(null, null, 0, timerAllAccess);
    const winmm = koffi.load('winmm.dll');
    winmm.func('uint32_t __stdcall timeBeginPeriod(uint32_t ms)')(1);
    const timeEndPeriod = winmm.func('uint32_t __stdcall timeEndPeriod(uint32_t ms)');
    lowerTick = () => timeEndPeriod(1);
  }
  if (timer === null) throw new Error(`Windows gives no timer (error ${windows.getLastError()}).`);
  // LARGE_INTEGER, low and high half: negative = from now on, in units of 100 ns.
  const due = new Int32Array(2);
  return {
    grainMs: fine ? 0.5 : 1,
    until: (atMs) => {
      const restMs = Math.min(atMs - monotonicMs(), limits.waitMsMax);
      if (restMs <= 0) return;
      due[0] = -Math.max(1, Math.round(restMs * 10_000));
      due[1] = -1;
      const isSet = setTimer(timer, due, 0, null, null, 0) !== 0;
      // Without a timer the time limit ends the wait.
      waitForObject(timer, isSet ? limits.waitMsMax : Math.ceil(restMs));
    },
    close: () => {
      if (timer === null) return;
      windows.closeHandle(timer);
      timer = null;
      lowerTick();
    },
  };
}

const snapshotOfProcesses = 2;
/** PROCESSENTRY32W: its size, and the offset of the program's name. */
const processEntry =
  process.arch === 'ia32' ? { sizeBytes: 556, nameAt: 36 } : { sizeBytes: 568, nameAt: 44 };

export function windowsProcesses(): ProcessList {
  const createSnapshot = windows.kernel32.func(
    'void * __stdcall CreateToolhelp32Snapshot(uint32_t flags, uint32_t process)',
  );
  const first = windows.kernel32.func('int __stdcall Process32FirstW(void *snapshot, void *entry)');
  const next = windows.kernel32.func('int __stdcall Process32NextW(void *snapshot, void *entry)');
  const entry = Buffer.alloc(processEntry.sizeBytes);
  const nameBytes = entry.subarray(processEntry.nameAt, processEntry.nameAt + 520);
  return {
    running: (names) => {
      const snapshot: windows.Handle = createSnapshot(snapshotOfProcesses, 0);
      // INVALID_HANDLE_VALUE is -1.
      if (snapshot === null || BigInt.asIntN(64, snapshot) === -1n) return [];
      const seen = new Set<string>();
      entry.writeUInt32LE(processEntry.sizeBytes, 0);
      for (let more: number = first(snapshot, entry); more !== 0; more = next(snapshot, entry)) {
        const text = nameBytes.toString('utf16le');
        seen.add(text.slice(0, text.indexOf('\0')).toLowerCase());
      }
      windows.closeHandle(snapshot);
      return names.filter((name) => seen.has(name.toLowerCase()));
    },
  };
}

export function openWindows(prefix: string): Platform {
  const wait = openWindowsWait();
  return {
    memory: openWindowsMemory(prefix),
    wait,
    processes: windowsProcesses(),
    pagesHint: null,
    close: () => wait.close(),
  };
}
