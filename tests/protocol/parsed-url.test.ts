import { expect, test } from 'vitest';
import { parsedUrl } from '../../protocol/parsed-url.ts';
import { filesUnder, readText } from '../../scripts/sources.ts';

test.each([
  ['http://127.0.0.1:5000/overlays/gear?units=mph', '/overlays/gear'],
  ['ws://localhost:4455', '/'],
  ['not an address', undefined],
  ['', undefined],
])('“%s” has the path %s', (text, path) => {
  expect(parsedUrl(text)?.pathname).toBe(path);
});

test('an address without a host has that of its base', () => {
  expect(parsedUrl('/a', 'http://race.example/b')?.href).toBe('http://race.example/a');
});

test('letters beyond ASCII are read the same however often it is asked', () => {
  for (let i = 0; i < 20_000; i++) {
    expect(parsedUrl(`http://b\u00fccher${i}.example`)?.hostname).toMatch(/^xn--bcher/);
  }
});

test('no program asks URL.canParse, which errs about such letters in Node 20', () => {
  const rooms = ['agent', 'cli', 'overlays', 'panel', 'relay'];
  const asking = rooms
    .flatMap((room) => [...filesUnder(room, '.ts'), ...filesUnder(room, '.tsx')])
    .filter((path) => /\bcanParse\b/.test(readText(path)));
  expect(asking).toEqual([]);
});
