/** Tells users why a program failed that Windows started without a console of theirs: from the Start menu, by Setup. */
import { exitCodeOf } from '../console/errors.ts';

/** Numbers of winuser.h. */
const boxFlags = { error: 0x10, foreground: 0x1_00_00 } as const;
/** The console of a shortcut belongs to its program alone; that of a user has a shell too. */
const processesOfShortcut = 1;

/** Does nothing where the user reads the console. Resolves when the user has closed the box. */
export async function showInBox(error: unknown): Promise<void> {
  if (process.platform !== 'win32') return;
  const { default: koffi } = await import('koffi');
  const kernel32 = koffi.load('kernel32.dll');
  const processes = kernel32.func(
    'uint32_t __stdcall GetConsoleProcessList(_Out_ uint32_t *list, uint32_t count)',
  );
  const list = new Uint32Array(2);
  if (processes(list, list.length) !== processesOfShortcut) return;
  const messageBox = koffi
    .load('user32.dll')
    .func('int __stdcall MessageBoxW(void *owner, str16 text, str16 title, uint32_t flags)');
  messageBox(null, boxText(error), 'Sequential', boxFlags.error | boxFlags.foreground);
}

/** The sentence of an error and its hint, as paragraphs. Pure. */
export function boxText(error: unknown): string {
  const { message, hint } = error as { readonly message?: string; readonly hint?: string };
  const isMistake = exitCodeOf(error) === 3;
  const sentence = isMistake ? `This is a bug in Sequential. ${message}` : message;
  return [sentence, hint].filter((one) => one !== undefined && one !== '').join('\n\n');
}
