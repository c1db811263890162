/** Encodes a text as Notepad, PowerShell and similar programs save it. */

export type Encoding =
  | 'utf-8'
  /** Notepad's “UTF-8 with BOM”, `Out-File -Encoding utf8` of PowerShell 5. */
  | 'utf-8-bom'
  /** Notepad's “Unicode”, `>` of PowerShell 5. */
  | 'utf-16le'
  | 'utf-16be'
  | 'utf-16le-unmarked'
  | 'utf-16be-unmarked';

export function asSaved(text: string, encoding: Encoding): Buffer {
  const mark = encoding.endsWith('unmarked') || encoding === 'utf-8' ? '' : '\uFEFF';
  if (encoding.startsWith('utf-8')) return Buffer.from(mark + text, 'utf8');
  const bytes = Buffer.from(mark + text, 'utf16le');
  return encoding.startsWith('utf-16be') ? bytes.swap16() : bytes;
}
