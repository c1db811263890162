/** The answer of `GET /api/config`: each setting with its value, source and control. Pure. */

import * as z from 'zod';
import type {
  SettingControl,
  SettingNow,
  SettingSource,
  SettingValue,
} from '../../protocol/program-answers.ts';
import { isObject } from '../../protocol/value-checks.ts';
import { obsSchema } from '../../relay/obs/rules/rule-schema.ts';
import { withoutUnusedDatabase } from './database-url.ts';
import {
  type SettingName,
  type Settings,
  settingMetadata,
  settingNames,
  settingSchema,
} from './setting-list.ts';
import type { GivenValue } from './settings-merge.ts';
import { shownText, shownValue } from './shown-value.ts';

export interface SettingsNowInput {
  /** The config file's JSON; null: there is none, or it cannot be used. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** Values of the environment. */
  readonly environment: readonly GivenValue[];
  readonly flags: readonly GivenValue[];
  /** As merged when the command started. */
  readonly inUse: Settings;
  /** The running command uses these. */
  readonly used: readonly SettingName[];
  /** The rules in the file, with their secrets hidden; undefined: there are none. */
  readonly rules: unknown;
}

interface JsonSchema {
  readonly type?: string;
  readonly default?: SettingValue;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly JsonSchema[];
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
}

function controlFor(schema: JsonSchema): SettingControl {
  const { type, anyOf } = schema;
  if (anyOf !== undefined) {
    const word = anyOf.find((one) => one.const !== undefined)?.const ?? null;
    return { ...numberControl(anyOf.find((one) => one.const === undefined)!), word };
  }
  if (schema.enum !== undefined) return { kind: 'choice', choices: schema.enum };
  if (type === 'array') return { kind: 'list' };
  if (type === 'integer' || type === 'number') return numberControl(schema);
  return { kind: 'text', charsMax: schema.maxLength ?? null };
}

function numberControl({ type, minimum, maximum }: JsonSchema) {
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return {
    kind: 'number',
    min: minimum ?? null,
    max: isBounded ? maximum : null,
    isWhole: type === 'integer',
    word: null,
  } as const;
}

/** Settings without a default are never waiting when both are missing. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

export function settingsNow(input: SettingsNowInput): SettingNow[] {
  return [
    ...settingNames.map((name) => settingNow(name, input)),
    ...obsNow(input),
    rulesNow(input),
  ];
}

/** The strongest value from outside the file. */
function givenOf(
  name: SettingName,
  { config, environment, flags }: SettingsNowInput,
): { readonly source: SettingSource; readonly given: GivenValue } | null {
  const inFile = config?.[name];
  const file = inFile === undefined ? [] : [{ name, value: inFile, place: 'the file' }];
  const [, variables = [], words = []] = withoutUnusedDatabase([file, environment, flags]);
  const flag = words.find((one) => one.name === name);
  if (flag !== undefined) return { source: 'flag', given: flag };
  const variable = variables.filter((one) => one.name === name).at(-1);
  return variable === undefined ? null : { source: 'environment', given: variable };
}

function settingNow(name: SettingName, input: SettingsNowInput): SettingNow {
  const { config, inUse, used } = input;
  const schema = settingSchema(name);
  const json = jsonSchemaOf(schema);
  const { title, group, sentence } = settingMetadata(name);
  const outside = givenOf(name, input);
  const fileValue = config?.[name];
  const now = shownValue(name, inUse[name]);
  const filed = shownValue(name, fileValue);
  const next = schema.safeParse(fileValue);
  const isSecret = now.isSecret || filed.isSecret;
  const isDefault =
    isSame(inUse[name], json.default) &&
    (fileValue === undefined || !isSame(inUse[name], fileValue));
  return {
    name,
    title,
    group,
    sentence,
    control: isSecret ? { kind: 'secret' } : controlFor(json),
    default: json.default ?? null,
    value: now.value,
    inFile: filed.value,
    isInFile: fileValue !== undefined,
    shown: filed.shown ?? now.shown,
    source: outside?.source ?? (isDefault ? 'default' : 'file'),
    fixedBy: outside?.given.place ?? null,
    takesEffect: 'after-restart',
    isWaiting: outside === null && next.success && !isSame(next.data, inUse[name]),
    isUsed: used.includes(name),
  };
}

/** The rules, which are read again as soon as the file changes. */
function rulesNow({ rules }: SettingsNowInput): SettingNow {
  const isInFile = rules !== undefined;
  const text = isInFile ? JSON.stringify(rules, null, 2) : null;
  return {
    name: 'triggers',
    title: 'Rules',
    group: 'obs',
    sentence:
      'What OBS does when something happens on track. The OBS room has an editor for rules.',
    control: { kind: 'json' },
    default: null,
    value: text,
    inFile: text,
    isInFile,
    shown: null,
    source: isInFile ? 'file' : 'default',
    fixedBy: null,
    takesEffect: 'at-once',
    isWaiting: false,
    isUsed: true,
  };
}

/** The section `obs`, which is read again as soon as the file changes. */
function obsNow({ config }: SettingsNowInput): SettingNow[] {
  const section = isObject(config?.obs) ? config.obs : {};
  const { url } = obsSchema.shape;
  const at = typeof section.url === 'string' ? shownText(section.url) : null;
  const shared = {
    group: 'obs',
    fixedBy: null,
    takesEffect: 'at-once',
    isWaiting: false,
    isUsed: true,
  } as const;
  return [
    {
      ...shared,
      name: 'obs.url',
      title: 'Address of OBS',
      sentence: 'Where OBS is. Change it when OBS runs on another PC.',
      control: at?.isSecret === true ? { kind: 'secret' } : { kind: 'text', charsMax: null },
      default: jsonSchemaOf(url).default ?? null,
      value: at?.value ?? null,
      inFile: at?.value ?? null,
      isInFile: at !== null,
      shown: at?.shown ?? null,
      source: at === null ? 'default' : 'file',
    },
    {
      ...shared,
      name: 'obs.password',
      title: 'Password of OBS',
      sentence: 'OBS shows it under Tools, WebSocket Server Settings, Show Connect Info.',
      control: { kind: 'secret' },
      default: null,
      value: null,
      inFile: null,
      isInFile: section.password !== undefined,
      shown: null,
      source: section.password === undefined ? 'default' : 'file',
    },
  ];
}
