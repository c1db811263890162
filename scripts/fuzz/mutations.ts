/**
 * Changes valid inputs so that they stay nearly valid: a parser refuses noise with its first check, and faults lie behind
 * it. The random numbers decide everything.
 */
import type { Random } from '../../agent/demo/random.ts';
import { limits } from '../../protocol/limits.ts';

/** Bytes or characters of the longest input: smaller than every limit on the size of a message or file. */
const longest = 65_536;

/** Characters of a value that a list repeats: a list of such lists would be longer than any text can be. */
const repeatedCharsMax = 5_000;

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random.next() * list.length)]!;
}

function whole(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Values at the edges of what JSON can say. */
const values: readonly (() => unknown)[] = [
  ...[null, true, false, 0, -0, 1, -1, 0.5, 255, 256, 65_536, 2 ** 31, 2 ** 32, -(2 ** 31)],
  ...[2 ** 53, -(2 ** 53), 1e21, 1e300, -1e300, 5e-324, 1e-7],
  ...[
    '',
    ' ',
    'a',
    '0',
    '1',
    'null',
    'live',
    '..',
    '.',
    '/',
    '\\',
    '%00',
    '\0',
    '\u001b[2J',
    '\uFEFF',
  ],
  ...['\ud800', '\udfff\ud800', '\u202e', 'e\u0301'.repeat(40), '💥', 'NaN', 'Infinity', '1e999'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'x'.repeat(65), 'x'.repeat(5_000)],
  ...[
    '<script>',
    '#fff',
    '#ffffffff',
    'rgb(0,0,0)',
    'url(http://127.0.0.1)',
    '(((((((((a+)+)+)+)+',
  ],
].map((value) => () => value);

const makers: readonly (() => unknown)[] = [
  ...values,
  () => [],
  () => ({}),
  () => nested(12),
  () => nested(300),
  () => Array.from({ length: 1_200 }, (_, i) => i),
  () => Array.from({ length: 300 }, () => ({})),
  () => JSON.parse('{"__proto__": {"polluted": true}}') as unknown,
  () => Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`key${i}`, i])),
];

const names = ['type', 'name', 'version', 'data', '__proto__', 'constructor', 'length', '', 'then'];

/** One change somewhere in the value, which is changed itself. @returns the value, or what replaces it */
function changeJson(random: Random, value: unknown, depth: number): unknown {
  const isInner = typeof value === 'object' && value !== null;
  if (!isInner || depth > 12 || random.chance(0.12)) return replaced(random, value);
  if (Array.isArray(value)) return changedList(random, value, depth);
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  const key = keys.length === 0 ? 'a' : pick(random, keys);
  const roll = random.next();
  if (roll < 0.08) delete record[key];
  else if (roll < 0.14) put(record, pick(random, names), pick(random, makers)());
  else if (roll < 0.18 && keys.length > 1) put(record, pick(random, keys), record[key]);
  else put(record, key, changeJson(random, record[key], depth + 1));
  return record;
}

/** As JSON does: `__proto__` is a key like any other. */
function put(record: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(record, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function changedList(random: Random, list: unknown[], depth: number): unknown[] {
  const at = whole(random, list.length);
  const roll = random.next();
  if (list.length === 0 || roll < 0.08) list.push(pick(random, makers)());
  else if (roll < 0.14) list.splice(at, 1);
  else if (roll < 0.2) list.push(list[at]);
  else if (roll < 0.22 && isShort(list[at], repeatedCharsMax))
    return Array.from({ length: 1_001 }, () => list[at]);
  else if (roll < 0.26) list.reverse();
  else list[at] = changeJson(random, list[at], depth + 1);
  return list;
}

function isShort(value: unknown, charsMax: number): boolean {
  return charsLeft(value, charsMax) >= 0;
}

/** @returns about how many characters the value leaves of so many as JSON; below 0: too few, and the rest was not counted */
function charsLeft(value: unknown, chars: number): number {
  if (typeof value === 'string') return chars - value.length - 2;
  if (typeof value !== 'object' || value === null) return chars - 5;
  let left = chars - 2;
  for (const [key, inner] of Object.entries(value)) {
    left = charsLeft(inner, left) - (Array.isArray(value) ? 1 : key.length + 4);
    if (left < 0) break;
  }
  return left;
}

/** Another value; often one that is close to it. */
function replaced(random: Random, value: unknown): unknown {
  if (typeof value === 'number' && random.chance(0.6)) {
    return pick(random, [
      ...[value + 1, value - 1, -value, value * 1e6, value / 3, value + 0.5, value + random.bell()],
      Math.round(value),
    ]);
  }
  if (typeof value === 'string' && random.chance(0.6)) return changeText(random, value);
  return pick(random, makers)();
}

/**
 * @param value is not changed
 * @returns a value no larger than the files that the programs read
 */
export function mutateJson(random: Random, value: unknown): unknown {
  let changed = structuredClone(value);
  for (let left = 1 + whole(random, 3); left > 0; left--) changed = changeJson(random, changed, 0);
  return isShort(changed, limits.configBytesMax) ? changed : structuredClone(value);
}

/** JSON text, sometimes broken or with numbers that only text can say. */
export function mutateJsonText(random: Random, value: unknown): string {
  const text = (JSON.stringify(mutateJson(random, value)) ?? 'null').slice(0, longest);
  const roll = random.next();
  if (roll < 0.05)
    return text.replace(/-?\d+(\.\d+)?/, pick(random, ['1e400', '-1e400', '1e-400', '00', '-0']));
  if (roll < 0.08) return text.replace('{', '{"a":1,"a":2,"__proto__":null,');
  return roll < 0.2 ? changeText(random, text) : text;
}

const tokens = [
  ...[
    '%',
    '%00',
    '%ff',
    '%C3%28',
    '%2e%2e%2f',
    '&',
    '=',
    '?',
    '#',
    '/',
    '//',
    '..',
    '\\',
    '+',
    ' ',
    '"',
    "'",
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '<',
    '>',
    ':',
    '::',
    '::1',
    '@',
    ',',
    ';',
    '-',
    '_',
    '*',
    '|',
    '^',
    '$',
    '~',
  ],
  ...[
    '\r\n',
    '\n',
    '\t',
    '\0',
    '\u007f',
    '\u00a0',
    '\u2028',
    '\uFEFF',
    '\ud800',
    '٣',
    'é',
    '💥',
    'ı',
    'ſ',
  ],
  ...[
    '0',
    '9',
    '-1',
    '0x10',
    '1e9',
    '999999999999999999999',
    '65536',
    '127.0.0.1',
    '0.0.0.0',
    'localhost',
    'live',
  ],
  ...[
    'for=',
    'host=',
    'http://',
    'https://',
    'ws:',
    'null',
    'undefined',
    'true',
    '__proto__',
    'a'.repeat(300),
  ],
];

export function changeText(random: Random, text: string): string {
  let changed = text;
  for (let left = 1 + whole(random, 3); left > 0; left--) {
    const at = whole(random, changed.length + 1);
    const end = Math.min(changed.length, at + 1 + whole(random, 8));
    const roll = random.next();
    const inserted = pick(random, tokens);
    if (roll < 0.35) changed = changed.slice(0, at) + inserted + changed.slice(at);
    else if (roll < 0.6) changed = changed.slice(0, at) + inserted + changed.slice(end);
    else if (roll < 0.75) changed = changed.slice(0, at) + changed.slice(end);
    else if (roll < 0.9)
      changed = changed.slice(0, at) + changed.slice(at, end).repeat(2) + changed.slice(end);
    else if (roll < 0.93) changed = changed.slice(0, at);
    else if (roll < 0.96) changed = changed.slice(at, end).repeat(whole(random, 400)) + changed;
    else changed = changed.toUpperCase();
  }
  return changed.slice(0, longest);
}

const bytesOfInterest = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff];

/** @param bytes is not changed. @param others further valid inputs, whose parts are put in */
export function mutateBytes(
  random: Random,
  bytes: Uint8Array,
  others: readonly Uint8Array[],
): Uint8Array {
  let changed = Uint8Array.from(bytes);
  for (let left = 1 + whole(random, 4); left > 0; left--) {
    const at = whole(random, changed.length + 1);
    const roll = random.next();
    if (roll < 0.25 && changed.length > 0) changed[at % changed.length]! ^= 1 << whole(random, 8);
    else if (roll < 0.45 && changed.length > 0)
      changed[at % changed.length] = pick(random, bytesOfInterest);
    else if (roll < 0.55) changed = changed.slice(0, at);
    else if (roll < 0.65)
      changed = joined(changed.subarray(0, at), changed.subarray(at + 1 + whole(random, 8)));
    else if (roll < 0.75)
      changed = joined(changed.subarray(0, at), noise(random), changed.subarray(at));
    else if (roll < 0.85)
      changed = joined(
        changed.subarray(0, at),
        new Uint8Array(1 + whole(random, 9)).fill(0xff),
        changed.subarray(at),
      );
    else changed = joined(changed.subarray(0, at), part(random, pick(random, others)));
  }
  return changed.length > longest ? changed.slice(0, longest) : changed;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts));
}

function noise(random: Random): Uint8Array {
  return Uint8Array.from({ length: 1 + whole(random, 16) }, () => whole(random, 256));
}

function part(random: Random, bytes: Uint8Array): Uint8Array {
  return bytes.subarray(whole(random, bytes.length));
}
