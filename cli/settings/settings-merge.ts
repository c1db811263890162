/**
 * Merges settings: defaults < config file < environment < flags. A wrong value gives one sentence with its place and what
 * was expected. Pure.
 */
import type * as z from 'zod';
import { nearest } from '../../protocol/nearest.ts';
import { expectationOf } from '../../protocol/schema-words.ts';
import { CommandError } from '../console/errors.ts';
import { shownDatabase, withoutUnusedDatabase } from './database-url.ts';
import { checkNeeds } from './option-needs.ts';
import {
  environmentName,
  ownVariables,
  type SectionName,
  type SettingName,
  type Settings,
  sectionNames,
  settingMetadata,
  settingNames,
  settingSchema,
  textValue,
} from './setting-list.ts';

/** A value as the user wrote it, and its place for sentences. */
export interface GivenValue {
  readonly name: SettingName | SectionName;
  readonly value: unknown;
  /** For instance `--port` or `"port" in sequential.config.json`. */
  readonly place: string;
}

/** The value in a sentence; null: it is or may hold a secret. */
function shown(name: SettingName, value: unknown): string | null {
  if (settingMetadata(name).secret) return null;
  if (value === undefined) return 'nothing';
  if (name === 'db') return shownDatabase(value);
  // What is not an address of NATS may still hold its password.
  if (name === 'backplane') return null;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function isSection(name: SettingName | SectionName): name is SectionName {
  return (sectionNames as readonly string[]).includes(name);
}

/** `[0].do: …` */
function issueText({ path, message }: z.core.$ZodIssue): string {
  const where = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return path.length === 0 ? message : `${where.join('').replace(/^\./, '')}: ${message}`;
}

function checked({ name, value, place }: GivenValue): unknown {
  const result = settingSchema(name).safeParse(value, { error: expectationOf });
  if (result.success) return result.data;
  if (isSection(name)) {
    const [issue, ...others] = result.error.issues;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new CommandError(
      'bad-setting',
      `${place}, ${issueText(issue!).replace(/\.$/, '')}${more}.`,
    );
  }
  const { expected, list } = settingMetadata(name);
  const each = list && Array.isArray(value) ? ', for each' : '';
  const found = shown(name, value);
  const is = found === null ? '' : ` is ${found}, but`;
  throw new CommandError('bad-setting', `${place}${is} must be ${expected}${each}.`);
}

/**
 * @param layers weakest first; each holds a setting at most once
 * @throws CommandError `bad-setting`; `missing-setting` for one that needs another
 */
export function mergeSettings(layers: readonly (readonly GivenValue[])[]): Settings {
  const merged: Record<string, unknown> = {};
  for (const name of [...settingNames, ...sectionNames]) {
    const fallback = settingSchema(name).safeParse(undefined);
    if (fallback.success && fallback.data !== undefined) merged[name] = fallback.data;
  }
  // Values that a stronger layer replaces are checked too, so a flag hides no mistake in the file.
  const used = withoutUnusedDatabase(layers);
  for (const layer of used) {
    for (const given of layer) merged[given.name] = checked(given);
  }
  checkNeeds(used);
  return merged as Settings;
}

/** @param parsed the config file's JSON @param file its name as the user knows it */
export function valuesOfFile(parsed: unknown, file: string): GivenValue[] {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new CommandError('bad-config-file', `${file} must hold one JSON object, { … }.`);
  }
  const known: readonly string[] = [...settingNames, ...sectionNames];
  const values: GivenValue[] = [];
  for (const [key, value] of Object.entries(parsed)) {
    if (key === '$schema') continue;
    if (key in Object.prototype) {
      // Not a misspelt setting, so no nearest name is offered.
      const sentence = `"${key}" in ${file} is not a setting; known ones are ${known.join(', ')}.`;
      throw new CommandError('bad-setting', sentence);
    }
    if (!known.includes(key)) {
      throw new CommandError(
        'unknown-setting',
        `${file} has the unknown key "${key}"; did you mean "${nearest(key, known)}"?`,
      );
    }
    values.push({ name: key as SettingName | SectionName, value, place: `"${key}" in ${file}` });
  }
  return values;
}

/** Empty variables count as not set. */
export function valuesOfEnvironment(environment: Readonly<Record<string, string | undefined>>) {
  const values: GivenValue[] = [];
  const known = new Map(settingNames.map((name) => [environmentName(name), name] as const));
  for (const name of settingNames) {
    const other = settingMetadata(name).alsoEnvironment;
    const text = other === undefined ? undefined : environment[other];
    if (other !== undefined && text) known.set(other, name);
  }
  for (const [variable, text] of Object.entries(environment)) {
    if (!text) continue;
    const name = known.get(variable);
    if (name !== undefined) {
      values.push({ name, value: textValue(name, text), place: variable });
    } else if (variable.startsWith('SEQUENTIAL_') && !ownVariables.includes(variable)) {
      throw new CommandError(
        'unknown-setting',
        `The environment variable ${variable} is not known; did you mean ${nearest(variable, [...known.keys()])}?`,
      );
    }
  }
  // The last one takes precedence in the merge: SEQUENTIAL_DB over DATABASE_URL.
  return values.sort((a, b) => rank(a) - rank(b));
}

function rank(given: GivenValue): number {
  return given.place.startsWith('SEQUENTIAL_') ? 1 : 0;
}

/** The inverse of `valuesOfEnvironment`: passes settings to a child process without showing them in a process list. */
export function environmentOf(
  settings: Settings,
  names: readonly SettingName[],
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of names) {
    const value = settings[name];
    if (value === undefined) continue;
    environment[environmentName(name)] = Array.isArray(value) ? value.join(',') : String(value);
  }
  return environment;
}
