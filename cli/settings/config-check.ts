/** Checks changes of the config file before they are saved, with a sentence for each value that does not fit. Pure. */
import type { SettingProblem } from '../../protocol/program-answers.ts';
import { expectationOf } from '../../protocol/schema-words.ts';
import { isLoopbackHost } from '../../relay/access/hosts-and-origins.ts';
import { obsSchema, triggersSchema } from '../../relay/obs/rules/rule-schema.ts';
import { type ConfigChanges, changedConfig } from './config-edit.ts';
import { unmetNeed } from './option-needs.ts';
import { type SettingName, settingMetadata, settingNames, settingSchema } from './setting-list.ts';
import type { GivenValue } from './settings-merge.ts';

export interface ConfigCheckInput {
  /** The file's JSON; null: there is none. */
  readonly config: Record<string, unknown> | null;
  readonly changes: ConfigChanges;
  /** Values that take precedence over the file, weakest first. */
  readonly outside: readonly GivenValue[];
  /** A key for publishers or administrators was made. */
  readonly hasMadeKey: boolean;
}

/** @returns empty: the changes may be saved */
export function configProblems({
  config,
  changes,
  outside,
  hasMadeKey,
}: ConfigCheckInput): SettingProblem[] {
  const problems = Object.entries(changes).flatMap(([name, value]) => {
    const sentence = value === null ? unknownProblem(name) : valueProblem(name, value);
    return sentence === null ? [] : [{ name, sentence }];
  });
  if (problems.length > 0) return problems;
  const changed = changedConfig(config, changes);
  const effective = (name: SettingName): unknown =>
    outside.filter((given) => given.name === name).at(-1)?.value ?? changed[name];
  const lonely = needProblem(changed, changes, outside);
  if (lonely !== null) return [lonely];
  const host = effective('host');
  if (typeof host !== 'string' || isLoopbackHost(host)) return [];
  const hasKey =
    hasMadeKey || effective('key') !== undefined || effective('adminKey') !== undefined;
  if (hasKey || effective('public') === 'on') return [];
  const name = 'key' in changes ? 'key' : 'host';
  const sentence = `On ${host} other machines can reach the relay, so it needs a key for publishers: make one in the section Keys.`;
  return 'host' in changes || 'key' in changes ? [{ name, sentence }] : [];
}

/** A change that leaves a setting without the one that it needs. What the file says besides is not judged. */
function needProblem(
  config: Record<string, unknown>,
  changes: ConfigChanges,
  outside: readonly GivenValue[],
): SettingProblem | null {
  const inFile = Object.entries(config).map(([name, value]) => ({
    name,
    value,
    place: 'the file',
  }));
  const unmet = unmetNeed([inFile, outside]);
  if (unmet === null) return null;
  const { name } = unmet.given;
  const { setting, otherThan } = unmet.need;
  const title = (of: string) => `"${settingMetadata(of as SettingName).title}"`;
  if (name in changes) {
    const missing =
      otherThan === undefined
        ? `without ${title(setting)}`
        : `with ${title(setting)} at ${otherThan}`;
    return { name, sentence: `It means nothing ${missing}: fill in both or neither.` };
  }
  if (!(setting in changes)) return null;
  return { name: setting, sentence: `${title(name)} needs it: empty that one too.` };
}

const words = { error: expectationOf };

const obsNames = ['obs.url', 'obs.password'] as const;

function isSettingName(name: string): name is SettingName {
  return (settingNames as readonly string[]).includes(name);
}

function unknownProblem(name: string): string | null {
  const isKnown =
    isSettingName(name) || name === 'triggers' || (obsNames as readonly string[]).includes(name);
  return isKnown ? null : 'There is no such setting.';
}

function valueProblem(name: string, value: unknown): string | null {
  if (isSettingName(name)) {
    const { expected, list } = settingMetadata(name);
    if (settingSchema(name).safeParse(value).success) return null;
    return `It must be ${expected}${list ? ', for each' : ''}.`;
  }
  const result =
    name === 'triggers'
      ? triggersSchema.safeParse(value, words)
      : name === 'obs.url'
        ? obsSchema.safeParse({ url: value }, words)
        : name === 'obs.password'
          ? obsSchema.safeParse({ password: value }, words)
          : null;
  if (result === null) return unknownProblem(name);
  return result.success ? null : result.error.issues.map(issueSentence).join(' ');
}

/** The place in the rules first: `Rule 2, do, 1: …` */
function issueSentence({ path, message }: { path: PropertyKey[]; message: string }): string {
  if (typeof path[0] !== 'number') {
    const text = message.replace(/\.$/, '');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  }
  const [, ...rest] = path.map((part) => (typeof part === 'number' ? part + 1 : String(part)));
  return `${[`Rule ${path[0] + 1}`, ...rest].join(', ')}: ${message}`;
}
