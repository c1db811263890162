/** Parses the words after the command into flags and the rest, for any command. */
import { parseArgs } from 'node:util';
import { nearest } from '../../protocol/nearest.ts';
import type { OwnFlag } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { checkFlagNeeds } from './option-needs.ts';
import { type SettingName, settingMetadata, textValue } from './setting-list.ts';
import type { GivenValue } from './settings-merge.ts';

export interface ParsedArguments {
  readonly help: boolean;
  readonly config: string | undefined;
  readonly data: string | undefined;
  readonly settings: readonly GivenValue[];
  /** Own flags: their text, or true for those without a value. */
  readonly own: Readonly<Record<string, string | true>>;
  readonly rest: readonly string[];
}

function missingValue(flag: string, placeholder: string): CommandError {
  return new CommandError('bad-setting', `--${flag} needs a value: --${flag} ${placeholder}.`);
}

function emptyWord(command: string): CommandError {
  return new CommandError(
    'bad-setting',
    `${command} was given an empty word.`,
    'In a script, a variable that is not set leaves an empty word.',
  );
}

/** @param wordsTaken how many words without dashes the command takes. */
export function parseArguments(
  words: readonly string[],
  command: string,
  names: readonly SettingName[],
  ownFlags: readonly OwnFlag[] = [],
  wordsTaken = 0,
): ParsedArguments {
  const settingOf = new Map(names.map((name) => [settingMetadata(name).flag, name] as const));
  const ownOf = new Map(ownFlags.map((own) => [own.flag, own] as const));
  const known = [...settingOf.keys(), ...ownOf.keys(), 'config', 'data', 'help'];
  const aloneText = (flag: string): string | undefined => {
    const setting = settingOf.get(flag);
    return setting === undefined ? undefined : settingMetadata(setting).alone;
  };
  const alone = (flag: string): boolean =>
    flag === 'help' || (ownOf.has(flag) && ownOf.get(flag)!.placeholder === undefined);
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(
        known.map(
          (flag) =>
            [
              flag,
              { type: alone(flag) || aloneText(flag) !== undefined ? 'boolean' : 'string' },
            ] as const,
        ),
      ),
      help: { type: 'boolean', short: 'h' },
    },
  });
  const given = new Map<SettingName, GivenValue>();
  const own: Record<string, string | true> = {};
  const rest: string[] = [];
  let help = false;
  let config: string | undefined;
  let data: string | undefined;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (token.value === '') throw emptyWord(command);
      rest.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    const value = token.value ?? aloneText(name);
    if (name === 'help') {
      help = true;
      continue;
    }
    const setting = settingOf.get(name);
    const ownFlag = ownOf.get(name);
    if (setting === undefined && ownFlag === undefined && !['config', 'data'].includes(name)) {
      throw new CommandError(
        'unknown-setting',
        `${command} has no ${rawName}; did you mean --${nearest(name, known)}?`,
        `sequential ${command} --help lists all of them.`,
      );
    }
    if (alone(name)) {
      if (value !== undefined) throw new CommandError('bad-setting', `--${name} takes no value.`);
      own[name] = true;
      continue;
    }
    const placeholder =
      setting !== undefined
        ? settingMetadata(setting).placeholder
        : (ownFlag?.placeholder ?? (name === 'data' ? 'FOLDER' : 'FILE'));
    // `--driver --hz 60` is a forgotten value; --driver=--x gives one that begins with dashes.
    if (value === undefined || (!token.inlineValue && value.startsWith('--'))) {
      throw missingValue(name, placeholder);
    }
    // The empty name of a file or folder would be the folder in which the command runs.
    if (value === '' && setting === undefined) throw missingValue(name, placeholder);
    if (name === 'config') config = value;
    else if (name === 'data') data = value;
    else if (ownFlag !== undefined) own[name] = value;
    else if (setting !== undefined) {
      const before = given.get(setting)?.value;
      const read = textValue(setting, value);
      const both = Array.isArray(before) && Array.isArray(read) ? [...before, ...read] : read;
      given.set(setting, { name: setting, value: both, place: rawName });
    }
  }
  if (rest.length > wordsTaken) {
    throw new CommandError(
      'unknown-setting',
      `${command} does not know what to do with "${rest[wordsTaken]}".`,
      `sequential ${command} --help lists what it takes.`,
    );
  }
  if (!help) checkFlagNeeds(command, own, rest.length);
  for (const { flag, gives } of ownFlags) {
    if (gives === undefined || own[flag] === undefined) continue;
    given.set(gives.name, { ...gives, place: `--${flag}` });
  }
  return { help, config, data, settings: [...given.values()], own, rest };
}
