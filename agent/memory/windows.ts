/**
 * Windows: maps the game's named sections read-only, and waits with a high-resolution timer. It never creates a section:
 * an empty one would look like a game, and one that is too small would break the game's own mapping.
 */
import koffi from 'koffi';
import { limits } from '../../protocol/limits.ts';
import { windowsPageName } from '../games/assetto-corsa/layout.ts';
import { monotonicMs } from '../sampling/clock.ts';
import { type Handle, kernel32 } from './kernel32.ts';
import { type MapResult, mappedMemory, namedPage } from './mapped-pages.ts';
import type { OpenNamedPage, Platform, PreciseWait, ProcessList } from './port.ts';

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
): MapResult {
  const faulty = (fault: string) => ({ absent: `${name} ${fault}`, isMissing: false });
  const access = isWritable ? fileMapRead | fileMapWrite : fileMapRead;
  const mapping: Handle = kernel32.openFileMapping(access, 0, name);
  if (mapping === null) {
    const code: number = kernel32.getLastError();
    if (code === errorFileNotFound) return { absent: `${name} is not there`, isMissing: true };
    const hint = code === errorAccessDenied ? '; run the agent as the user who runs the game' : '';
    return faulty(`cannot be opened (error ${code}${hint})`);
  }
  // The game's sections have at least 4096 bytes, more than any of its pages.
  const address: Handle = kernel32.mapViewOfFile(mapping, access, 0, 0, mappedBytes);
  const code: number = address === null ? kernel32.getLastError() : 0;
  // The view stays valid, and the name disappears with the game.
  kernel32.closeHandle(mapping);
  if (address === null) return faulty(`cannot be mapped (error ${code})`);
  return {
    memory: koffi.view(address, sizeBytes),
    readable: () => true,
    unmap: () => {
      kernel32.unmapViewOfFile(address);
    },
  };
}

/** @param isWritable only for pages of our own app */
export function windowsPages(isWritable = false): OpenNamedPage {
  return (name, sizeBytes) => {
    // The section of another program may be shorter than its page should be, and reading past its end would crash.
    const mapped = mapSection(`Local\\${name}`, sizeBytes, sizeBytes, isWritable);
    return namedPage(mapped, sizeBytes);
  };
}

const processPowerThrottling = 4;
const throttleExecutionSpeed = 1;
const throttleIgnoreTimerResolution = 4;
const threadPriorityHighest = 2;

/** Keeps Windows from throttling this process while its window is hidden (learn.microsoft.com, SetProcessInformation). */
function optOutOfThrottling(): void {
  // One call each: a system that does not know one of them would refuse both.
  for (const throttle of [throttleExecutionSpeed, throttleIgnoreTimerResolution]) {
    // Version 1, the mask of what is set, and 0 for off.
    const state = Uint32Array.of(1, throttle, 0);
    kernel32.setProcessInformation(
      kernel32.currentProcess(),
      processPowerThrottling,
      state,
      state.byteLength,
    );
  }
}

const timerHighResolution = 2;
const timerAllAccess = 0x1f0003;

/**
 * Sleeps with a high-resolution timer (Windows 10 1803 and later, about 0.5 ms). Older systems use an ordinary timer with
 * the system tick raised to 1 ms. Node's own timers have the 15.6 ms tick only.
 */
export function openWindowsWait(): PreciseWait {
  optOutOfThrottling();
  kernel32.setThreadPriority(kernel32.currentThread(), threadPriorityHighest);

  let timer: Handle = kernel32.createTimer(null, null, timerHighResolution, timerAllAccess);
  const fine = timer !== null;
  let lowerTick = (): void => {};
  if (!fine) {
    timer = kernel32.createTimer(null, null, 0, timerAllAccess);
    const winmm = koffi.load('winmm.dll');
    winmm.func('uint32_t __stdcall timeBeginPeriod(uint32_t ms)')(1);
    const timeEndPeriod = winmm.func('uint32_t __stdcall timeEndPeriod(uint32_t ms)');
    lowerTick = () => timeEndPeriod(1);
  }
  if (timer === null) throw new Error(`Windows gives no timer (error ${kernel32.getLastError()}).`);
  // LARGE_INTEGER, low and high half: negative = from now on, in units of 100 ns.
  const due = new Int32Array(2);
  return {
    grainMs: fine ? 0.5 : 1,
    until: (atMs) => {
      const restMs = Math.min(atMs - monotonicMs(), limits.waitMsMax);
      if (restMs <= 0) return;
      due[0] = -Math.max(1, Math.round(restMs * 10_000));
      due[1] = -1;
      const isSet = kernel32.setTimer(timer, due, 0, null, null, 0) !== 0;
      // Without a timer the time limit ends the wait.
      kernel32.waitForObject(timer, isSet ? limits.waitMsMax : Math.ceil(restMs));
    },
    close: () => {
      if (timer === null) return;
      kernel32.closeHandle(timer);
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
  const entry = Buffer.alloc(processEntry.sizeBytes);
  const nameBytes = entry.subarray(processEntry.nameAt, processEntry.nameAt + 520);
  return {
    running: (names) => {
      const snapshot: Handle = kernel32.createSnapshot(snapshotOfProcesses, 0);
      // INVALID_HANDLE_VALUE is -1.
      if (snapshot === null || BigInt.asIntN(64, snapshot) === -1n) return [];
      const seen = new Set<string>();
      entry.writeUInt32LE(processEntry.sizeBytes, 0);
      for (
        let more: number = kernel32.firstProcess(snapshot, entry);
        more !== 0;
        more = kernel32.nextProcess(snapshot, entry)
      ) {
        const text = nameBytes.toString('utf16le');
        seen.add(text.slice(0, text.indexOf('\0')).toLowerCase());
      }
      kernel32.closeHandle(snapshot);
      return names.filter((name) => seen.has(name.toLowerCase()));
    },
  };
}

/** @param prefix of the pages' names; `acpmf` for the game's */
export function openWindows(prefix: string): Platform {
  return {
    memory: mappedMemory((name, bytes) => mapSection(windowsPageName(name, prefix), bytes)),
    wait: openWindowsWait(),
    processes: windowsProcesses(),
    pagesHint: null,
  };
}
