/** Windows: creates a named section and maps it for writing, as the game does. Only the demo car and tests do this. */
import koffi from 'koffi';
import * as windows from './kernel32.ts';

const createFileMapping = windows.kernel32.func(
  'void * __stdcall CreateFileMappingW(void *file, void *attributes, uint32_t protect, uint32_t sizeHigh, uint32_t sizeLow, str16 name)',
);

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
  const mapping: windows.Handle = createFileMapping(
    noFile,
    null,
    pageReadWrite,
    0,
    sizeBytes,
    name,
  );
  if (mapping === null)
    throw new Error(`${name} cannot be created (error ${windows.getLastError()})`);
  const address: windows.Handle = windows.mapViewOfFile(mapping, fileMapWrite, 0, 0, sizeBytes);
  if (address === null) {
    const code: number = windows.getLastError();
    windows.closeHandle(mapping);
    throw new Error(`${name} cannot be mapped for writing (error ${code})`);
  }
  let open = true;
  return {
    memory: koffi.view(address, sizeBytes),
    close: () => {
      if (!open) return;
      open = false;
      windows.unmapViewOfFile(address);
      windows.closeHandle(mapping);
    },
  };
}
