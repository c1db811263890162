/** Windows: creates a named section and maps it for writing, as the game does. Only the demo car and tests do this. */
import koffi from 'koffi';
import { type Handle, kernel32 } from './kernel32.ts';

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
  const mapping: Handle = kernel32.createFileMapping(
    noFile,
    null,
    pageReadWrite,
    0,
    sizeBytes,
    name,
  );
  if (mapping === null)
    throw new Error(`${name} cannot be created (error ${kernel32.getLastError()})`);
  const address: Handle = kernel32.mapViewOfFile(mapping, fileMapWrite, 0, 0, sizeBytes);
  if (address === null) {
    const code: number = kernel32.getLastError();
    kernel32.closeHandle(mapping);
    throw new Error(`${name} cannot be mapped for writing (error ${code})`);
  }
  let open = true;
  return {
    memory: koffi.view(address, sizeBytes),
    close: () => {
      if (!open) return;
      open = false;
      kernel32.unmapViewOfFile(address);
      kernel32.closeHandle(mapping);
    },
  };
}
