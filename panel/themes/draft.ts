/**
 * Changes of a theme in the editor. A theme is the JSON of its file, without default values, so that files stay small and
 * follow changed defaults. Each change returns a new theme. Pure.
 */

import { limits } from '../../protocol/limits.ts';
import { isObject } from '../../protocol/value-checks.ts';
import { parseFile } from '../core/json-files.ts';
import type { Cut, ThemeField, ThemeForm, ThemeValue } from './form.ts';
import { onlyWith } from './wording.ts';

/** The JSON of a theme file. */
export interface ThemeFile {
  readonly name: string;
  readonly title: string;
  readonly [key: string]: unknown;
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => isSame(a[key], b[key]));
  }
  if (typeof a === 'string' && typeof b === 'string' && a.startsWith('#')) {
    return a.toLowerCase() === b.toLowerCase();
  }
  return a === b;
}

/** The file's value at a path; undefined: none. */
export function own(file: ThemeFile, path: readonly string[]): unknown {
  let at: unknown = file;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return at;
}

/** The value in use: the file's, or the default. */
export function valueIn(file: ThemeFile, field: ThemeField): ThemeValue {
  return (own(file, field.path) as ThemeValue | undefined) ?? field.fallback;
}

function withPath(at: unknown, path: readonly string[], value: unknown): Record<string, unknown> {
  const [key, ...rest] = path as [string, ...string[]];
  const next: Record<string, unknown> = { ...(isObject(at) ? at : {}) };
  const inner = rest.length === 0 ? value : withPath(next[key], rest, value);
  const isGone = inner === undefined || (isObject(inner) && Object.keys(inner).length === 0);
  if (isGone) delete next[key];
  else next[key] = inner;
  return next;
}

function put(file: ThemeFile, path: readonly string[], value: unknown): ThemeFile {
  return withPath(file, path, value) as unknown as ThemeFile;
}

export function setField(file: ThemeFile, field: ThemeField, value: ThemeValue): ThemeFile {
  return put(file, field.path, isSame(value, field.fallback) ? undefined : value);
}

/** Back to the default. */
export function resetField(file: ThemeFile, field: ThemeField): ThemeFile {
  const without = put(file, field.path, undefined);
  // Weight and slant belong together.
  if (field.input.kind === 'cut') return put(without, besides(field, 'italic'), undefined);
  return without;
}

export function isOwn(file: ThemeFile, field: ThemeField): boolean {
  return (
    own(file, field.path) !== undefined ||
    (field.input.kind === 'cut' && own(file, besides(field, 'italic')) !== undefined)
  );
}

function besides({ path }: ThemeField, name: string): string[] {
  return [...path.slice(0, -1), name];
}

export function cutOf(file: ThemeFile, weight: ThemeField): Cut {
  return {
    weight: valueIn(file, weight) as number,
    italic: own(file, besides(weight, 'italic')) === true,
  };
}

/** @param weight the field of a face's weight */
export function setCut(file: ThemeFile, weight: ThemeField, cut: Cut): ThemeFile {
  const italic = put(file, besides(weight, 'italic'), cut.italic ? true : undefined);
  return setField(italic, weight, cut.weight);
}

/** Sets a family, with the cut nearest to the previous one. */
export function setFamily(
  form: ThemeForm,
  file: ThemeFile,
  family: ThemeField,
  name: string,
): ThemeFile {
  const weight = form.fields.get(besides(family, 'weight').join('.'));
  const next = setField(file, family, name);
  const cuts = form.cuts.get(name) ?? [];
  if (weight === undefined || cuts.length === 0) return next;
  const before = cutOf(file, weight);
  const far = (cut: Cut): number =>
    Math.abs(cut.weight - before.weight) + (cut.italic === before.italic ? 0 : 1000);
  const nearest = cuts.reduce((best, cut) => (far(cut) < far(best) ? cut : best));
  return setCut(next, weight, nearest);
}

/** Fields without effect are hidden, see `onlyWith`. */
export function isShown(form: ThemeForm, file: ThemeFile, field: ThemeField): boolean {
  const rule = onlyWith[field.key];
  const other = rule === undefined ? undefined : form.fields.get(rule.key);
  if (rule === undefined || other === undefined) return true;
  return rule.is.includes(String(valueIn(file, other)));
}

/** The first keys of a file, in the order of the built-in themes. */
const firstKeys = ['$schema', 'version', 'name', 'title', 'author', 'description', 'preview'];

/** The theme as it is saved: without default values, with keys in the usual order. */
export function slim(form: ThemeForm, file: ThemeFile): ThemeFile {
  let next = file;
  for (const field of form.fields.values()) {
    const value = own(next, field.path);
    if (value !== undefined && isSame(value, field.fallback))
      next = put(next, field.path, undefined);
    if (field.input.kind === 'cut' && own(next, besides(field, 'italic')) === false) {
      next = put(next, besides(field, 'italic'), undefined);
    }
  }
  for (const key of ['author', 'description'])
    if (next[key] === '') next = put(next, [key], undefined);
  const sections = [...form.fields.values()].map(({ path }) => path[0]!);
  const order = [...new Set([...firstKeys, ...sections, ...Object.keys(next)])];
  const entries = order.filter((key) => next[key] !== undefined).map((key) => [key, next[key]]);
  return { ...Object.fromEntries(entries), version: form.version } as unknown as ThemeFile;
}

/**
 * Reads a chosen theme file. The overlays validate the rest of it.
 * @throws Error with a sentence
 */
export function readFile(text: string): ThemeFile {
  const value = parseFile(text, 'theme', limits.themeBytesMax);
  if (!isObject(value) || typeof value.title !== 'string' || typeof value.name !== 'string') {
    throw new Error('This is not a theme: it has no name or no title.');
  }
  return value as ThemeFile;
}
