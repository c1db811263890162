/** Windows' functions for named memory, processes and precise waits. */
import { nativeFunctions } from './native-functions.ts';

/** A HANDLE or a pointer; koffi returns both as numbers. */
export type Handle = bigint | null;

export const kernel32 = nativeFunctions('kernel32.dll', {
  closeHandle: 'int __stdcall CloseHandle(void *handle)',
  getLastError: 'uint32_t __stdcall GetLastError()',
  createFileMapping:
    'void * __stdcall CreateFileMappingW(void *file, void *attributes, uint32_t protect, uint32_t sizeHigh, uint32_t sizeLow, str16 name)',
  openFileMapping: 'void * __stdcall OpenFileMappingW(uint32_t access, int inherit, str16 name)',
  mapViewOfFile:
    'void * __stdcall MapViewOfFile(void *mapping, uint32_t access, uint32_t high, uint32_t low, size_t length)',
  unmapViewOfFile: 'int __stdcall UnmapViewOfFile(void *address)',
  currentProcess: 'void * __stdcall GetCurrentProcess()',
  setProcessInformation:
    'int __stdcall SetProcessInformation(void *process, int kind, void *information, uint32_t size)',
  currentThread: 'void * __stdcall GetCurrentThread()',
  setThreadPriority: 'int __stdcall SetThreadPriority(void *thread, int priority)',
  createTimer:
    'void * __stdcall CreateWaitableTimerExW(void *attributes, void *name, uint32_t flags, uint32_t access)',
  setTimer:
    'int __stdcall SetWaitableTimer(void *timer, void *due, int32_t period, void *routine, void *argument, int resume)',
  waitForObject: 'uint32_t __stdcall WaitForSingleObject(void *handle, uint32_t ms)',
  createSnapshot: 'void * __stdcall CreateToolhelp32Snapshot(uint32_t flags, uint32_t process)',
  firstProcess: 'int __stdcall Process32FirstW(void *snapshot, void *entry)',
  nextProcess: 'int __stdcall Process32NextW(void *snapshot, void *entry)',
});
