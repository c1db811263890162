/**
 * Reads entry lists of leagues: CSV from any spreadsheet, a server's `entry_list.ini`, and our own `entries.json`. Pure.
 *
 * | trap | what is done |
 * |---|---|
 * | byte order mark, UTF-16, Windows-1252 | decoded |
 * | commas, semicolons or tabs | the one that the first line has most, outside quotes |
 * | quotes with separators, line ends and doubled quotes inside | one cell |
 * | Excel's first line `sep=;` | followed |
 * | columns in any order, missing, or unknown | found by name, left out |
 * | lines with too few cells, empty lines | read as far as they go |
 * | a quote that does not end | the file is refused, with the line |
 * | slots without a driver's name | left out |
 * | one driver twice | the later line counts |
 */
import { carText } from '../../protocol/cars.ts';
import { type LeagueEntry, mergedEntries, readEntryList } from '../../protocol/entry-list.ts';
import { readJson } from '../../protocol/json-text.ts';
import { readText } from '../../protocol/text-file.ts';

export type ImportedEntries =
  | { readonly entries: readonly LeagueEntry[] }
  /** A sentence for people. */
  | { readonly problem: string };

type Field = keyof LeagueEntry;

/** Names of columns in lower case, without spaces and marks. */
const columnNames: Readonly<Record<Field, readonly string[]>> = {
  driver: ['driver', 'drivername', 'driveringame', 'ingamename', 'steamname', 'acname'],
  name: ['name', 'displayname', 'shownname', 'fullname', 'realname'],
  number: ['number', 'no', 'nr', 'num', 'carnumber', 'racenumber', 'startnumber', '#'],
  team: ['team', 'teamname'],
  carClass: ['class', 'carclass', 'category'],
  colour: ['colour', 'color', 'teamcolour', 'teamcolor'],
};

/** A file of any kind that can be imported. */
export function readEntryFile(bytes: Uint8Array, fileName: string): ImportedEntries {
  const text = textOf(bytes);
  if (text === null) return { problem: 'This file is not text. Save it as CSV.' };
  if (/\.json$/i.test(fileName) || text.trimStart().startsWith('{')) return jsonEntries(text);
  if (/\.ini$/i.test(fileName) || /^\s*\[car_\d+\]/im.test(text)) return iniEntries(text);
  return csvEntries(text);
}

/** Text in UTF-8, UTF-16 or Windows-1252, in which Excel saves CSV. @returns null: no text */
export function textOf(bytes: Uint8Array): string | null {
  const found = readText(bytes);
  if (found.kind === 'text') return found.text;
  if (bytes.includes(0) || (found.kind === 'other' && !found.problem.includes('ANSI'))) return null;
  return new TextDecoder('windows-1252').decode(bytes).replace(/\r\n?/g, '\n');
}

function jsonEntries(text: string): ImportedEntries {
  const json = readJson(text);
  if (!json.ok) return { problem: `This file cannot be used. ${json.problem}` };
  const read = readEntryList(json.value);
  return 'list' in read ? { entries: read.list.entries } : { problem: read.problem };
}

/** @param text with a line of column names first */
export function csvEntries(text: string): ImportedEntries {
  const { lines, openQuoteLine } = readCells(text);
  // All lines after it would be part of one name.
  if (openQuoteLine !== null) {
    return { problem: `Line ${openQuoteLine} begins a text with a quote (") that does not end.` };
  }
  const [head, ...rest] = lines.filter((cells) => cells.some((cell) => cell.trim() !== ''));
  if (head === undefined) return { problem: 'This file is empty.' };
  const columns = fieldsOf(head);
  if (!columns.includes('driver')) {
    return {
      problem: 'No column is named “driver”. The first line must name the columns.',
    };
  }
  return toImported(
    rest.map((cells) => {
      const given: Partial<Record<Field, string>> = {};
      columns.forEach((field, i) => {
        if (field !== null) given[field] = cells[i] ?? '';
      });
      return given;
    }),
  );
}

/** The field of each column; null: another column. Of two columns of one field the first counts. */
function fieldsOf(head: readonly string[]): (Field | null)[] {
  const plain = head.map((title) => title.toLowerCase().replace(/[\s_.:-]+/g, ''));
  // A file that has only a name means the name in the game.
  const hasDriver = plain.some((title) => columnNames.driver.includes(title));
  const used = new Set<Field>();
  return plain.map((title) => {
    const found = (Object.keys(columnNames) as Field[]).find((one) =>
      columnNames[one].includes(title),
    );
    const field = found === 'name' && !hasDriver ? 'driver' : found;
    if (field === undefined || used.has(field)) return null;
    used.add(field);
    return field;
  });
}

/** Cells by line. Quotes may hold separators, line ends and doubled quotes. */
export function cellsOf(text: string): string[][] {
  return readCells(text).lines;
}

interface ReadCells {
  readonly lines: string[][];
  /** Line of the file, from 1, with a quote that no other ends; null: there is none. */
  readonly openQuoteLine: number | null;
}

function readCells(text: string): ReadCells {
  let rest = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const said = /^"?sep=(.)"?\n/i.exec(rest);
  if (said !== null) rest = rest.slice(said[0].length);
  const separator = said?.[1] ?? separatorOf(rest);
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let isQuoted = false;
  let lineNumber = said === null ? 1 : 2;
  let quoteLine = lineNumber;
  for (let i = 0; i < rest.length; i++) {
    const char = rest[i]!;
    if (char === '\n') lineNumber++;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (rest[i + 1] === '"') {
        cell += '"';
        i++;
      } else isQuoted = false;
    } else if (char === '"' && cell.trim() === '') {
      cell = '';
      isQuoted = true;
      quoteLine = lineNumber;
    } else if (char === separator) {
      line.push(cell);
      cell = '';
    } else if (char === '\n') {
      lines.push([...line, cell]);
      line = [];
      cell = '';
    } else cell += char;
  }
  if (cell !== '' || line.length > 0) lines.push([...line, cell]);
  return { lines, openQuoteLine: isQuoted ? quoteLine : null };
}

function separatorOf(text: string): string {
  const [first = ''] = text
    .replace(/"(?:[^"]|"")*"/g, '')
    .replace(/^\n+/, '')
    .split('\n');
  const count = (separator: string): number => first.split(separator).length;
  return [',', ';', '\t'].reduce((most, one) => (count(one) > count(most) ? one : most));
}

/** @param text of `[CAR_0]` … with `DRIVERNAME` and `TEAM` */
export function iniEntries(text: string): ImportedEntries {
  const cars: Record<string, string>[] = [];
  let isCar = false;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    const section = /^\s*\[([^\]]*)\]/.exec(line);
    if (section !== null) {
      isCar = /^\s*car_\d+\s*$/i.test(section[1]!);
      if (isCar) cars.push({});
      continue;
    }
    // A comment; within a value these are part of it.
    if (!isCar || /^\s*([;#]|\/\/)/.test(line)) continue;
    const at = line.indexOf('=');
    if (at > 0) cars.at(-1)![line.slice(0, at).trim().toLowerCase()] = line.slice(at + 1);
  }
  if (cars.length === 0) return { problem: 'This file has no cars: [CAR_0] is missing.' };
  return toImported(cars.map(({ drivername = '', team = '' }) => ({ driver: drivername, team })));
}

/** Leaves out entries without a driver, and colours that are none. */
function toImported(given: readonly Partial<Record<Field, string>>[]): ImportedEntries {
  const cleaned = given.map(({ colour = '', ...rest }) => ({ ...rest, colour: colourOf(colour) }));
  const named = cleaned.filter(({ driver = '' }) => carText(driver) !== '');
  if (named.length === 0) return { problem: 'This file names no driver.' };
  const entries = named.flatMap((one) => {
    const read = readEntryList({ entries: [one] });
    return 'list' in read ? read.list.entries : [];
  });
  return { entries: mergedEntries([], entries) };
}

/** `1E90FF`, `#1e90ff`, `#1e90ffcc` or `#18f` as `#rrggbb`, without transparency; empty: no colour. */
function colourOf(text: string): string {
  const hex = /^#?([0-9a-f]{6}(?=$|[0-9a-f]{2}$)|[0-9a-f]{3}$)/i
    .exec(text.trim())?.[1]
    ?.toLowerCase();
  if (hex === undefined) return '';
  return `#${hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex}`;
}
