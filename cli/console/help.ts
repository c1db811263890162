/** The texts of `--help`, generated from the commands and settings. Pure. */
import type { Command } from '../command.ts';
import { environmentName, settingMetadata, settingSchema } from '../settings/setting-list.ts';

/** Fits terminals of 100 columns; cmd.exe has 120. */
const lineColumns = 96;

function wrapped(text: string, indent: number, first: string): string {
  const lines: string[] = [];
  let line = first.padEnd(indent);
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > lineColumns && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent);
    }
    line += `${word} `;
  }
  lines.push(line.trimEnd());
  return lines.join('\n');
}

function rows(entries: readonly (readonly [string, string])[]): string {
  const indent = Math.max(...entries.map(([left]) => left.length)) + 4;
  return entries.map(([left, right]) => wrapped(right, indent, `  ${left}`)).join('\n');
}

export function generalHelp(commands: readonly Command[], version: string): string {
  const shown = commands.filter((command) => !command.hidden);
  return `Sequential ${version}: live telemetry of Assetto Corsa as overlays for OBS.

Usage: sequential COMMAND [options]

${rows(shown.map((command) => [command.name, command.summary] as const))}

sequential COMMAND --help explains one command; sequential --version prints the version.
`;
}

export function commandHelp(command: Command): string {
  const flags = command.settings.map((name) => {
    const { flag, placeholder, list } = settingMetadata(name);
    const schema = settingSchema(name);
    const fallback = schema.safeParse(undefined);
    const value = fallback.success && fallback.data !== undefined ? fallback.data : '';
    const shown = String(value) === '' ? '' : ` (${String(value)})`;
    const many = list ? ' May be given several times.' : '';
    return [`--${flag} ${placeholder}`, `${schema.description ?? ''}${many}${shown}`] as const;
  });
  const own = (command.ownFlags ?? []).map(
    ({ flag, placeholder, description }) =>
      [`--${flag}${placeholder ? ` ${placeholder}` : ''}`, description] as const,
  );
  const words = (command.words ?? []).map((word) => ` ${word}`).join('');
  const example = command.settings[0];
  const places = example
    ? `\nEach setting can also be in sequential.config.json ("${example}") or in the environment
(${environmentName(example)}); a flag overrides the environment, which overrides the file.\n`
    : '';
  return `${wrapped(command.details, 0, '')}

Usage: sequential ${command.name}${words} [options]

${rows([
  ...own,
  ...flags,
  ['--data FOLDER', 'Folder of your data: laps, settings, themes, layouts.'] as const,
  [
    '--config FILE',
    'Config file. (sequential.config.json in that folder, where there is one)',
  ] as const,
  ['--help', 'Prints this.'] as const,
])}
${places}`;
}
