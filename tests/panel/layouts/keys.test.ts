/** The keys of the canvas. */
import { expect, test } from 'vitest';
import { meaningOf, type PressedKey } from '../../../panel/layouts/keys.ts';

function pressed(text: string, isRepeated = false): PressedKey {
  const parts = text.split(' + ');
  return {
    key: parts.at(-1)!,
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    isCommand: parts.includes('Ctrl'),
    isRepeated,
  };
}

test.each([
  ['ArrowLeft', { act: { type: 'nudge', by: { x: -1, y: 0 } } }],
  ['Shift + ArrowDown', { act: { type: 'nudge', by: { x: 0, y: 16 } } }],
  ['Alt + ArrowRight', { act: { type: 'grow', by: { x: 1, y: 0 } } }],
  ['Delete', { act: { type: 'remove' } }],
  ['Ctrl + d', { act: { type: 'copy' } }],
  ['Ctrl + A', { act: { type: 'select-all' } }],
  ['Ctrl + g', { act: { type: 'group' } }],
  ['Ctrl + Shift + G', { act: { type: 'ungroup' } }],
  ['l', { act: { type: 'lock', locked: true } }],
  ['PageUp', { act: { type: 'order', to: 'forward' } }],
  ['Shift + PageDown', { act: { type: 'order', to: 'back' } }],
  ['Escape', { act: { type: 'select', ids: [], how: 'only' } }],
  ['+', { zoom: 'in' }],
  ['0', { zoom: 'fit' }],
])('%s', (key, meaning) => {
  expect(meaningOf(pressed(key), false)).toEqual(meaning);
});

test.each(['Ctrl + ArrowLeft', 'Ctrl + +', 'Ctrl + 0', 'Ctrl + Alt + g', 'Alt + l', 'x', 'Tab'])(
  '%s is left to the browser',
  (key) => {
    expect(meaningOf(pressed(key), false)).toBeNull();
  },
);

test('a held key moves on, and removes or copies once only', () => {
  expect(meaningOf(pressed('ArrowLeft', true), false)).not.toBeNull();
  expect(meaningOf(pressed('Delete', true), false)).toBeNull();
  expect(meaningOf(pressed('Ctrl + d', true), false)).toBeNull();
});

test('L unlocks what is locked', () => {
  expect(meaningOf(pressed('l'), true)).toEqual({ act: { type: 'lock', locked: false } });
});
