/** Entry lists as leagues have them: from spreadsheets, servers and ourselves. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cellsOf,
  csvEntries,
  iniEntries,
  readEntryFile,
  textOf,
} from '../../../panel/race/entry-import.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('the encoding', () => {
  test.each([
    ['UTF-8', bytes('Jürgen')],
    ['UTF-8 with a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes('Jürgen'))],
    ['Windows-1252', latin('Jürgen')],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, ...[...'Jürgen'].flatMap((c) => [c.charCodeAt(0), 0]))],
  ])('%s is read', (_, file) => {
    expect(textOf(file)).toBe('Jürgen');
  });

  test('files that are not text are refused', () => {
    const zip = Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x14, 0);
    expect(readEntryFile(zip, 'entries.xlsx')).toEqual({
      problem: 'This file is not text. Save it as CSV.',
    });
    expect(textOf(new Uint8Array(100))).toBeNull();
  });
});

describe('a CSV file', () => {
  const ana = { driver: 'ana', name: 'Ana Ruiz', number: '07' };

  test.each([
    ['commas', 'driver,name,number\nana,Ana Ruiz,07\n'],
    ['semicolons', 'driver;name;number\r\nana;Ana Ruiz;07\r\n'],
    ['tabs', 'Driver\tName\tNo.\nana\tAna Ruiz\t07'],
    ['quotes', '"driver","name","number"\n"ana","Ana Ruiz","07"'],
    ['Excel’s separator line', 'sep=;\ndriver;name;number\nana;Ana Ruiz;07'],
    ['another order and more columns', 'Number,Points,Driver Name,Full Name\n07,12,ana,Ana Ruiz'],
    ['empty lines', '\n\ndriver,name,number\n\nana,Ana Ruiz,07\n,,\n'],
  ])('with %s is read', (_, text) => {
    expect(csvEntries(text)).toEqual({ entries: [ana] });
  });

  test('keeps separators, quotes and line ends within quotes', () => {
    expect(csvEntries('driver;team\n"ana";"Blue; ""Racing"""')).toEqual({
      entries: [{ driver: 'ana', team: 'Blue; "Racing"' }],
    });
    expect(cellsOf('a,"b\nc"\nd')).toEqual([['a', 'b\nc'], ['d']]);
  });

  test('may lack cells', () => {
    expect(csvEntries('driver,name,number,team\nana\n,Nobody,3,\nbo,,4')).toEqual({
      entries: [{ driver: 'ana' }, { driver: 'bo', number: '4' }],
    });
  });

  test('with names only means those in the game', () => {
    expect(csvEntries('Name,Car number\nana,7')).toEqual({
      entries: [{ driver: 'ana', number: '7' }],
    });
  });

  test('has colours in any usual form, and others are left out', () => {
    const text = 'driver,color\na,#1E90FF\nb,18f\nc,blue\nd,1e90ff\ne,#1e90ffcc\nf,#1e90ff4';
    expect(csvEntries(text)).toEqual({
      entries: [
        { driver: 'a', colour: '#1e90ff' },
        { driver: 'b', colour: '#1188ff' },
        { driver: 'c' },
        { driver: 'd', colour: '#1e90ff' },
        { driver: 'e', colour: '#1e90ff' },
        { driver: 'f' },
      ],
    });
  });

  test('that names a driver twice counts the later line', () => {
    expect(csvEntries('driver,number\nana,1\nbo,2\n ANA ,3')).toEqual({
      entries: [
        { driver: 'ANA', number: '3' },
        { driver: 'bo', number: '2' },
      ],
    });
  });

  test('with a quote that does not end names its line, and no driver becomes part of another', () => {
    const problem = 'Line 3 begins a text with a quote (") that does not end.';
    expect(csvEntries('driver,team\nana,Blue\nbo,"Red\ncy,Green')).toEqual({ problem });
    expect(csvEntries('sep=;\ndriver;team\n"ana;Blue\nbo;Red')).toEqual({ problem });
  });

  test('without drivers says what is missing', () => {
    expect(csvEntries('')).toMatchObject({ problem: 'This file is empty.' });
    expect(csvEntries('a,b\n1,2')).toMatchObject({ problem: expect.stringContaining('“driver”') });
    expect(csvEntries('driver,b\n,2')).toMatchObject({ problem: 'This file names no driver.' });
  });

  test('reads back every table that a spreadsheet writes, whatever its separator', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'aß "\n;,\t01') });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
    const separator = fc.constantFrom(',', ';', '\t');
    void fc.assert(
      fc.property(table, separator, (rows, by) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = rows.map((cells) => cells.map(quoted).join(by)).join('\r\n');
        expect(cellsOf(text)).toEqual(rows);
      }),
    );
  });

  test('of any text gives drivers with names, or a sentence', () => {
    void fc.assert(
      fc.property(fc.string(), (text) => {
        const found = csvEntries(`driver,number\n${text}`);
        if ('problem' in found) expect(found.problem).not.toBe('');
        else for (const { driver } of found.entries) expect(driver.trim()).not.toBe('');
      }),
    );
  });
});

describe('the entry list of a server', () => {
  const text = [
    '; made by hand',
    '[CAR_0]',
    'MODEL=ks_ferrari_488_gt3',
    'SKIN=07_blue',
    'DRIVERNAME=Ana Ruiz',
    'TEAM=Blue = fast; really',
    'GUID=76561190000000001;76561190000000002',
    '[CAR_1]',
    'DRIVERNAME=',
    '[car_2]',
    '# DRIVERNAME=Nobody',
    'drivername = Bo ',
    '[OTHER]',
    'DRIVERNAME=Not a car',
  ];

  test.each(['\n', '\r\n'])('names drivers and teams, and leaves free slots out', (end) => {
    expect(iniEntries(`\uFEFF${text.join(end)}`)).toEqual({
      entries: [{ driver: 'Ana Ruiz', team: 'Blue = fast; really' }, { driver: 'Bo' }],
    });
  });

  test('without cars or drivers says so', () => {
    expect(iniEntries('a=b')).toMatchObject({ problem: expect.stringContaining('[CAR_0]') });
    expect(iniEntries('[CAR_0]\nMODEL=a')).toMatchObject({ problem: 'This file names no driver.' });
  });

  test('gives back every name that a line can hold', () => {
    const name = fc.stringMatching(/^[\p{L}\p{N}=;#[\]][\p{L}\p{N} =;#[\]"]{0,30}$/u);
    void fc.assert(
      fc.property(
        fc.uniqueArray(name, {
          minLength: 1,
          selector: (one) => one.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase(),
        }),
        (names) => {
          const ini = names.map((one, i) => `[CAR_${i}]\nDRIVERNAME=${one}`).join('\n');
          const expected = names.map((one) => ({ driver: one.trim() }));
          expect(iniEntries(ini)).toEqual({ entries: expected });
        },
      ),
    );
  });
});

test('the kind of a file is found by its name, else by what is in it', () => {
  const json = '{"name":"entries","entries":[{"driver":"ana","team":"Blue"}]}';
  const entries = [{ driver: 'ana', team: 'Blue' }];
  expect(readEntryFile(bytes(json), 'entries.json')).toEqual({ entries });
  expect(readEntryFile(bytes('[CAR_0]\nDRIVERNAME=ana\nTEAM=Blue'), 'list.txt')).toEqual({
    entries,
  });
  expect(readEntryFile(bytes('driver,team\nana,Blue'), 'list.txt')).toEqual({ entries });
  expect(readEntryFile(bytes('{"entries":[{}]}'), 'a.json')).toMatchObject({
    problem: 'Driver 1: the name in the game is missing.',
  });
});
