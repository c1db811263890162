/** Turns PostgreSQL's errors into problems that a person understands. None contains the password. */
import { StoreProblem } from './store-problem.ts';

/** Error codes of PostgreSQL (appendix A of its manual) and the problems they mean. */
const byCode: Readonly<Record<string, (cause: unknown) => StoreProblem>> = {
  '28P01': wrongPassword,
  '28000': notAllowed,
  '42501': notAllowed,
  '3D000': noDatabase,
  '53100': (cause) => new StoreProblem('disk-full', 'PostgreSQL has no disk space left.', cause),
  '25006': (cause) => new StoreProblem('read-only', 'PostgreSQL is read-only.', cause),
  '42P07': (cause) =>
    new StoreProblem(
      'wrong-file',
      'The PostgreSQL database has tables of another program with our names.',
      cause,
    ),
  // Another writer was faster or holds a lock. The transaction succeeds a moment later.
  '23505': busy,
  '40001': busy,
  '40P01': busy,
  '55P03': busy,
  '57014': busy,
};

function wrongPassword(cause: unknown): StoreProblem {
  return new StoreProblem(
    'wrong-password',
    'PostgreSQL does not accept the user and password.',
    cause,
  );
}

function noDatabase(cause: unknown): StoreProblem {
  return new StoreProblem('no-database', 'PostgreSQL has no such database.', cause);
}

function notAllowed(cause: unknown): StoreProblem {
  return new StoreProblem('not-allowed', 'PostgreSQL does not let this user in.', cause);
}

function busy(cause: unknown): StoreProblem {
  return new StoreProblem('locked', 'Another program has locked the PostgreSQL database.', cause);
}

/** Node's and OpenSSL's codes for a certificate that is not accepted. */
const certificateCodes: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate of PostgreSQL is for another name than the one in the address.',
  CERT_HAS_EXPIRED: 'The certificate of PostgreSQL has expired.',
  CERT_NOT_YET_VALID: 'The certificate of PostgreSQL is not valid yet.',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority(),
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority(),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority(),
  CERT_UNTRUSTED: unknownAuthority(),
  CERT_SIGNATURE_FAILURE: unknownAuthority(),
};

function unknownAuthority(): string {
  return 'This machine does not know the authority that signed the certificate of PostgreSQL.';
}

export function postgresProblem(cause: unknown): StoreProblem {
  if (cause instanceof StoreProblem) return cause;
  const { code: given, severity } = (cause ?? {}) as { code?: unknown; severity?: unknown };
  const code = String(given ?? '');
  const message = cause instanceof Error ? cause.message : '';
  // Only errors from the server have a severity.
  if (severity !== undefined) return serverProblem(code, message, cause);
  const certificate = certificateCodes[code];
  if (certificate !== undefined) return new StoreProblem('certificate', certificate, cause);
  if (/_CERTIFICATE_REQUIRED$/.test(code)) {
    return new StoreProblem(
      'certificate',
      'PostgreSQL asks for a client certificate.',
      cause,
      'Name it with ?sslcert=FILE&sslkey=FILE.',
    );
  }
  if (/does not support SSL/.test(message)) {
    return new StoreProblem('no-encryption', 'PostgreSQL does not offer TLS.', cause);
  }
  // The driver's own message when the address has no password.
  if (/password must be a string/i.test(message)) return wrongPassword(cause);
  return new StoreProblem('unreachable', 'PostgreSQL does not answer.', cause);
}

/** @param message never printed: it may contain parts of the address */
function serverProblem(code: string, message: string, cause: unknown): StoreProblem {
  const known = byCode[code];
  if (known !== undefined) return known(cause);
  // PgBouncer uses one code for everything that it refuses.
  if (code === '08P01') {
    if (/password|authentication|SASL/i.test(message)) return wrongPassword(cause);
    if (/no such database|database .* does not exist/i.test(message)) return noDatabase(cause);
  }
  const name = sqlStateName(code);
  if (/^(08(?!P01)|57P0)/.test(code)) {
    return new StoreProblem('unreachable', `PostgreSQL is not ready (${name}).`, cause);
  }
  // Errors of these classes are caused by the data or the statement.
  if (/^(0A|21|22|23|42|44|54|P0)/.test(code)) {
    const sentence = `PostgreSQL did not accept the data (${name}).`;
    return new StoreProblem('refused', sentence, cause);
  }
  return new StoreProblem('server-refuses', `PostgreSQL refuses (${name}).`, cause);
}

/** The meaning of a SQL state, by its first two characters (appendix A of PostgreSQL's manual). */
const stateClasses: Readonly<Record<string, string>> = {
  '00': 'successful completion',
  '01': 'warning',
  '02': 'no data',
  '03': 'SQL statement not yet complete',
  '08': 'connection exception',
  '09': 'triggered action exception',
  '0A': 'feature not supported',
  '0B': 'invalid transaction initiation',
  '0F': 'locator exception',
  '0L': 'invalid grantor',
  '0P': 'invalid role specification',
  '0Z': 'diagnostics exception',
  '10': 'XQuery error',
  '20': 'case not found',
  '21': 'cardinality violation',
  '22': 'data exception',
  '23': 'integrity constraint violation',
  '24': 'invalid cursor state',
  '25': 'invalid transaction state',
  '26': 'invalid SQL statement name',
  '27': 'triggered data change violation',
  '28': 'invalid authorization specification',
  '2B': 'dependent privilege descriptors still exist',
  '2D': 'invalid transaction termination',
  '2F': 'SQL routine exception',
  '34': 'invalid cursor name',
  '38': 'external routine exception',
  '39': 'external routine invocation exception',
  '3B': 'savepoint exception',
  '3D': 'invalid catalog name',
  '3F': 'invalid schema name',
  '40': 'transaction rollback',
  '42': 'syntax error or access rule violation',
  '44': 'WITH CHECK OPTION violation',
  '53': 'insufficient resources',
  '54': 'program limit exceeded',
  '55': 'object not in prerequisite state',
  '57': 'operator intervention',
  '58': 'system error',
  '72': 'snapshot failure',
  F0: 'configuration file error',
  HV: 'foreign data wrapper error',
  P0: 'PL/pgSQL error',
  XX: 'internal error',
};

/** `SQL state 08P01, connection exception`. */
function sqlStateName(state: string): string {
  return `SQL state ${state}, ${stateClasses[state.slice(0, 2)] ?? 'of an unknown class'}`;
}
