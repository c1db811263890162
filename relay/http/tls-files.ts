/**
 * The certificate of the relay and its key, from two PEM files that the user provides: Sequential makes none. When the files
 * change, new connections get the new certificate and open ones stay: programs that renew certificates replace the files and
 * need no restart.
 */
import { createSecureContext } from 'node:tls';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { StartError } from '../errors.ts';
import { fileStamp } from '../files/file-stamp.ts';
import { readSmallFile } from '../files/small-file.ts';

export interface TlsPaths {
  /** The certificate with those that lead to its issuer. */
  readonly cert: string;
  readonly key: string;
}

/** Texts in PEM. */
export interface TlsTexts {
  readonly cert: string;
  readonly key: string;
}

export class TlsFiles {
  readonly #paths: TlsPaths;
  readonly #log: Log;
  #texts: TlsTexts;
  #stamp: string;

  private constructor(paths: TlsPaths, log: Log, texts: TlsTexts, stamp: string) {
    this.#paths = paths;
    this.#log = log;
    this.#texts = texts;
    this.#stamp = stamp;
  }

  /** @throws StartError `bad-certificate` */
  static async open(paths: TlsPaths, log: Log): Promise<TlsFiles> {
    const stamp = await stampOf(paths);
    const read = await readPair(paths);
    if (typeof read === 'string') {
      throw new StartError(
        'bad-certificate',
        `The relay cannot use its certificate: ${read}`,
        '--tls-cert names a file with the certificate, --tls-key one with its key, both in PEM.',
      );
    }
    return new TlsFiles(paths, log, read, stamp);
  }

  get texts(): TlsTexts {
    return this.#texts;
  }

  /**
   * Called once a second.
   * @returns the new certificate and key; null: there is none, or the files do not fit together yet
   */
  async poll(): Promise<TlsTexts | null> {
    const stamp = await stampOf(this.#paths);
    if (stamp === this.#stamp) return null;
    this.#stamp = stamp;
    const read = await readPair(this.#paths);
    if (typeof read === 'string') {
      this.#log.warn(
        { ...this.#paths, problem: read },
        'The new certificate cannot be used; the one before stays in use.',
      );
      return null;
    }
    this.#texts = read;
    this.#log.info({ cert: this.#paths.cert }, 'The relay uses a new certificate.');
    return read;
  }
}

async function stampOf({ cert, key }: TlsPaths): Promise<string> {
  return `${await fileStamp(cert)} ${await fileStamp(key)}`;
}

/** @throws Error with a sentence's words */
async function textOf(file: string): Promise<string> {
  const read = await readSmallFile(file, { bytesMax: limits.tlsFileBytesMax, links: 'follow' });
  if (read.kind === 'text') return read.text;
  const why = read.kind === 'none' ? 'It is not there.' : read.problem;
  throw new Error(`${file} cannot be read. ${why.replace(/\.$/, '')}`);
}

/** @returns what is wrong, as a text without anything of the key */
async function readPair(paths: TlsPaths): Promise<TlsTexts | string> {
  try {
    const [cert, key] = [await textOf(paths.cert), await textOf(paths.key)];
    // Node takes an empty text for none, and then no connection succeeds.
    if (cert.trim() === '' || key.trim() === '') return 'a file is empty.';
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH')
      return 'the key belongs to another certificate.';
    return `${message}.`;
  }
}
