/** Pictures of themes: listed and served where they exist, and no other file is opened. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import type { ThemeMetadata } from '../../../../protocol/theme-metadata.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { startTestRelay, type TestRelay } from '../../../support/test-relay.ts';

let folder: string;
let relay: TestRelay;

function theme(where: 'built-in' | 'themes', name: string, preview?: string): void {
  const text = JSON.stringify({ name, title: name, ...(preview === undefined ? {} : { preview }) });
  writeFileSync(join(folder, where, `${name}.json`), text);
}

beforeEach(async () => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'built-in'));
  mkdirSync(join(folder, 'themes'));
  theme('built-in', 'apex', 'apex.webp');
  writeFileSync(join(folder, 'built-in', 'apex.webp'), 'picture of apex');
  theme('themes', 'mine', 'my-look.png');
  writeFileSync(join(folder, 'themes', 'my-look.png'), 'picture of mine');
  theme('themes', 'plain');
  theme('themes', 'gone', 'gone.jpg');
  theme('themes', 'sly', '../secret.png');
  writeFileSync(join(folder, 'secret.png'), 'not for anybody');
  theme('themes', 'large', 'large.png');
  writeFileSync(join(folder, 'themes', 'large.png'), 'x'.repeat(limits.themePreviewBytesMax + 1));
  relay = await startTestRelay({ themesFolder: join(folder, 'built-in'), userFolder: folder });
});

test('the list has the picture’s address of each theme, or none', async () => {
  const { json } = await relay.request('/api/themes');
  const previews = (json as ThemeMetadata[]).map(({ name, preview }) => [name, preview]);
  expect(Object.fromEntries(previews)).toEqual({
    apex: '/themes/apex.webp',
    mine: '/themes/mine.png',
    plain: null,
    gone: null,
    sly: null,
    large: null,
  });
});

test('a picture is served under the name of its theme, whatever its file name', async () => {
  const apex = await relay.request('/themes/apex.webp');
  expect([apex.status, apex.text]).toEqual([200, 'picture of apex']);
  expect(apex.headers.get('content-type')).toBe('image/webp');
  expect(apex.headers.get('x-content-type-options')).toBe('nosniff');
  const mine = await relay.request('/themes/mine.png');
  expect([mine.status, mine.text]).toEqual([200, 'picture of mine']);
  expect(mine.headers.get('content-type')).toBe('image/png');
});

test('nothing else is served: no other kind, no other file, none that is too large or elsewhere', async () => {
  for (const path of [
    'apex.png',
    'mine.webp',
    'my-look.png',
    'sly.png',
    'secret.png',
    'large.png',
    'gone.jpg',
    'plain.png',
    '..%2Fsecret.png',
    'nobody.png',
  ]) {
    const { status, text } = await relay.request(`/themes/${path}`);
    expect(status, path).toBe(404);
    expect(text).not.toContain('not for anybody');
  }
});
