/** PostgreSQL's errors in words for people. None of them ever holds the password. */
import { StoreProblem } from './problem.ts';

/** Codes of PostgreSQL (appendix A of its manual) by what they mean for us. */
const byCode: Readonly<Record<string, (cause: unknown) => StoreProblem>> = {
  '28P01': wrongPassword,
  '28000': notAllowed,
  '42501': notAllowed,
  '3D000': (cause) => new StoreProblem('no-database', 'PostgreSQL has no such database.', cause),
  '53100': (cause) => new StoreProblem('disk-full', 'PostgreSQL has no room left.', cause),
  '25006': (cause) => new StoreProblem('read-only', 'PostgreSQL may only be read.', cause),
  '42P07': (cause) =>
    new StoreProblem(
      'wrong-file',
      'The PostgreSQL database has tables of another program under our names.',
      cause,
    ),
  // Another writer was faster, or holds a lock: the same transaction goes through a moment later.
  '23505': busy,
  '40001': busy,
  '40P01': busy,
  '55P03': busy,
  '57014': busy,
};

function wrongPassword(cause: unknown): StoreProblem {
  return new StoreProblem('wrong-password', 'PostgreSQL does not accept user and password.', cause);
}

function notAllowed(cause: unknown): StoreProblem {
  return new StoreProblem('not-allowed', 'PostgreSQL does not let this user in.', cause);
}

function busy(cause: unknown): StoreProblem {
  return new StoreProblem('locked', 'Another program holds the PostgreSQL database.', cause);
}

export function postgresProblem(cause: unknown): StoreProblem {
  if (cause instanceof StoreProblem) return cause;
  const code = String((cause as { code?: unknown } | null)?.code ?? '');
  const known = byCode[code];
  if (known !== undefined) return known(cause);
  const message = cause instanceof Error ? cause.message : '';
  // The driver asks for a password that the address does not hold.
  if (/password must be a string/i.test(message)) return wrongPassword(cause);
  // Classes 22 and 42 and the like are about what was sent; the rest, and what has no code, about the connection.
  if (/^(22|23|42|0A|54)/.test(code)) {
    return new StoreProblem('refused', 'PostgreSQL did not take what was to be stored.', cause);
  }
  return new StoreProblem('unreachable', 'PostgreSQL does not answer.', cause);
}
