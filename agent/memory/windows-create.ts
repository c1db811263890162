/** Windows: creates a named section and maps it for writing, as the game does. Only the demo car and tests do this. */
import koffi from 'koffi';

type Pointer = bigint | null;

const kernel32 = koffi.load('kernel32.dll');
const createFileMapping = kernel32.func(
  'void * __stdcall CreateFileMappingW(void *file, void *attributes, uint32_t protect, uint32_t sizeHigh, uint32_t sizeLow, str16 name)',
);
const mapViewOfFile = kernel32.func(
  'void * __stdcall MapViewOfFile(void *mapping, uint32_t access, uint32_t high, uint32_t low, size_t length)',
);
const unmapViewOfFile = kernel32.func('int __stdcall UnmapViewOfFile(void *address)');
const closeHandle = kernel32.func('int __stdcall CloseHandle(void *handle)');
const getLastError = kernel32.func('uint32_t __stdcall GetLastError()');

/** INVALID_HANDLE_VALUE: memory without a file. */
const noFile = 0xffff_ffff_ffff_ffffn;
const pageReadWrite = 4;
const fileMapWrite = 2;

export interface CreatedSection {
  /** External memory; must not be touched after `close`. */
  readonly memory: ArrayBuffer;
  /** The name lives until every program has closed the section. May be called twice. */
  close(): void;
}

/**
 * Creates the section, or opens an existing one.
 * @throws Error with Windows' error code
 */
export function createSection(name: string, sizeBytes: number): CreatedSection {
  const mapping: Pointer = createFileMapping(noFile, null, pageReadWrite, 0, sizeBytes, name);
  if (mapping === null) throw new Error(`${name} cannot be created (error ${getLastError()})`);
  const address: Pointer = mapViewOfFile(mapping, fileMapWrite, 0, 0, sizeBytes);
  if (address === null) {
    const code: number = getLastError();
    closeHandle(mapping);
    throw new Error(`${name} cannot be mapped for writing (error ${code})`);
  }
  let open = true;
  return {
    memory: koffi.view(address, sizeBytes),
    close: () => {
      if (!open) return;
      open = false;
      unmapViewOfFile(address);
      closeHandle(mapping);
    },
  };
}
