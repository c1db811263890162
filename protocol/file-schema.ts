/**
 * Validates a JSON file of the user (a theme, a layout) with a zod schema. A problem names the place, what was expected
 * there, and the nearest known key for an unknown one. Older versions are upgraded first. Pure.
 */
import type * as z from 'zod';
import { nearest } from './nearest.ts';
import { expectationOf, namedKeys } from './schema-words.ts';

export interface FileProblem {
  /** Place in the file, for instance `palette.accent`; empty for the whole. */
  readonly path: string;
  readonly reason: string;
}

export type CheckedFile<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

type FileRecord = Record<string, unknown>;

export interface FileForm<T extends z.ZodType> {
  /** For sentences: `a theme`. */
  readonly what: string;
  readonly schema: T;
  /** Raised when a field changes its meaning. */
  readonly version: number;
  /** Each upgrades a file from version n (index n - 1) to version n + 1. */
  readonly upgrades: readonly ((old: FileRecord) => FileRecord)[];
}

/** Characters of a user's key that a sentence repeats. */
const shownKeyLength = 40;

/** Never throws. */
export function checkFile<T extends z.ZodType>(
  { what, schema, version, upgrades }: FileForm<T>,
  value: unknown,
): CheckedFile<z.output<T>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: [{ path: '', reason: `${what} is a JSON object` }] };
  }
  let record = value as FileRecord;
  const written = record.version ?? version;
  if (typeof written === 'number' && written > version) {
    const reason = `this file is of version ${written}, written for a newer Sequential; this one knows ${version}`;
    return { ok: false, problems: [{ path: 'version', reason }] };
  }
  if (typeof written === 'number' && Number.isInteger(written)) {
    for (let n = written; n >= 1 && n < version; n++) record = upgrades[n - 1]!(record);
  }
  const result = schema.safeParse(record, { error: expectationOf });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((one) => problemsOf(one, schema)) };
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType): FileProblem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), reason: issue.message }];
  const known = keysAt(schema, issue.path);
  const { named, more } = namedKeys(issue.keys);
  const problems = named.map((key) => {
    const shown = key.slice(0, shownKeyLength);
    const reason = `there is no such key here; did you mean "${nearest(shown, known)}"?`;
    return { path: [...path, shown].join('.'), reason };
  });
  if (more > 0) problems.push({ path: path.join('.'), reason: `more unknown keys: ${more}` });
  return problems;
}

/** The keys of the object at a place of the schema. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [key, ...rest] = path;
  switch (def.type) {
    case 'default':
    case 'prefault':
    case 'optional':
    case 'nullable':
      return keysAt(def.innerType, path);
    case 'array':
      return key === undefined ? [] : keysAt(def.element, rest);
    case 'object': {
      if (key === undefined) return Object.keys(def.shape);
      const inner = def.shape[String(key)];
      return inner === undefined ? [] : keysAt(inner, rest);
    }
    default:
      return [];
  }
}

export function problemText({ path, reason }: FileProblem): string {
  return path === '' ? reason : `${path}: ${reason}`;
}

/** The first problems on one line, without a full stop. @param shownMax number of problems */
export function problemsText(problems: readonly FileProblem[], shownMax: number): string {
  const shown = problems.slice(0, shownMax).map(problemText);
  const rest = problems.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}
