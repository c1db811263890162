/**
 * A program for Windows' Node: holds a file open as an antivirus program does, closes it after a while, and meanwhile
 * replaces, reads and deletes it as the relay does. Prints the results. Arguments: the file, ms.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { nativeFunctions } from '../../agent/memory/native-functions.ts';
import { removeWhole, writeWhole } from '../../relay/files/atomic-file.ts';
import { readSmallFile } from '../../relay/files/small-file.ts';

const [file, held] = process.argv.slice(2) as [string, string];
const kernel = nativeFunctions('kernel32.dll', {
  createFile:
    'void * __stdcall CreateFileW(str16 name, uint32 access, uint32 share, void *security, uint32 how, uint32 flags, void *template)',
  closeHandle: 'bool __stdcall CloseHandle(void *handle)',
});

const genericRead = 0x8000_0000;
const shareRead = 1;
const openExisting = 3;

/** @returns how long the work took, ms, or the code of its error */
async function whileHeld(work: () => Promise<void>): Promise<number | string> {
  const handle: unknown = kernel.createFile(
    file,
    genericRead,
    shareRead,
    null,
    openExisting,
    0,
    null,
  );
  setTimeout(() => kernel.closeHandle(handle), Number(held));
  const begun = performance.now();
  try {
    await work();
    return Math.round(performance.now() - begun);
  } catch (error) {
    return String((error as { message?: unknown }).message);
  }
}

writeFileSync(file, 'old');
const replacedMs = await whileHeld(() => writeWhole(file, 'new', { isSecret: true }));
const text = await readSmallFile(file, { bytesMax: 100, links: 'refuse' });
const folder = await readSmallFile('.', { bytesMax: 100, links: 'refuse' });
const removedMs = await whileHeld(() => removeWhole(file));
console.log(JSON.stringify({ replacedMs, text, folder, removedMs, isThere: existsSync(file) }));
