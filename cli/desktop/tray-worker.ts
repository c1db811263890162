/**
 * The icon in the notification area of Windows, with its hidden window, in a thread of its own. The window is also how others
 * end the program cleanly: Setup and `taskkill` close it, and Windows tells it when the user logs off.
 *
 * Shell_NotifyIconW, TrackPopupMenu: learn.microsoft.com/windows/win32/shell/notification-area. The structures are those of
 * 64-bit Windows.
 */
import { parentPort, workerData } from 'node:worker_threads';
import koffi from 'koffi';
import { nativeFunctions } from '../../agent/memory/native-functions.ts';
import type { TrayEvent, TrayItem, TrayRequest, TrayWorkerData } from './tray.ts';

const { icon: iconFile, tip, items, ended } = workerData as TrayWorkerData;
const endedFlag = new Int32Array(ended);

const WindowProcedure = koffi.proto(
  'intptr_t __stdcall WindowProcedure(void *window, uint32_t message, uintptr_t word, intptr_t long)',
);
koffi.struct('WNDCLASSEXW', {
  cbSize: 'uint32_t',
  style: 'uint32_t',
  lpfnWndProc: koffi.pointer(WindowProcedure),
  cbClsExtra: 'int',
  cbWndExtra: 'int',
  hInstance: 'void *',
  hIcon: 'void *',
  hCursor: 'void *',
  hbrBackground: 'void *',
  lpszMenuName: 'str16',
  lpszClassName: 'str16',
  hIconSm: 'void *',
});
koffi.struct('POINT', { x: 'int32_t', y: 'int32_t' });
koffi.struct('MSG', {
  hwnd: 'void *',
  message: 'uint32_t',
  wParam: 'uintptr_t',
  lParam: 'intptr_t',
  time: 'uint32_t',
  pt: 'POINT',
  lPrivate: 'uint32_t',
});
koffi.struct('NOTIFYICONDATAW', {
  cbSize: 'uint32_t',
  hWnd: 'void *',
  uID: 'uint32_t',
  uFlags: 'uint32_t',
  uCallbackMessage: 'uint32_t',
  hIcon: 'void *',
  szTip: koffi.array('char16_t', 128, 'String'),
  dwState: 'uint32_t',
  dwStateMask: 'uint32_t',
  szInfo: koffi.array('char16_t', 256, 'String'),
  uVersion: 'uint32_t',
  szInfoTitle: koffi.array('char16_t', 64, 'String'),
  dwInfoFlags: 'uint32_t',
  guidItem: koffi.array('uint8_t', 16),
  hBalloonIcon: 'void *',
});

const user32 = nativeFunctions('user32.dll', {
  registerClass: 'uint16_t __stdcall RegisterClassExW(WNDCLASSEXW *windowClass)',
  createWindow:
    'void * __stdcall CreateWindowExW(uint32_t exStyle, str16 windowClass, str16 title, uint32_t style, int x, int y, int width, int height, void *parent, void *menu, void *instance, void *data)',
  destroyWindow: 'int __stdcall DestroyWindow(void *window)',
  unregisterClass: 'int __stdcall UnregisterClassW(str16 windowClass, void *instance)',
  defaultProcedure:
    'intptr_t __stdcall DefWindowProcW(void *window, uint32_t message, uintptr_t word, intptr_t long)',
  peekMessage:
    'int __stdcall PeekMessageW(_Out_ MSG *message, void *window, uint32_t min, uint32_t max, uint32_t remove)',
  dispatchMessage: 'intptr_t __stdcall DispatchMessageW(MSG *message)',
  registerMessage: 'uint32_t __stdcall RegisterWindowMessageW(str16 name)',
  loadImage:
    'void * __stdcall LoadImageW(void *instance, str16 name, uint32_t type, int width, int height, uint32_t flags)',
  systemMetrics: 'int __stdcall GetSystemMetrics(int index)',
  createPopupMenu: 'void * __stdcall CreatePopupMenu()',
  destroyMenu: 'int __stdcall DestroyMenu(void *menu)',
  appendMenu: 'int __stdcall AppendMenuW(void *menu, uint32_t flags, uintptr_t id, str16 text)',
  setDefaultItem:
    'int __stdcall SetMenuDefaultItem(void *menu, uint32_t item, uint32_t byPosition)',
  trackMenu:
    'int __stdcall TrackPopupMenu(void *menu, uint32_t flags, int x, int y, int reserved, void *window, void *rectangle)',
  cursorPosition: 'int __stdcall GetCursorPos(_Out_ POINT *point)',
  setForeground: 'int __stdcall SetForegroundWindow(void *window)',
});
const shell32 = nativeFunctions('shell32.dll', {
  notifyIcon: 'int __stdcall Shell_NotifyIconW(uint32_t message, NOTIFYICONDATAW *data)',
});
const kernel32 = nativeFunctions('kernel32.dll', {
  moduleHandle: 'void * __stdcall GetModuleHandleW(str16 name)',
});

/** Numbers of winuser.h and shellapi.h. */
const wm = {
  close: 0x10,
  endSession: 0x16,
  contextMenu: 0x7b,
  leftUp: 0x202,
  rightUp: 0x205,
  ofIcon: 0x8001,
} as const;
const nim = { add: 0, change: 1, remove: 2 } as const;
const ninSelect = 0x400;
const iconFlags = { message: 1, icon: 2, tip: 4, info: 0x10 } as const;
/** Without a sound. */
const quietInfo = 0x10;
/** Characters of a sentence beside the icon, its end included. */
const infoLength = 256;
const menuFlags = { text: 0, separator: 0x800 } as const;
const trackFlags = { rightButton: 2, returnCommand: 0x100 } as const;
const image = { icon: 1, fromFile: 0x10 } as const;
const smallIconMetric = 49;

/** Windows ends the process when the handler of a log-off returns, at the latest after 5 s. */
const logOffWaitMs = 4_500;
/** A wait for messages that blocks would keep the process from ending. */
const pollMs = 50;

function send(event: TrayEvent): void {
  parentPort!.postMessage(event);
}

let shown: readonly TrayItem[] = items;

function iconData(window: unknown) {
  const small: number = user32.systemMetrics(smallIconMetric);
  return {
    cbSize: koffi.sizeof('NOTIFYICONDATAW'),
    hWnd: window,
    uID: 1,
    uFlags: iconFlags.message | iconFlags.icon | iconFlags.tip,
    uCallbackMessage: wm.ofIcon,
    hIcon: user32.loadImage(null, iconFile, image.icon, small, small, image.fromFile),
    szTip: tip,
    dwState: 0,
    dwStateMask: 0,
    szInfo: '',
    uVersion: 0,
    szInfoTitle: '',
    dwInfoFlags: 0,
    guidItem: new Array<number>(16).fill(0),
    hBalloonIcon: null,
  };
}

/** Shows the menu at the pointer and waits for a choice, as the system's menus do. */
function showMenu(window: unknown): void {
  const menu: unknown = user32.createPopupMenu();
  for (const [index, item] of shown.entries()) {
    if (item === 'separator') user32.appendMenu(menu, menuFlags.separator, 0, null);
    else {
      user32.appendMenu(menu, menuFlags.text, index + 1, item.text.replaceAll('&', '&&'));
    }
  }
  user32.setDefaultItem(menu, 0, 1);
  const at = { x: 0, y: 0 };
  user32.cursorPosition(at);
  // Else the menu stays open after a click elsewhere.
  user32.setForeground(window);
  const flags = trackFlags.rightButton | trackFlags.returnCommand;
  const chosen: number = user32.trackMenu(menu, flags, at.x, at.y, 0, window, null);
  user32.destroyMenu(menu);
  const item = shown[chosen - 1];
  if (item !== undefined && item !== 'separator') send({ kind: 'chosen', id: item.id });
}

const taskbarCreated: number = user32.registerMessage('TaskbarCreated');

const procedure = koffi.register(
  (window: unknown, message: number, word: number, long: number | bigint): number | bigint => {
    if (message === wm.close) {
      send({ kind: 'close' });
      return 0;
    }
    if (message === wm.endSession && word !== 0) {
      send({ kind: 'close' });
      Atomics.wait(endedFlag, 0, 0, logOffWaitMs);
      return 0;
    }
    // Explorer was started again and has lost its icons.
    if (message === taskbarCreated) shell32.notifyIcon(nim.add, data);
    if (message === wm.ofIcon) {
      const of = Number(long) & 0xff_ff;
      if (of === wm.leftUp || of === ninSelect) send({ kind: 'chosen', id: 'open' });
      if (of === wm.rightUp || of === wm.contextMenu) showMenu(window);
      return 0;
    }
    return user32.defaultProcedure(window, message, word, long) as number | bigint;
  },
  koffi.pointer(WindowProcedure),
);

/** Setup finds the program by it. */
const windowClass = 'SequentialTray';
const instance: unknown = kernel32.moduleHandle(null);
user32.registerClass({
  cbSize: koffi.sizeof('WNDCLASSEXW'),
  style: 0,
  lpfnWndProc: procedure,
  cbClsExtra: 0,
  cbWndExtra: 0,
  hInstance: instance,
  hIcon: null,
  hCursor: null,
  hbrBackground: null,
  lpszMenuName: null,
  lpszClassName: windowClass,
  hIconSm: null,
});
const window: unknown = user32.createWindow(
  ...([0, windowClass, 'Sequential', 0, 0, 0, 0, 0, null, null, instance, null] as const),
);
const data = iconData(window);
const isAdded = shell32.notifyIcon(nim.add, data) !== 0;
send({ kind: 'ready', window: window as bigint, isAdded });

function announce(sentence: string): void {
  shell32.notifyIcon(nim.change, {
    ...data,
    uFlags: iconFlags.info,
    szInfo: sentence.slice(0, infoLength - 1),
    szInfoTitle: tip,
    dwInfoFlags: quietInfo,
  });
}

parentPort!.on('message', (request: TrayRequest) => {
  switch (request.kind) {
    case 'show':
      shown = request.items;
      break;
    case 'announce':
      announce(request.sentence);
      break;
    case 'remove':
      shell32.notifyIcon(nim.remove, data);
      user32.destroyWindow(window);
      // The class holds a procedure of this thread, which a later thread of the process must not call.
      user32.unregisterClass(windowClass, instance);
      // Ends this thread, which the registered callback would keep alive.
      process.exit();
  }
});

setInterval(() => {
  const message = {};
  while (user32.peekMessage(message, null, 0, 0, 1) !== 0) user32.dispatchMessage(message);
}, pollMs);
