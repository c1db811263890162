/**
 * The streamer's logo, which overlays show beside the driver's name: `logo.png` in the user's folder. `GET /logo.png` serves
 * it to everybody, `PUT` and `DELETE /api/logo` change it, and pages learn its address at once.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import type { LogoAnswer } from '../../../protocol/theme-metadata.ts';
import { RelayError } from '../../errors.ts';
import { removeWhole, writeWhole } from '../../files/atomic-file.ts';
import { readSmallBytes } from '../../files/small-file.ts';
import { checkPng } from './png-check.ts';

const logoFile = 'logo.png';
const address = `/${logoFile}`;
const type = 'image/png';

interface KeptLogo {
  readonly bytes: Buffer;
  /** Changes with the picture, so that pages load another one. */
  readonly version: string;
}

export class Logo {
  readonly #file: string;
  readonly #listeners = new Set<() => void>();
  #kept: KeptLogo | null;

  private constructor(file: string, kept: KeptLogo | null) {
    this.#file = file;
    this.#kept = kept;
  }

  /** Never throws: a file that cannot be used is reported, and there is no logo then. */
  static async open(userFolder: string, log: Log): Promise<Logo> {
    const file = join(userFolder, logoFile);
    const bytesMax = limits.logoBytesMax;
    const found = await readSmallBytes(file, { bytesMax, links: 'refuse' });
    if (found.kind === 'none') return new Logo(file, null);
    const problem = found.kind === 'bytes' ? problemOf(found.bytes) : found.problem;
    if (found.kind === 'bytes' && problem === null) return new Logo(file, keptOf(found.bytes));
    log.warn({ file, problem }, 'The logo cannot be used.');
    return new Logo(file, null);
  }

  /** Where pages load it; undefined: there is none. */
  get address(): string | undefined {
    return this.#kept === null ? undefined : `${address}?${this.#kept.version}`;
  }

  /** Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws RelayError `bad-logo`, `not-saved` */
  async save(bytes: Buffer): Promise<void> {
    const problem = problemOf(bytes);
    if (problem !== null) throw badLogo(problem);
    await writeWhole(this.#file, bytes);
    this.#set(keptOf(bytes));
  }

  /** @throws RelayError `not-saved` */
  async remove(): Promise<void> {
    await removeWhole(this.#file);
    this.#set(null);
  }

  #set(kept: KeptLogo | null): void {
    this.#kept = kept;
    for (const listener of this.#listeners) listener();
  }

  /** Mounted at `/`. */
  get pages(): Router {
    const router = express.Router();
    router.get(address, (_request, response) => {
      if (this.#kept === null) throw new RelayError('not-found', 'No logo is set.');
      response.set('Cache-Control', 'no-cache').type(type).send(this.#kept.bytes);
    });
    return router;
  }

  /** Mounted at `/api`. */
  get api(): Router {
    const router = express.Router();
    const answer = (): LogoAnswer => ({ address: this.address ?? null });
    router.get('/logo', (_request, response) => {
      response.set('Cache-Control', 'no-store').json(answer());
    });
    router.put('/logo', pictureBody, async (request, response) => {
      if (!Buffer.isBuffer(request.body)) throw badLogo('It is not a PNG picture.');
      await this.save(request.body);
      response.json(answer());
    });
    router.delete('/logo', async (_request, response) => {
      await this.remove();
      response.json(answer());
    });
    return router;
  }
}

const rawBody = express.raw({ type, limit: limits.logoBytesMax, inflate: false });

/** Reads the body as bytes, with a sentence of its own for one that is too large. */
const pictureBody: express.RequestHandler = (request, response, next) =>
  rawBody(request, response, (error?: unknown) => {
    const { type: kind } = (error ?? {}) as { type?: string };
    next(
      kind === 'entity.too.large'
        ? new RelayError('too-large', `A logo has at most ${limits.logoBytesMax} bytes.`)
        : error,
    );
  });

/** @returns null: the picture may be the logo */
function problemOf(bytes: Buffer): string | null {
  const checked = checkPng(bytes);
  return checked.ok ? null : checked.problem;
}

function keptOf(bytes: Buffer): KeptLogo {
  return { bytes, version: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}

function badLogo(problem: string): RelayError {
  return new RelayError(
    'bad-logo',
    `This picture cannot be the logo. ${problem}`,
    `Send a PNG picture of at most ${limits.logoSideMax} x ${limits.logoSideMax} pixels as image/png.`,
  );
}
