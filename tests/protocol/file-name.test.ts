/** File names that are valid on every system. */
import { expect, test } from 'vitest';
import { isDeviceName, isOwnName } from '../../protocol/file-name.ts';

test.each([
  'con',
  'CON',
  'nul.json',
  'Aux',
  'prn',
  'com1',
  'lpt9',
  'COM0.txt',
  'con ',
  'nul .json',
  'com¹',
  'conin$',
  'con.tar.gz',
])('%j is a device of Windows', (name) => {
  expect(isDeviceName(name)).toBe(true);
  expect(isOwnName(name)).toBe(false);
});

test.each(['console', 'com', 'com10', 'null', 'lpt', 'auxiliary', 'a-con', 'nul-'])(
  '%j is none',
  (name) => {
    expect(isDeviceName(name)).toBe(false);
    expect(isOwnName(name)).toBe(true);
  },
);

test.each([
  '',
  'Mine',
  'mine.',
  'mine ',
  '-mine',
  '1st',
  'my theme',
  '../x',
  'a/b',
  'a\\b',
  '__proto__',
  'x'.repeat(41),
])('%j is not a name of a file of one’s own', (name) => expect(isOwnName(name)).toBe(false));
