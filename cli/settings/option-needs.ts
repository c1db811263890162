/** Which options mean nothing without another one, and the check of that. Pure. */
import { CommandError } from '../console/errors.ts';
import { environmentName, type SettingName, settingMetadata } from './setting-list.ts';

/** A value and its place, as in `settings-merge.ts`. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  readonly place: string;
}

/** What a setting needs: another one that is given, or one with another value than the named. */
interface SettingNeed {
  readonly setting: SettingName;
  readonly otherThan?: string;
}

export const settingNeeds: Readonly<Partial<Record<SettingName, SettingNeed>>> = {
  tlsCert: { setting: 'tlsKey' },
  tlsKey: { setting: 'tlsCert' },
  acListen: { setting: 'acServer' },
  acForward: { setting: 'acServer' },
  dbSizeMaxMb: { setting: 'db', otherThan: 'none' },
};

/** By command and flag: the flag, or the word without dashes, that an own flag needs. */
export const flagNeeds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  export: { out: 'SESSION', force: 'SESSION' },
  prune: { 'dry-run': '--keep' },
};

/** The config file may hold any key. */
function needOf(name: string): SettingNeed | undefined {
  return Object.hasOwn(settingNeeds, name) ? settingNeeds[name as SettingName] : undefined;
}

export interface UnmetNeed {
  readonly given: Given;
  readonly need: SettingNeed;
}

/**
 * The first value that is given without the one it needs; null: there is none. A stronger layer may switch off what a weaker
 * one refines, such as `--db none` over a size in the config file.
 * @param layers weakest first
 */
export function unmetNeed(layers: readonly (readonly Given[])[]): UnmetNeed | null {
  const given = layers.flatMap((layer, strength) => layer.map((one) => ({ ...one, strength })));
  for (const one of given) {
    const need = needOf(one.name);
    if (need === undefined) continue;
    const needed = given.filter(({ name }) => name === need.setting).at(-1);
    const isMet =
      need.otherThan === undefined
        ? needed !== undefined
        : needed?.value !== need.otherThan || needed.strength > one.strength;
    if (!isMet) return { given: one, need };
  }
  return null;
}

/** @throws CommandError `missing-setting` */
export function checkNeeds(layers: readonly (readonly Given[])[]): void {
  const unmet = unmetNeed(layers);
  if (unmet === null) return;
  const { given, need } = unmet;
  if (need.otherThan !== undefined) {
    const sentence = `${given.place} means nothing while ${settingMetadata(need.setting).flag} is ${need.otherThan}.`;
    throw new CommandError('missing-setting', sentence, 'Give another value, or leave it out.');
  }
  const needed = placeLike(given.place, need.setting);
  throw new CommandError(
    'missing-setting',
    `${given.place} means nothing without ${needed}.`,
    `Give both or neither: ${needed} takes ${settingMetadata(need.setting).expected}.`,
  );
}

/**
 * @param own the given flags of the command that are no settings
 * @param words how many words without dashes were given
 * @throws CommandError `missing-setting`
 */
export function checkFlagNeeds(
  command: string,
  own: Readonly<Record<string, unknown>>,
  words: number,
): void {
  for (const [flag, needed] of Object.entries(flagNeeds[command] ?? {})) {
    const isMet = needed.startsWith('--') ? own[needed.slice(2)] !== undefined : words > 0;
    if (own[flag] === undefined || isMet) continue;
    throw new CommandError(
      'missing-setting',
      `--${flag} means nothing without ${needed}.`,
      `sequential ${command} --help says how they go together.`,
    );
  }
}

/** The name of a setting where the user wrote another: a flag, a variable, or a key of the file. */
function placeLike(place: string, name: SettingName): string {
  if (place.startsWith('--')) return `--${settingMetadata(name).flag}`;
  return place.startsWith('SEQUENTIAL_') ? environmentName(name) : `"${name}"`;
}
