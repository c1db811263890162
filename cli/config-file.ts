/** Reads `sequential.config.json`. Never writes it, and says in one sentence why it cannot be used. */
import { readFileSync, statSync } from 'node:fs';
import { limits } from '../protocol/limits.ts';
import { CommandError } from './errors.ts';

export const defaultConfigFile = 'sequential.config.json';

/** `line 3, column 7`, from the position that V8's message of a JSON error names; '' where it names none. */
function placeOf(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/**
 * @param file as the user named it; undefined: the default one, which need not be there.
 * @returns the parsed JSON, or null when there is no file.
 */
export function readConfigFile(file: string | undefined): unknown {
  const name = file ?? defaultConfigFile;
  let text: string;
  try {
    if (statSync(name).size > limits.configBytesMax) {
      throw new CommandError('bad-config-file', `${name} is larger than a config file can be.`);
    }
    text = readFileSync(name, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && file === undefined) return null;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? String(error)})`;
    throw new CommandError('bad-config-file', `The config file ${name} ${why}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message;
    const hint = /escaped|escape/i.test(message)
      ? 'In JSON a backslash is written twice: "C:\\\\laps.db"; a slash works as well.'
      : 'An editor that knows JSON shows the place; common: a comma too many or missing.';
    throw new CommandError(
      'bad-config-file',
      `${name} is not valid JSON${placeOf(text, message)}.`,
      hint,
    );
  }
}
