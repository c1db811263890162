/** The list of made keys. */
import { expect, test } from 'vitest';
import { madeKeyPattern } from '../../../protocol/access-keys.ts';
import { limits } from '../../../protocol/limits.ts';
import {
  findKey,
  type KeyList,
  withNewKey,
  withoutKey,
  withRenewedKey,
} from '../../../relay/access/key-list.ts';

const at = new Date('2026-05-01T10:00:00Z');

test('a key is found by its text, of which the list has only the hash', () => {
  const { keys, made } = withNewKey([], 'publish', ' Anna ', at);
  expect(made).toMatchObject({ name: 'Anna', kind: 'publish', madeAt: '2026-05-01T10:00:00.000Z' });
  expect(made.key).toMatch(/^publish_[\w-]{43}$/);
  expect([...`x ${made.key} y`.matchAll(madeKeyPattern)]).toHaveLength(1);
  expect(findKey(keys, made.key)).toMatchObject({ id: made.id });
  expect(JSON.stringify(keys)).not.toContain(made.key.slice('publish_'.length));
  expect(findKey(keys, `${made.key}x`)).toBeNull();
  expect(findKey([], made.key)).toBeNull();
});

test('a renewed key keeps its name and id, and its former text no longer works', () => {
  const first = withNewKey([], 'view', 'OBS', at);
  const second = withRenewedKey(first.keys, 'obs', at);
  expect(second.made).toMatchObject({ id: first.made.id, name: 'OBS', kind: 'view' });
  expect(findKey(second.keys, first.made.key)).toBeNull();
  expect(findKey(second.keys, second.made.key)).not.toBeNull();
});

test('a revoked key is gone, and its name is free again', () => {
  const { keys, made } = withNewKey([], 'admin', 'Ben', at);
  const left = withoutKey(keys, made.id);
  expect(findKey(left, made.key)).toBeNull();
  expect(withNewKey(left, 'view', 'Ben', at).keys).toHaveLength(1);
});

test.each([
  ['a name twice', (keys: KeyList) => withNewKey(keys, 'view', 'anna', at), 'key-name-taken'],
  ['no name', (keys: KeyList) => withNewKey(keys, 'view', '  ', at), 'bad-parameter'],
  ['a long name', (keys: KeyList) => withNewKey(keys, 'view', 'x'.repeat(65), at), 'bad-parameter'],
  ['a name of two lines', (keys: KeyList) => withNewKey(keys, 'view', 'a\nb', at), 'bad-parameter'],
  ['a key that is not there', (keys: KeyList) => withoutKey(keys, 'Ben'), 'not-found'],
  ['one more than fits', (keys: KeyList) => withNewKey(filled(keys), 'view', 'B', at), 'too-many'],
])('refuses %s', (_, change, code) => {
  const { keys } = withNewKey([], 'publish', 'Anna', at);
  expect(() => change(keys)).toThrowError(expect.objectContaining({ code }));
});

function filled(keys: KeyList): KeyList {
  return Array.from({ length: limits.accessKeysMax }, () => keys[0]!);
}

test('two keys cannot have names that look the same, and none can look empty', () => {
  const { keys } = withNewKey([], 'view', 'OBS', at);
  expect(() => withNewKey(keys, 'view', 'O\u200bBS\u202e', at)).toThrow(
    'already a key named "OBS"',
  );
  expect(() => withNewKey(keys, 'view', '\u200b\u2060', at)).toThrow('needs a name');
});
