/** Certificates that sign themselves, by OpenSSL. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** @param name of the host, and the files' beginning */
export function makeCertificate(folder: string, name: string, files = name): CertificateFiles {
  const cert = join(folder, `${files}.pem`);
  const key = join(folder, `${files}.key`);
  const words = [
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-days', '2'],
    ['-keyout', key, '-out', cert],
  ];
  execFileSync('openssl', words.flat(), { stdio: 'ignore' });
  return { cert, key };
}
