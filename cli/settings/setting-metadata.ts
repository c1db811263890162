/** What is known of a setting besides its shape: names, sentences, and how text becomes its value. Pure. */
import type { SettingGroup } from '../../protocol/program-answers.ts';

export interface SettingMetadata {
  /** Its name in the panel. */
  readonly title: string;
  /** What it is for, as the panel says it. The schema's description is for `--help` and editors. */
  readonly sentence: string;
  readonly group: SettingGroup;
  /** Without the two dashes. */
  readonly flag: string;
  readonly placeholder: string;
  /** For the sentence about a wrong value. */
  readonly expected: string;
  /** Converts the text of a flag or variable to the schema's type; text that does not fit stays as it is. Absent: text. */
  readonly fromText?: (text: string) => unknown;
  /** May be given several times as a flag; separated by commas in the environment. */
  readonly list?: true;
  /** The value of the flag when it stands alone. Absent: the flag needs a value. */
  readonly alone?: string;
  /** Never printed. */
  readonly secret?: true;
  /** Another environment variable, weaker than `SEQUENTIAL_…`. */
  readonly alsoEnvironment?: string;
}

export function asNumber(text: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

export function asList(text: string): unknown {
  return text.split(',').map((part) => part.trim());
}

/** `set DATABASE_URL="…"` in a Windows console keeps the quotes; files of variables end lines with blanks. */
export function asAddress(text: string): unknown {
  return text.trim().replace(/^(["'])(.*)\1$/s, '$2');
}
