/** Windows' functions for named memory, for those who map the game's pages and those who create them. */
import koffi from 'koffi';

/** A HANDLE or a pointer; koffi returns both as numbers. */
export type Handle = bigint | null;

export const kernel32 = koffi.load('kernel32.dll');
export const mapViewOfFile = kernel32.func(
  'void * __stdcall MapViewOfFile(void *mapping, uint32_t access, uint32_t high, uint32_t low, size_t length)',
);
export const unmapViewOfFile = kernel32.func('int __stdcall UnmapViewOfFile(void *address)');
export const closeHandle = kernel32.func('int __stdcall CloseHandle(void *handle)');
export const getLastError = kernel32.func('uint32_t __stdcall GetLastError()');
