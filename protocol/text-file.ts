/**
 * Decodes a text file that a user wrote with any editor: UTF-8 with or without a byte order mark, UTF-16 in both byte
 * orders (PowerShell 5, Notepad), lines that end in CR LF. Other kinds of files are named. Pure.
 */

export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  /** An intact file of another kind or encoding. It is the user's work, so no program may move it away. */
  | { readonly kind: 'other'; readonly problem: string }
  /** What a crash, a full disk or a failing disk leaves. */
  | { readonly kind: 'damaged'; readonly problem: string };

/** The first bytes of files that users mistake for text files. */
const otherKinds: readonly (readonly [string, readonly number[]])[] = [
  ['a ZIP archive; unpack it', [0x50, 0x4b, 0x03, 0x04]],
  ['packed by gzip; unpack it', [0x1f, 0x8b]],
  ['a RAR archive; unpack it', [0x52, 0x61, 0x72, 0x21]],
  ['a 7-Zip archive; unpack it', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a picture', [0xff, 0xd8, 0xff]],
  ['a picture', [0x47, 0x49, 0x46, 0x38]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a document of a word processor; save it as plain text', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['a document of a word processor; save it as plain text', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20]],
  ['a program', [0x4d, 0x5a]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
];

function begins(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, i) => bytes[i] === byte);
}

/** @param bytes the first of a file @returns for instance `a ZIP archive; unpack it`; null: no known kind */
export function otherKind(bytes: Uint8Array): string | null {
  return otherKinds.find(([, start]) => begins(bytes, start))?.[0] ?? null;
}

export type Utf = 'utf-8' | 'utf-16le' | 'utf-16be';

/** @param bytes the first of a file @returns its encoding, and the length of its byte order mark */
export function encodingOf(bytes: Uint8Array): {
  readonly encoding: Utf;
  readonly markBytes: number;
} {
  if (begins(bytes, [0xef, 0xbb, 0xbf])) return { encoding: 'utf-8', markBytes: 3 };
  if (begins(bytes, [0xff, 0xfe])) return { encoding: 'utf-16le', markBytes: 2 };
  if (begins(bytes, [0xfe, 0xff])) return { encoding: 'utf-16be', markBytes: 2 };
  // Our files begin with an ASCII character. In UTF-16 its other byte is zero, which shows the byte order without a mark.
  const [first, second] = bytes;
  if (first === undefined || second === undefined || (first === 0) === (second === 0)) {
    return { encoding: 'utf-8', markBytes: 0 };
  }
  return { encoding: second === 0 ? 'utf-16le' : 'utf-16be', markBytes: 0 };
}

/** Reads a whole file. Never throws. Lines end in LF afterwards. */
export function readText(bytes: Uint8Array): TextFile {
  if (bytes.length > 0 && bytes.every((byte) => byte === 0)) {
    return { kind: 'damaged', problem: 'It holds zeroes only, as after a power failure.' };
  }
  const other = otherKind(bytes);
  if (other !== null) return { kind: 'other', problem: `It is ${other}.` };
  if (begins(bytes, [0xff, 0xfe, 0, 0]) || begins(bytes, [0, 0, 0xfe, 0xff])) {
    return { kind: 'other', problem: 'It is UTF-32; save it as UTF-8.' };
  }
  const { encoding, markBytes } = encodingOf(bytes);
  const rest = bytes.subarray(markBytes);
  if (encoding === 'utf-8') return readUtf8(rest, markBytes);
  return readUtf16(rest, encoding);
}

function readUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): TextFile {
  if (bytes.length % 2 !== 0) {
    return { kind: 'damaged', problem: 'It is UTF-16 and ends within a character.' };
  }
  try {
    return asText(new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return { kind: 'damaged', problem: 'It begins like UTF-16 and holds bytes that are not text.' };
  }
}

function readUtf8(bytes: Uint8Array, skipped: number): TextFile {
  try {
    return asText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    if (bytes.includes(0)) return { kind: 'damaged', problem: 'It holds bytes that are not text.' };
    const { line, column } = wrongByte(bytes, skipped);
    const place = `line ${line}, column ${column}`;
    const problem = `It is not UTF-8 from ${place} on, but in an older encoding (ANSI); save it as UTF-8.`;
    return { kind: 'other', problem };
  }
}

/** The place of the first byte that is not UTF-8. */
function wrongByte(bytes: Uint8Array, skipped: number): { line: number; column: number } {
  const loose = new TextDecoder('utf-8', { ignoreBOM: skipped > 0 }).decode(bytes);
  return placeIn(loose, loose.indexOf('\uFFFD'));
}

function asText(text: string): TextFile {
  if (text.includes('\0')) {
    return {
      kind: 'damaged',
      problem: 'It holds zeroes among its text, as after a power failure.',
    };
  }
  return { kind: 'text', text: text.replace(/\r\n?/g, '\n') };
}

/** Line and column of a place in a text, both from 1. @param at characters from the start */
export function placeIn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(at, 0));
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - start + 1 };
}
