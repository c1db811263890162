/** PostgreSQL's errors in words for people. None of them ever holds the password. */
import { StoreProblem } from './problem.ts';
import { sqlStateName } from './sql-state.ts';

/** Codes of PostgreSQL (appendix A of its manual) by what they mean for us. */
const byCode: Readonly<Record<string, (cause: unknown) => StoreProblem>> = {
  '28P01': wrongPassword,
  '28000': notAllowed,
  '42501': notAllowed,
  '3D000': noDatabase,
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

function noDatabase(cause: unknown): StoreProblem {
  return new StoreProblem('no-database', 'PostgreSQL has no such database.', cause);
}

function notAllowed(cause: unknown): StoreProblem {
  return new StoreProblem('not-allowed', 'PostgreSQL does not let this user in.', cause);
}

function busy(cause: unknown): StoreProblem {
  return new StoreProblem('locked', 'Another program holds the PostgreSQL database.', cause);
}

/** Node's and OpenSSL's codes for a certificate that does not fit. */
const certificateCodes: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate of PostgreSQL is for another name than the address has.',
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
  // Only errors that the server sent have a severity.
  if (severity !== undefined) return serverProblem(code, message, cause);
  const certificate = certificateCodes[code];
  if (certificate !== undefined) return new StoreProblem('certificate', certificate, cause);
  if (/_CERTIFICATE_REQUIRED$/.test(code)) {
    return new StoreProblem(
      'certificate',
      'PostgreSQL asks for a certificate of its client.',
      cause,
      'Name it with ?sslcert=FILE&sslkey=FILE.',
    );
  }
  if (/does not support SSL/.test(message)) {
    return new StoreProblem('no-encryption', 'PostgreSQL does not offer TLS.', cause);
  }
  // The driver asks for a password that the address does not hold.
  if (/password must be a string/i.test(message)) return wrongPassword(cause);
  return new StoreProblem('unreachable', 'PostgreSQL does not answer.', cause);
}

/** @param message never printed: it may hold pieces of the address */
function serverProblem(code: string, message: string, cause: unknown): StoreProblem {
  const known = byCode[code];
  if (known !== undefined) return known(cause);
  // PgBouncer has one code for all that it refuses.
  if (code === '08P01') {
    if (/password|authentication|SASL/i.test(message)) return wrongPassword(cause);
    if (/no such database|database .* does not exist/i.test(message)) return noDatabase(cause);
  }
  const name = sqlStateName(code);
  if (/^(08(?!P01)|57P0)/.test(code)) {
    return new StoreProblem('unreachable', `PostgreSQL is not ready (${name}).`, cause);
  }
  // These classes are about what was sent.
  if (/^(0A|21|22|23|42|44|54|P0)/.test(code)) {
    const sentence = `PostgreSQL did not take what was to be stored (${name}).`;
    return new StoreProblem('refused', sentence, cause);
  }
  return new StoreProblem('server-refuses', `PostgreSQL refuses (${name}).`, cause);
}
