/** Text files of any editor: they are read in every encoding, or the other kind of file is named. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readText } from '../../protocol/text-file.ts';
import { asSaved, type Encoding } from '../support/encodings.ts';

const theme = '{\r\n  "name": "mine",\r\n  "title": "Grün – 緑 🏁"\r\n}\r\n';
const read = theme.replaceAll('\r\n', '\n');

const encodings: readonly Encoding[] = [
  'utf-8',
  'utf-8-bom',
  'utf-16le',
  'utf-16be',
  'utf-16le-unmarked',
  'utf-16be-unmarked',
];

describe('a text file', () => {
  test.each(encodings)('in %s with lines that end in CR LF is read', (encoding) => {
    expect(readText(asSaved(theme, encoding))).toEqual({ kind: 'text', text: read });
  });

  test.each(encodings)('in %s that is JSON is read, whatever is in it', (encoding) => {
    fc.assert(
      fc.property(
        fc.record({ name: fc.string(), title: fc.string({ unit: 'grapheme' }) }),
        (value) => {
          const text = JSON.stringify({ version: 1, ...value }, null, 1);
          const found = readText(asSaved(text, encoding));
          expect(found).toEqual({ kind: 'text', text: text.replace(/\r\n?/g, '\n') });
        },
      ),
    );
  });

  test('that is empty, or a mark and nothing more, is an empty text', () => {
    expect(readText(Buffer.from(''))).toEqual({ kind: 'text', text: '' });
    for (const encoding of ['utf-8-bom', 'utf-16le', 'utf-16be'] as const) {
      expect(readText(asSaved('', encoding))).toEqual({ kind: 'text', text: '' });
    }
  });

  test('in an older encoding is named, with the place', () => {
    const bytes = Buffer.from('{\r\n "title": "Grün"\r\n}', 'latin1');
    expect(readText(bytes)).toEqual({
      kind: 'other',
      problem:
        'It is not UTF-8 from line 2, column 14 on, but in an older encoding (ANSI); save it as UTF-8.',
    });
  });

  test.each<[string, number[] | string, string]>([
    ['a ZIP archive', 'PK\x03\x04 …', 'It is a ZIP archive; unpack it.'],
    ['something packed', [0x1f, 0x8b, 8, 0], 'It is packed by gzip; unpack it.'],
    ['a picture', '\x89PNG\r\n\x1a\n', 'It is a picture.'],
    [
      'a document',
      '{\\rtf1\\ansi {"name": 1}}',
      'It is a document of a word processor; save it as plain text.',
    ],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0], 'It is UTF-32; save it as UTF-8.'],
  ])('that is %s is named for what it is', (_what, bytes, problem) => {
    const given = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
    expect(readText(given)).toEqual({ kind: 'other', problem });
  });

  test.each([
    ['zeroes only', Buffer.alloc(300)],
    ['zeroes at its end', Buffer.concat([Buffer.from('{"name": "mi'), Buffer.alloc(301)])],
    [
      'zeroes at its end, an even number',
      Buffer.concat([Buffer.from('{"nam": "mi'), Buffer.alloc(13)]),
    ],
    ['zeroes and bytes that are not text', Buffer.from([0x7b, 0xff, 0, 0, 0xfe, 0x81])],
    ['half a character of UTF-16', asSaved('{"name"', 'utf-16le').subarray(0, -1)],
  ])('of %s is damaged', (_what, bytes) => {
    expect(readText(bytes)).toMatchObject({ kind: 'damaged' });
  });

  test('of any bytes is read or named, never refused with an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const found = readText(bytes);
        if (found.kind === 'text') expect(found.text).not.toMatch(/\0|\r/);
        else expect(found.problem).toMatch(/^It .*\.$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
