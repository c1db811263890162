/** Reads `sequential.config.json`, or says in one sentence why it cannot be used. */
import { join } from 'node:path';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import { readSmallFile } from '../../relay/files/small-file.ts';
import { CommandError } from '../console/errors.ts';

export const defaultConfigFile = 'sequential.config.json';

/**
 * @param file as the user named it; undefined: the default one, which may be missing
 * @param folder of the default one
 * @returns the parsed JSON, or undefined when there is no file.
 * @throws CommandError `bad-config-file`
 */
export async function readConfigFile(file: string | undefined, folder = '.'): Promise<unknown> {
  const name = file ?? defaultConfigFile;
  const path = file ?? join(folder, defaultConfigFile);
  const found = await readSmallFile(path, { bytesMax: limits.configBytesMax, links: 'follow' });
  if (found.kind === 'none') {
    if (file === undefined) return undefined;
    throw new CommandError('bad-config-file', `The config file ${name} is not there.`);
  }
  if (found.kind !== 'text') {
    throw new CommandError(
      'bad-config-file',
      `The config file ${name} cannot be used: ${found.problem}`,
    );
  }
  const json = readJson(found.text);
  if (json.ok) return json.value;
  throw new CommandError(
    'bad-config-file',
    `${name} is not valid JSON${json.place}.`,
    /backslash/.test(json.problem)
      ? 'In JSON a backslash is written twice: "C:\\\\laps.db"; a slash works as well.'
      : 'An editor that knows JSON shows the place; often a comma is missing or too many.',
  );
}
