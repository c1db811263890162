/** Opens an address in the user's browser. */
import { spawn } from 'node:child_process';

/** ShellExecuteW returns more than this when it succeeds (shellapi.h). */
const lastShellError = 32;
const showNormal = 1;

/** @returns false: the system has no program for it */
export async function openAddress(address: string): Promise<boolean> {
  if (process.platform === 'win32') return openOnWindows(address);
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  return new Promise((resolve) => {
    const child = spawn(program, [address], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Through the shell's own function: a command line would need its quoting, and flash a console. */
async function openOnWindows(address: string): Promise<boolean> {
  const { default: koffi } = await import('koffi');
  const shellExecute = koffi
    .load('shell32.dll')
    .func(
      'intptr_t __stdcall ShellExecuteW(void *window, str16 verb, str16 file, str16 words, str16 folder, int show)',
    );
  const result: number | bigint = shellExecute(null, 'open', address, null, null, showNormal);
  return Number(result) > lastShellError;
}
