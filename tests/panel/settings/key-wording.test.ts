/** Sentences about keys. */
import { expect, test } from 'vitest';
import { firstKeyNote, keyHowTo, usedText } from '../../../panel/settings/key-wording.ts';

const none = { keys: [], isPublic: false };
const key = { id: 'a', name: 'Anna', madeAt: '2026-05-01T10:00:00.000Z', usedAt: null };

test('the first key of a kind says what it closes', () => {
  expect(firstKeyNote('view', none)).toContain('OBS on this PC');
  expect(firstKeyNote('view', { keys: [], isPublic: true })).toBeNull();
  expect(firstKeyNote('publish', none)).toContain('nobody publishes without one');
  expect(
    firstKeyNote('publish', { keys: [{ ...key, kind: 'publish' }], isPublic: false }),
  ).toBeNull();
  expect(firstKeyNote('admin', none)).toBeNull();
});

test('each kind says what its owner does with it', () => {
  const origin = 'https://relay.example.org';
  expect(keyHowTo('view', origin)).toContain(`${origin}/watch#key=KEY`);
  expect(keyHowTo('publish', origin)).toContain(`--relay ${origin} --key KEY`);
  expect(keyHowTo('admin', origin)).toContain(origin);
});

test.each([
  [null, 'not since the start'],
  [0, 'just now'],
  [1, '1 minute ago'],
  [59, '59 minutes ago'],
  [60, '1 hour ago'],
  [47 * 60, '47 hours ago'],
  [48 * 60, '2 days ago'],
])('a key that was used %s minutes ago', (minutes, text) => {
  const now = 1_000_000_000_000;
  expect(usedText(minutes === null ? null : now - minutes * 60_000, now)).toBe(text);
});
