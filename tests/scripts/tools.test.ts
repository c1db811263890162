/** Finding programs on this machine. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findBrowser, onPath, tools } from '../../scripts/tools.ts';

test.each(Object.keys(tools))('%s is either found as a file or said to be missing', (name) => {
  const { find, debian, title } = tools[name as keyof typeof tools];
  const file = find();
  if (file !== null) expect(existsSync(file)).toBe(true);
  expect(debian.length).toBeGreaterThan(0);
  expect(title).not.toBe('');
});

test('a program that exists nowhere is not found', () => {
  expect(onPath('sequential-has-no-such-program')).toBeNull();
});

test('there is a browser to start wherever one is found', async () => {
  if (tools.chromium.find() === null) return;
  expect(existsSync((await findBrowser()).path)).toBe(true);
});
