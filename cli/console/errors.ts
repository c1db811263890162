/**
 * The errors of the command line: code and exit code of each. An error carries a sentence and, where something can be done,
 * a hint. The documents repeat the codes (a test checks).
 */
import { ExplainedError } from '../../protocol/explained-error.ts';

/** Exit code of a mistake in the program. A supervised process that ends with it is started again. */
const internalExitCode = 3;

/** Exit codes: 1 a failure that is explained, 2 wrong usage. */
export const commandErrors = {
  'unknown-command': 2,
  'unknown-setting': 2,
  'bad-setting': 2,
  'missing-setting': 2,
  'bad-config-file': 2,
  'data-folder': 1,
  'folder-gone': 1,
  'already-running': 1,
  'did-not-start': 1,
  'not-running': 1,
  'no-browser': 1,
  'no-autostart': 1,
  'port-taken': 1,
  'address-not-here': 1,
  'port-not-allowed': 1,
  'key-needed': 2,
  'bad-key-list': 2,
  'bad-certificate': 2,
  'server-port-taken': 1,
  'not-built': 1,
  'no-database-file': 1,
  'file-exists': 1,
  'restore-unfinished': 1,
  'part-failed': 1,
  'stop-too-slow': 1,
  'ended-early': 1,
  'frames-lost': 1,
} as const;

export type CommandErrorCode = keyof typeof commandErrors;

export class CommandError extends ExplainedError<CommandErrorCode> {
  override readonly name = 'CommandError';
}

/** An error of another part of the program that has a code, a sentence and perhaps a hint. */
interface Explained {
  code: string;
  message: string;
  hint?: string | undefined;
}

function isExplained(error: unknown): error is Error & Explained {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  // Codes of Node's own errors are in capitals (ENOENT, ERR_…) and explain nothing to users.
  return typeof code === 'string' && /^[a-z][a-z0-9-]*$/.test(code);
}

/** The text for stderr: one or two lines for an error with an explanation, else the stack. */
export function explain(error: unknown): string {
  if (isExplained(error)) {
    const hint = error.hint ? `\n  ${error.hint}` : '';
    return `Error ${error.code}: ${error.message}${hint}\n`;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Error internal: This is a bug in Sequential; please report it.\n${text}\n`;
}

export function exitCodeOf(error: unknown): number {
  if (!isExplained(error)) return internalExitCode;
  const codes: Readonly<Record<string, number>> = commandErrors;
  return codes[error.code] ?? 1;
}
