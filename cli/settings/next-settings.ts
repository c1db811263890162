/** The settings that a restart would use: the config file as it is now, with environment and flags over it. */
import { basename } from 'node:path';
import { RelayError } from '../../relay/errors.ts';
import type { CommandContext } from '../command.ts';
import type { ConfigContent } from './config-file.ts';
import type { Settings } from './setting-list.ts';
import { mergeSettings, valuesOfFile } from './settings-merge.ts';

/** @throws RelayError `bad-config` when the program would not start with the file as it is */
export function nextSettings(
  content: ConfigContent,
  { given, configFile }: Pick<CommandContext, 'given' | 'configFile'>,
): Settings {
  if (content.kind === 'broken') throw brokenConfig(content.problem);
  try {
    const file = content.kind === 'none' ? [] : valuesOfFile(content.config, basename(configFile));
    return mergeSettings([file, given.environment, given.flags]);
  } catch (error) {
    throw new RelayError('bad-config', (error as Error).message, `Mend it in ${configFile}.`);
  }
}

/** The config file is no JSON, so it is not overwritten. */
export function brokenConfig(problem: string): RelayError {
  return new RelayError(
    'bad-config',
    `The config file cannot be used, so nothing was saved. ${problem}`,
    'Mend it in an editor, or begin a new one: the old one is kept beside it.',
  );
}
