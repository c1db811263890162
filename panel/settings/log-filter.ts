/** Filters the log, and writes the text of a bug report. Pure. */
import { limits } from '../../protocol/limits.ts';
import type { LogAnswer } from '../../protocol/program-answers.ts';

export type LogLevelFilter = 'all' | 'problems';

/** Lines of warnings and errors, as text and as JSON of pino. */
const problem = /^(\S+ )?\S+ {2}\S* *(Careful|Failed): |^\{"level":(4|5|6)0\b|^Error [a-z-]+: /;

/** @param search words that each line must hold, whatever their case */
export function filteredLines(
  lines: readonly string[],
  search: string,
  level: LogLevelFilter,
): string[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    const lower = line.toLowerCase();
    return (level === 'all' || problem.test(line)) && words.every((word) => lower.includes(word));
  });
}

/** For an issue on the web: facts on top, the last lines in a block. */
export function reportText({ facts }: Pick<LogAnswer, 'facts'>, lines: readonly string[]): string {
  const head = facts.map(([name, value]) => `- ${name}: ${value}`).join('\n');
  const last = lines.slice(-limits.reportLinesMax);
  const left = lines.length - last.length;
  const older = left === 0 ? '' : `(${left} older lines are left out)\n`;
  return `What happened:\n\n\nWhat I expected:\n\n\n${head}\n\n\`\`\`\n${older}${last.join('\n')}\n\`\`\`\n`;
}
