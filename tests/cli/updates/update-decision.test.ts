/** When to check, what is newer, and what an update must not interrupt. */
import { expect, test } from 'vitest';
import type { ReleaseManifest } from '../../../cli/updates/release-manifest.ts';
import {
  canInstallItself,
  isCheckDue,
  isNewer,
  isReplayed,
  offeredRelease,
  updateHindrance,
} from '../../../cli/updates/update-decision.ts';

const hourMs = 3_600_000;
const now = Date.UTC(2026, 5, 1);

test('a check is due a day after the last answer', () => {
  const after = (hours: number) => ({ answeredAt: now - hours * hourMs, unreachableAt: null });
  expect(isCheckDue({ answeredAt: null, unreachableAt: null }, now)).toBe(true);
  expect(isCheckDue(after(23.9), now)).toBe(false);
  expect(isCheckDue(after(24), now)).toBe(true);
});

test('where nobody could be reached, it is due an hour later', () => {
  const after = (hours: number) => ({ answeredAt: null, unreachableAt: now - hours * hourMs });
  expect(isCheckDue(after(0.9), now)).toBe(false);
  expect(isCheckDue(after(1), now)).toBe(true);
});

test('a check is due when the last one lies in the future, because the clock was wrong', () => {
  expect(isCheckDue({ answeredAt: now + hourMs, unreachableAt: null }, now)).toBe(true);
  expect(isCheckDue({ answeredAt: null, unreachableAt: now + hourMs }, now)).toBe(true);
});

test.each([
  ['1.1.0', '1.0.0', true],
  ['1.0.0', '1.0.0', false],
  ['0.9.0', '1.0.0', false],
  ['1.1.0-rc.1', '1.0.0', false],
  ['1.1.0-rc.2', '1.1.0-rc.1', true],
  ['1.1.0', '1.1.0-rc.1', true],
  ['1.1.0', 'dev', false],
])('%s for those who run %s: %s', (announced, running, isOffered) => {
  expect(isNewer(announced, running)).toBe(isOffered);
});

test('an announcement older than one seen before is a replay', () => {
  expect(isReplayed('1.1.0', '1.2.0')).toBe(true);
  expect(isReplayed('1.2.0', '1.2.0')).toBe(false);
  expect(isReplayed('1.2.0', null)).toBe(false);
});

test('each kind of installation is offered its own file', () => {
  const file = { url: 'https://example.org/s.exe', size: 5, sha256: 'a'.repeat(64) };
  const manifest: ReleaseManifest = {
    program: 'sequential',
    version: '1.1.0',
    date: '2026-06-01T00:00:00Z',
    notes: '',
    page: 'https://example.org/',
    files: { installed: file },
  };
  const offered = (distribution: 'installed' | 'npm' | 'source' | 'container') =>
    offeredRelease(manifest, { version: '1.0.0', distribution })?.file;
  expect(offered('installed')).toEqual({ url: file.url, bytes: 5 });
  expect(offered('npm')).toBeNull();
  expect(offered('source')).toBeNull();
  expect(offered('container')).toBeNull();
});

test('only what Setup installed on Windows installs updates itself', () => {
  expect(canInstallItself('installed', 'win32')).toBe(true);
  expect(canInstallItself('portable', 'win32')).toBe(false);
  expect(canInstallItself('debian', 'linux')).toBe(false);
});

test('an update waits for the drive, for the stream and for the recording', () => {
  const idle = { streaming: false, recording: false };
  expect(updateHindrance(['menu', 'driving'], null)).toBe('driving');
  expect(updateHindrance(['paused'], null)).toBe('driving');
  expect(updateHindrance([], { ...idle, streaming: true })).toBe('streaming');
  expect(updateHindrance([], { ...idle, recording: true })).toBe('recording');
  expect(updateHindrance([], 'silent')).toBe('obs-silent');
  expect(updateHindrance(['menu', 'ended', 'replay', 'agent-away'], idle)).toBeNull();
  expect(updateHindrance([], null)).toBeNull();
});
