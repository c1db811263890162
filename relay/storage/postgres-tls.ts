/** The encryption of a connection to PostgreSQL and the certificates it trusts, as in libpq (`sslmode` and its files). */
import type { ConnectionOptions } from 'node:tls';
import { limits } from '../../protocol/limits.ts';
import { readSmallFile } from '../files/small-file.ts';
import { type PostgresAddress, type TlsMode, tlsModeOf } from './postgres-address.ts';
import { StoreProblem } from './store-problem.ts';

export type Encryption = ConnectionOptions | false;

/** The encryptions to try, in this order, until the server accepts one. @throws StoreProblem `certificate` for a file */
export async function encryptions(address: PostgresAddress): Promise<Encryption[]> {
  // A socket on this machine is never encrypted.
  if (address.host?.startsWith('/')) return [false];
  const mode = address.tlsMode ?? tlsModeOf(process.env.PGSSLMODE) ?? 'prefer';
  if (mode === 'disable') return [false];
  const encrypted = await encryption(mode, address);
  if (mode === 'prefer') return [encrypted, false];
  return mode === 'allow' ? [false, encrypted] : [encrypted];
}

async function encryption(mode: TlsMode, address: PostgresAddress): Promise<ConnectionOptions> {
  const { rootCertificate, certificate, key } = address;
  // In libpq `system` means the authorities that the machine trusts.
  const ownRoot = rootCertificate === 'system' ? null : rootCertificate;
  const isVerified = mode.startsWith('verify') || (mode === 'require' && rootCertificate !== null);
  return {
    rejectUnauthorized: isVerified,
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    ...(ownRoot === null ? {} : { ca: await read(ownRoot) }),
    ...(certificate === null ? {} : { cert: await read(certificate) }),
    ...(key === null ? {} : { key: await read(key) }),
  };
}

async function read(file: string): Promise<string> {
  const found = await readSmallFile(file, {
    bytesMax: limits.storeCertificateBytesMax,
    links: 'follow',
  });
  if (found.kind === 'text') return found.text;
  const cause = found.kind === 'none' ? 'It is not there.' : found.problem;
  throw new StoreProblem('certificate', `The certificate file ${file} cannot be read.`, cause);
}
