/**
 * A program for Windows' Node: uses dialogs of other programs as a user does.
 *
 * | arguments | what it does |
 * |---|---|
 * | `setup` | presses the main button of Setup's window until that window is gone |
 * | `box TITLE FILE` | waits for a message box, writes its text to the file, and closes it |
 * | `consoles FILE` | until the file is gone, writes into it what console windows a user could see |
 */
import { existsSync, writeFileSync } from 'node:fs';
import koffi from 'koffi';
import { nativeFunctions } from '../../agent/memory/native-functions.ts';

const user32 = nativeFunctions('user32.dll', {
  findWindow: 'void * __stdcall FindWindowW(str16 className, str16 title)',
  findInside:
    'void * __stdcall FindWindowExW(void *parent, void *after, str16 className, str16 title)',
  itemOf: 'void * __stdcall GetDlgItem(void *dialog, int id)',
  isVisible: 'int __stdcall IsWindowVisible(void *window)',
  isIconic: 'int __stdcall IsIconic(void *window)',
  isEnabled: 'int __stdcall IsWindowEnabled(void *window)',
  post: 'int __stdcall PostMessageW(void *window, uint32_t message, uintptr_t word, intptr_t long)',
  textOf:
    'intptr_t __stdcall SendMessageW(void *window, uint32_t message, uintptr_t size, _Out_ uint16_t *text)',
});

/** Numbers of winuser.h. */
const wm = { getText: 0x0d, close: 0x10, command: 0x111 } as const;
const mainButton = 1;
const dialogClass = '#32770';
const setupTitle = 'Sequential Setup ';
/** Of Windows and of Wine. */
const consoleClasses = ['ConsoleWindowClass', 'WineConsoleClass'] as const;
const waitMs = 60_000;
/** Copying the program takes long on a busy machine, and Setup waits for its last button for ever. */
const setupMs = 200_000;
const pollMs = 200;
const watchMs = 30;
/** A window that is minimised as it opens is not for a moment. */
const noticedMs = 500;

async function until<T>(what: string, look: () => T | null, forMs = waitMs): Promise<T> {
  const untilMs = Date.now() + forMs;
  for (;;) {
    const found = look();
    if (found !== null) return found;
    if (Date.now() > untilMs) throw new Error(`Waited for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function windowText(window: unknown): string {
  const text = new Uint16Array(4_096);
  user32.textOf(window, wm.getText, text.length, text);
  return String.fromCharCode(...text.subarray(0, text.indexOf(0)));
}

async function useSetup(): Promise<void> {
  const find = (): unknown => user32.findWindow(dialogClass, setupTitle);
  await until('the window of Setup', find);
  const pressed = (): true | null => {
    const window = find();
    if (window === null) return true;
    const button: unknown = user32.itemOf(window, mainButton);
    if (button !== null && user32.isEnabled(button) !== 0)
      user32.post(window, wm.command, mainButton, 0);
    return null;
  };
  await until('the end of Setup', pressed, setupMs);
}

async function readBox(title: string, file: string): Promise<void> {
  const box = await until(
    'a message box',
    () => user32.findWindow(dialogClass, title) as object | null,
  );
  const texts: string[] = [];
  for (let part: unknown = null; ; ) {
    part = user32.findInside(box, part, 'Static', null);
    if (part === null) break;
    texts.push(windowText(part));
  }
  writeFileSync(file, texts.filter((text) => text !== '').join('\n'));
  user32.post(box, wm.close, 0, 0);
}

/** Minimised windows do not count: so Windows shows the console of a shortcut for a moment. */
async function watchConsoles(file: string): Promise<void> {
  const seen = new Set<string>();
  /** When each open window was first found, ms. */
  let open = new Map<bigint, number>();
  writeFileSync(file, '');
  while (existsSync(file)) {
    const now = new Map<bigint, number>();
    for (const name of consoleClasses) {
      for (let window: unknown = null; ; ) {
        window = user32.findInside(null, window, name, null);
        if (window === null) break;
        if (user32.isVisible(window) === 0 || user32.isIconic(window) !== 0) continue;
        const id = koffi.address(window);
        const sinceMs = open.get(id) ?? Date.now();
        now.set(id, sinceMs);
        if (Date.now() - sinceMs < noticedMs) continue;
        seen.add(windowText(window));
        if (existsSync(file)) writeFileSync(file, [...seen].join('\n'));
      }
    }
    open = now;
    await new Promise((resolve) => setTimeout(resolve, watchMs));
  }
}

const [what = '', ...words] = process.argv.slice(2);
if (what === 'setup') await useSetup();
else if (what === 'box') await readBox(words[0] ?? '', words[1] ?? '');
else await watchConsoles(words[0] ?? '');
