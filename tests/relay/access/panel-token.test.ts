import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import {
  openPanelToken,
  panelTokenFile,
  readPanelToken,
} from '../../../relay/access/panel-token.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { LogBook } from '../../support/log-book.ts';

const modeOf = (file: string) => statSync(file).mode & 0o777;

test('the first start makes a token that only its owner can read; later starts use it', async () => {
  const user = temporaryFolder();
  expect(await readPanelToken(user)).toBeNull();
  const token = await openPanelToken(user, silentLog);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await openPanelToken(user, silentLog)).toBe(token);
  expect(await readPanelToken(user)).toBe(token);
  if (process.platform !== 'win32') expect(modeOf(panelTokenFile(user))).toBe(0o600);
  expect(await openPanelToken(temporaryFolder(), silentLog)).not.toBe(token);
});

test('a file that others can read is made private', async () => {
  const user = temporaryFolder();
  const token = await openPanelToken(user, silentLog);
  chmodSync(panelTokenFile(user), 0o644);
  expect(await openPanelToken(user, silentLog)).toBe(token);
  if (process.platform !== 'win32') expect(modeOf(panelTokenFile(user))).toBe(0o600);
});

test.each([
  ['what an editor adds', (token: string) => `\uFEFF${token}\r\n`, true],
  ['an empty file', () => '', false],
  ['half of a token', (token: string) => token.slice(0, 20), false],
])('%s', async (_, text, isSame) => {
  const user = temporaryFolder();
  const token = await openPanelToken(user, silentLog);
  writeFileSync(panelTokenFile(user), text(token));
  expect((await openPanelToken(user, silentLog)) === token).toBe(isSame);
});

test('a token that cannot be written stops nothing; the log says so, without the token', async () => {
  const user = join(temporaryFolder(), 'a-file');
  writeFileSync(user, '');
  const log = new LogBook();
  const token = await openPanelToken(user, log);
  expect(token).toHaveLength(43);
  expect(log.complaints).toHaveLength(1);
  expect(log.complaints[0]).not.toContain(token);
  expect(existsSync(panelTokenFile(user))).toBe(false);
  expect(readFileSync(user, 'utf8')).toBe('');
});
