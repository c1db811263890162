/**
 * Parses JSON that a user wrote. Reports the place of a mistake and its probable cause. Messages of JavaScript engines
 * give no place, or quote the text around it, which may contain a password. Pure.
 */
import { placeIn } from './text-file.ts';

export type JsonText =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      /** A sentence without the name of the file: `It is not JSON at line 3, column 7: there is a comma too many.` */
      readonly problem: string;
      /** ` at line 3, column 7`; '' for an empty text. */
      readonly place: string;
      /** The text ends before its value does, as in a file that was not completely written. */
      readonly isCutOff: boolean;
    };

export function readJson(text: string): JsonText {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // The mistake is reported below.
  }
  if (text.trim() === '') return { ok: false, problem: 'It is empty.', place: '', isCutOff: true };
  const at = mistakeAt(text);
  const { line, column } = placeIn(text, at);
  const place = ` at line ${line}, column ${column}`;
  const isCutOff = at >= text.trimEnd().length;
  const why = isCutOff ? 'it ends too early' : reasonAt(text, at);
  return { ok: false, problem: `It is not JSON${place}${why && `: ${why}`}.`, place, isCutOff };
}

function reasonAt(text: string, at: number): string {
  const char = text[at]!;
  const before = text.slice(0, at).trimEnd().at(-1);
  if ('}]'.includes(char) && before === ',') return 'there is a comma too many';
  if (char === '/' || char === '#') return 'JSON has no comments';
  if (char === "'" || /[\u2018-\u201f\u00ab\u00bb]/.test(char))
    return 'texts stand in straight double quotes';
  if (char === '\\') return 'a backslash within a text is written twice';
  if (char === '<' && at === 0) return 'it is a web page';
  if (char === '\n') return 'a text ends on its own line';
  if (char === '"' && before !== undefined && /[\]}"\w]/.test(before))
    return 'there is a comma missing';
  return '';
}

const blank = /[ \t\n\r]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const beginOfEscaped = /^\\(?:u[0-9a-fA-F]{0,3})?$/;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const beginOfNumber = /^-?\d*\.?\d*(?:[eE][+-]?)?$/;
const words = ['true', 'false', 'null'];

function matched(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

type Scanned = { readonly end: number } | { readonly mistake: number };

/** @param at of the quote that opens it */
function scanText(text: string, at: number): Scanned {
  for (let i = at + 1; i < text.length; ) {
    const char = text[i]!;
    if (char === '"') return { end: i + 1 };
    if (char < ' ') return { mistake: i };
    const next = char === '\\' ? matched(escaped, text, i) : i + 1;
    if (next === i) return { mistake: beginOfEscaped.test(text.slice(i)) ? text.length : i };
    i = next;
  }
  return { mistake: text.length };
}

/** Number, `true`, `false` or `null`. */
function scanWord(text: string, at: number): Scanned {
  const word = words.find((one) => text.startsWith(one, at));
  if (word !== undefined) return { end: at + word.length };
  const rest = text.slice(at, at + 40);
  const isBegun = words.some((one) => one.startsWith(rest)) || beginOfNumber.test(rest);
  const end = matched(number, text, at);
  if (end > at && !(isBegun && end < text.length)) return { end };
  return { mistake: isBegun && at + rest.length === text.length ? text.length : at };
}

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'next' | 'nothing';

/** @returns index of the first character that JSON does not allow there; the text's length when it ends too early */
function mistakeAt(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = matched(blank, text, 0);
  const after = (): Expected => (open.length === 0 ? 'nothing' : 'next');
  for (; at < text.length; at = matched(blank, text, at)) {
    const char = text[at]!;
    const closes = char === (open.at(-1) === '{' ? '}' : ']') && open.length > 0;
    if (closes && (expected === 'next' || expected.endsWith('-or-end'))) {
      open.pop();
      expected = after();
      at++;
    } else if (expected === 'next' || expected === 'colon') {
      if (char !== (expected === 'next' ? ',' : ':')) return at;
      expected = expected === 'next' && open.at(-1) === '{' ? 'key' : 'value';
      at++;
    } else if (expected === 'nothing') {
      return at;
    } else if (expected.startsWith('value') && (char === '{' || char === '[')) {
      open.push(char);
      expected = char === '{' ? 'key-or-end' : 'value-or-end';
      at++;
    } else {
      const isKey = expected.startsWith('key');
      if (isKey && char !== '"') return at;
      const scanned = char === '"' ? scanText(text, at) : scanWord(text, at);
      if ('mistake' in scanned) return scanned.mistake;
      expected = isKey ? 'colon' : after();
      at = scanned.end;
    }
  }
  return text.length;
}
