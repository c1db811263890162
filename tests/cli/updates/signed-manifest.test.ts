/** An announcement is believed only with the signature of the right key, over exactly its bytes. */
import { expect, test } from 'vitest';
import type { ReleaseManifest } from '../../../cli/updates/release-manifest.ts';
import {
  makeSigningKeys,
  openManifest,
  publicPart,
  sealManifest,
} from '../../../cli/updates/signed-manifest.ts';
import { UpdateProblem } from '../../../cli/updates/update-problem.ts';

const keys = makeSigningKeys();
const manifest: ReleaseManifest = {
  program: 'sequential',
  version: '1.1.0',
  date: '2026-06-01T10:00:00Z',
  notes: '- Ünïcode — and "quotes"\n',
  page: 'https://example.org/releases/1.1.0',
  files: {
    installed: { url: 'https://example.org/setup.exe', size: 9, sha256: 'a'.repeat(64) },
  },
};
const sealed = sealManifest(manifest, keys.privateKey);

function codeOf(text: string, publicKey = keys.publicKey): string {
  try {
    openManifest(text, publicKey);
    return 'opened';
  } catch (error) {
    return error instanceof UpdateProblem ? error.code : String(error);
  }
}

/** The envelope with another manifest under the same signature. */
function withSigned(change: (signed: string) => string): string {
  const envelope = JSON.parse(sealed) as { signed: string };
  return JSON.stringify({ ...envelope, signed: change(envelope.signed) });
}

test('what was sealed is opened', () => {
  expect(openManifest(sealed, keys.publicKey)).toEqual(manifest);
  expect(publicPart(keys.privateKey)).toBe(keys.publicKey);
});

test('an editor may lay out the envelope again', () => {
  expect(codeOf(JSON.stringify(JSON.parse(sealed)))).toBe('opened');
});

test.each([
  ['another version', (signed: string) => signed.replace('1.1.0', '9.9.9')],
  ['another hash', (signed: string) => signed.replace('aaaa', 'bbbb')],
  ['one more blank', (signed: string) => `${signed} `],
])('%s is not genuine', (_, change) => {
  expect(codeOf(withSigned(change))).toBe('update-not-genuine');
});

test('the signature of another key is not genuine', () => {
  expect(codeOf(sealManifest(manifest, makeSigningKeys().privateKey))).toBe('update-not-genuine');
  expect(codeOf(sealed, makeSigningKeys().publicKey)).toBe('update-not-genuine');
});

test.each(['', 'null', '<html>', '{}', '{"signed":"{}","signature":"AA=="}', '[]'])(
  '%s is not an announcement',
  (text) => {
    expect(codeOf(text)).toBe('update-not-understood');
  },
);

test('a signed text that is not a manifest is not understood', () => {
  const other = { ...manifest, version: 'one' };
  expect(() => sealManifest(other, keys.privateKey)).toThrow(/version/);
});

test('a manifest cannot be sealed with a wrong address', () => {
  const wrong = { ...manifest, page: 'javascript:alert(1)' };
  expect(() => sealManifest(wrong, keys.privateKey)).toThrow(/page/);
});

test('a program passes over fields that it does not know', () => {
  const later = { ...manifest, channel: 'beta' } as ReleaseManifest;
  expect(codeOf(sealManifest(later, keys.privateKey))).toBe('opened');
});
