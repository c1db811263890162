/**
 * A program for Windows' Node: holds files open, as a virus scanner or a back-up does, until its own input file is gone.
 * Others may read them and not write, rename or delete them. Arguments: the file that ends it, and the files to hold.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { nativeFunctions } from '../../agent/memory/native-functions.ts';

const [signal = '', ...files] = process.argv.slice(2);
const kernel = nativeFunctions('kernel32.dll', {
  createFile:
    'intptr_t __stdcall CreateFileW(str16 name, uint32 access, uint32 share, void *security, uint32 how, uint32 flags, void *template)',
});

const genericRead = 0x8000_0000;
const shareRead = 1;
const openExisting = 3;
const invalidHandle = -1;

for (const file of files) {
  const handle = Number(
    kernel.createFile(file, genericRead, shareRead, null, openExisting, 0, null),
  );
  if (handle === invalidHandle) throw new Error(`${file} cannot be opened`);
}
// The end of the process closes the handles.
writeFileSync(signal, '');
while (existsSync(signal)) await new Promise((resolve) => setTimeout(resolve, 20));
