/** What the keys do while the canvas has the focus. Pure. */
import type { EditorAct } from './editor-state.ts';

/** Steps of the arrow keys, without and with Shift, canvas pixels. */
const stepPx = { small: 1, large: 16 } as const;

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** Ctrl, or the command key of a Mac. */
  readonly isCommand: boolean;
  /** The key is held down. */
  readonly isRepeated: boolean;
}

export type KeyMeaning =
  | { readonly act: EditorAct }
  | { readonly zoom: 'in' | 'out' | 'fit' | 'full' };

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function ofArrow({ key, shiftKey, altKey, isCommand }: PressedKey): KeyMeaning | null {
  const direction = arrows[key];
  if (direction === undefined || isCommand) return null;
  const step = shiftKey ? stepPx.large : stepPx.small;
  const by = { x: direction[0] * step, y: direction[1] * step };
  return { act: { type: altKey ? 'grow' : 'nudge', by } };
}

function ofCommand({ key, shiftKey, isRepeated }: PressedKey): KeyMeaning | null {
  switch (key.toLowerCase()) {
    case 'a':
      return { act: { type: 'select-all' } };
    case 'd':
      return isRepeated ? null : { act: { type: 'copy' } };
    case 'g':
      return { act: { type: shiftKey ? 'ungroup' : 'group' } };
    default:
      return null;
  }
}

/** @param isLocked all selected items are locked @returns null: the browser handles the key */
export function meaningOf(pressed: PressedKey, isLocked: boolean): KeyMeaning | null {
  const { key, altKey, shiftKey, isCommand, isRepeated } = pressed;
  const arrow = ofArrow(pressed);
  if (arrow !== null) return arrow;
  if (isCommand) return altKey ? null : ofCommand(pressed);
  if (altKey) return null;
  switch (key) {
    case 'Delete':
    case 'Backspace':
      // A held key would remove one overlay after the other.
      return isRepeated ? null : { act: { type: 'remove' } };
    case 'Escape':
      return { act: { type: 'select', ids: [], how: 'only' } };
    case 'PageUp':
      return { act: { type: 'order', to: shiftKey ? 'front' : 'forward' } };
    case 'PageDown':
      return { act: { type: 'order', to: shiftKey ? 'back' : 'backward' } };
    case 'l':
    case 'L':
      return { act: { type: 'lock', locked: !isLocked } };
    case '+':
    case '=':
      return { zoom: 'in' };
    case '-':
      return { zoom: 'out' };
    case '0':
      return { zoom: 'fit' };
    case '1':
      return { zoom: 'full' };
    default:
      return null;
  }
}

/** A key or an act of the pointer, and what it does. */
type Help = readonly (readonly [keys: string, what: string])[];

/** For the list below the canvas. */
export const keyHelp: Help = [
  ['Tab', 'next overlay'],
  ['Space, Shift + Space', 'select; add to the selection'],
  ['Ctrl + A, Esc', 'select all; select none'],
  ['Arrows', 'move by 1 pixel, with Shift by 16'],
  ['Alt + arrows', 'resize'],
  ['Ctrl + D', 'copy'],
  ['Delete', 'remove'],
  ['Ctrl + G', 'group; with Shift ungroup'],
  ['L', 'lock or unlock'],
  ['Page Up, Page Down', 'forward, backward; with Shift to the front or back'],
  ['+, −, 0, 1', 'zoom in, out, fit, 100 %'],
  ['Ctrl + Z, Ctrl + Y', 'undo, redo'],
  ['Ctrl + S', 'save'],
];

export const pointerHelp: Help = [
  ['Shift + click', 'add to the selection, or take from it'],
  ['Drag on the background', 'select what the band touches'],
  ['Alt + drag', 'do not snap, and leave the canvas if you like'],
  ['Ctrl + wheel', 'zoom'],
];
