/** The announcement of a release: what it names, and when it is refused. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeSigningKeys, openManifest } from '../../../cli/updates/signed-manifest.ts';
import { limits } from '../../../protocol/limits.ts';
import {
  announcement,
  notesThatFit,
  releaseFileNames,
  releaseNotes,
  withUpdateSource,
} from '../../../scripts/package/announcement.ts';
import { root } from '../../../scripts/root.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

const keys = makeSigningKeys();
const source = { address: 'https://example.org/latest.json', publicKey: keys.publicKey };
const changelog = `# Changelog

Words.

## 1.2.0

- **New**: updates.

## 1.1.0

- Old.
`;

function release() {
  const folder = temporaryFolder();
  for (const name of Object.values(releaseFileNames('1.2.0'))) {
    writeFileSync(join(folder, name), `content of ${name}`);
  }
  return {
    version: '1.2.0',
    date: new Date('2026-06-01T10:00:00Z'),
    changelog,
    folder,
    url: 'https://example.org/download/v1.2.0/',
    page: 'https://example.org/v1.2.0',
  };
}

test('it names every file with its size and hash, and a program believes it', () => {
  const made = release();
  const manifest = openManifest(announcement(made, source, keys.privateKey), source.publicKey);
  expect(manifest).toMatchObject({
    version: '1.2.0',
    date: '2026-06-01T10:00:00.000Z',
    notes: '- **New**: updates.',
    page: made.page,
  });
  const name = 'Sequential-Setup-1.2.0.exe';
  expect(manifest.files.installed).toEqual({
    url: `https://example.org/download/v1.2.0/${name}`,
    size: `content of ${name}`.length,
    sha256: createHash('sha256').update(`content of ${name}`).digest('hex'),
  });
  expect(Object.keys(manifest.files)).toEqual(['installed', 'portable', 'debian', 'npm']);
});

test('it is refused without a key, with another key, and without a public key', () => {
  const made = release();
  expect(() => announcement(made, source, undefined)).toThrow('RELEASE_SIGNING_KEY is not set');
  expect(() => announcement(made, source, makeSigningKeys().privateKey)).toThrow(
    'no installed program would believe it',
  );
  expect(() => announcement(made, undefined, keys.privateKey)).toThrow('make the keys first');
});

test('it is refused without Setup, without notes, and with an address that is not https', () => {
  const made = release();
  const refused = (change: object) => () =>
    announcement({ ...made, ...change }, source, keys.privateKey);
  expect(refused({ folder: temporaryFolder() })).toThrow('has no Setup of 1.2.0');
  expect(refused({ version: '1.3.0' })).toThrow('no section "## 1.3.0"');
  expect(refused({ changelog: '## 1.2.0\n\n## 1.1.0\n' })).toThrow('is empty');
  expect(refused({ url: 'http://example.org/' })).toThrow('must be an https address');
});

test('the notes of a version end where the next one begins', () => {
  expect(releaseNotes(changelog, '1.1.0')).toBe('- Old.');
});

test('notes that are longer than an announcement holds end with a whole line, and say where the others are', () => {
  const made = release();
  const line = `- ${'x'.repeat(98)}`;
  const long = `## 1.2.0\n\n${`${line}\n`.repeat(500)}`;
  const text = announcement({ ...made, changelog: long }, source, keys.privateKey);
  const { notes } = openManifest(text, source.publicKey);
  const lines = notes.split('\n');
  expect(lines.slice(-2)).toEqual(['', 'The page of this version has the other changes.']);
  expect(new Set(lines.slice(0, -2))).toEqual(new Set([line]));
  expect(notes.length).toBeLessThanOrEqual(limits.updateNotesCharsMax);
  expect(notes.length + line.length + 1).toBeGreaterThan(limits.updateNotesCharsMax);
});

test('notes that fit are announced as they are', () => {
  expect(notesThatFit('- One.\n- Two.', 13)).toBe('- One.\n- Two.');
});

test('a new public key is put into package.json, and never over another by accident', () => {
  const first = withUpdateSource('{"name":"a"}', source, false);
  expect(JSON.parse(first)).toEqual({ name: 'a', updates: source });
  expect(() => withUpdateSource(first, source, false)).toThrow('already');
  expect(JSON.parse(withUpdateSource(first, { ...source, publicKey: 'x' }, true))).toMatchObject({
    updates: { publicKey: 'x' },
  });
});

test('what package.json says about updates is what a program can use', () => {
  const { updates } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    updates?: { address: string; publicKey: string };
  };
  // Absent until the first release is prepared.
  expect(updates?.address ?? 'https://').toMatch(/^https:\/\//);
  expect(updates?.publicKey ?? '-'.repeat(60)).toHaveLength(60);
});
