/** JSON that users wrote: mistakes have their place, and a text that was cut off is recognized. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson } from '../../protocol/json-text.ts';

describe('JSON by hand', () => {
  test.each([
    ['{\n  "port": 5001,\n}', 'line 3, column 1: there is a comma too many.'],
    ['[1, 2,]', 'line 1, column 7: there is a comma too many.'],
    ['{\n  // the port\n  "port": 1\n}', 'line 2, column 3: JSON has no comments.'],
    ["{'port': 1}", 'line 1, column 2: texts stand in straight double quotes.'],
    ['{“port”: 1}', 'line 1, column 2: texts stand in straight double quotes.'],
    [
      '{"db": "sqlite:C:\\data\\l.db"}',
      'line 1, column 18: a backslash within a text is written twice.',
    ],
    ['{"a": 1\n "b": 2}', 'line 2, column 2: there is a comma missing.'],
    ['{"a": "x"\n "b": 2}', 'line 2, column 2: there is a comma missing.'],
    ['{"a": "one\ntwo"}', 'line 1, column 11: a text ends on its own line.'],
    ['<!doctype html><title>x</title>', 'line 1, column 1: it is a web page.'],
    ['{"a": tru }', 'line 1, column 7.'],
    ['{"a": 01}', 'line 1, column 8.'],
    ['{"a": 1.}', 'line 1, column 8.'],
    ['{"a": NaN}', 'line 1, column 7.'],
    ['{"a": 1}}', 'line 1, column 9.'],
    ['{"a" 1}', 'line 1, column 6.'],
    ['root:x:0:0', 'line 1, column 1.'],
  ])('%j is named by its place', (text, problem) => {
    const read = readJson(text);
    expect(read).toMatchObject({ ok: false, isCutOff: false });
    expect(read.ok === false && read.problem).toBe(`It is not JSON at ${problem}`);
  });

  test.each([
    '',
    ' \n',
    '{',
    '{"a',
    '{"a": "b\\',
    '{"a": "\\u12',
    '[tr',
    '[1, -',
    '[1.',
    '{"a":',
    '[1,\n',
    '[1e+',
  ])('%j is cut off', (text) =>
    expect(readJson(text)).toMatchObject({ ok: false, isCutOff: true }),
  );

  test('every beginning of a value is known to be cut off', () => {
    fc.assert(
      fc.property(fc.object(), fc.nat(), fc.constantFrom(0, 2), (value, n, indent) => {
        const text = JSON.stringify(value, null, indent);
        const cut = text.slice(0, n % text.length);
        expect(readJson(cut)).toMatchObject({ ok: false, isCutOff: true });
      }),
      { numRuns: 2_000 },
    );
  });

  test('what is read is what JSON.parse reads, and a mistake has its place within the text', () => {
    const piece = fc.constantFrom(
      ...'{}[]:,"\\ \n',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      'nul',
      '"a"',
      '/',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const read = readJson(text);
        if (read.ok) expect(read.value).toEqual(JSON.parse(text));
        else expect(() => JSON.parse(text)).toThrow();
        if (read.ok || read.place === '') return;
        const [line, column] = read.place.match(/\d+/g)!.map(Number) as [number, number];
        expect(column).toBeLessThanOrEqual(text.split('\n')[line - 1]!.length + 1);
      }),
      { numRuns: 5_000 },
    );
  });

  test('never quotes the text, which may hold a password', () => {
    const read = readJson('{"password": "s3cret" "x"}');
    expect(JSON.stringify(read)).not.toContain('s3cret');
  });
});
