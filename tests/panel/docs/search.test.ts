/** The search in the documents: the order of results, and their excerpts. */
import { expect, test } from 'vitest';
import { type DocumentPassage, makeDocumentSearch } from '../../../panel/docs/search.ts';

const passages: DocumentPassage[] = [
  {
    address: '/docs/settings#--port',
    page: 'Settings',
    heading: '--port',
    text: 'port of panel and overlays',
  },
  {
    address: '/docs/hosting',
    page: 'Hosting',
    heading: '',
    text: `${'A relay can serve a league. '.repeat(20)}Open the port in the firewall (once). ${'Then go on. '.repeat(20)}`,
  },
  {
    address: '/docs/error-codes#key-missing',
    page: 'Error codes',
    heading: 'key-missing',
    text: 'The relay asks for a key.',
  },
];
const search = makeDocumentSearch(passages);
const addresses = (query: string) => search(query).map(({ address }) => address);

test('a match in a heading comes before a match in the text', () => {
  expect(addresses('port')).toEqual(['/docs/settings#--port', '/docs/hosting']);
});

test.each([
  ['the beginning of a word', 'firew', '/docs/hosting'],
  ['a word with a mistake', 'firewal', '/docs/hosting'],
  ['an error code', 'key-missing', '/docs/error-codes#key-missing'],
  ['all words before any of them', 'relay key', '/docs/error-codes#key-missing'],
])('%s is found', (_what, query, address) => {
  expect(addresses(query)[0]).toBe(address);
});

test('unknown words give no result, and special characters do no harm', () => {
  expect(addresses('zzzz')).toEqual([]);
  expect(addresses('(((')).toEqual([]);
  expect(addresses('(once)')).toEqual(['/docs/hosting']);
});

test('the excerpt is short, contains the match, and shows where text is cut', () => {
  const { excerpt } = search('firewall')[0]!;
  expect(excerpt.filter(({ isMatch }) => isMatch)).toEqual([{ text: 'firewall', isMatch: true }]);
  const text = excerpt.map((part) => part.text).join('');
  expect(text).toMatch(/^… .*Open the port in the firewall \(once\).* …$/);
  expect(text.length).toBeLessThan(200);
});
