/**
 * Downloads the announcement of a release (`readWebText`) and its Setup (`downloadFile`). A download that broke off goes on
 * where it was, and the whole file must have the size and the SHA-256 that were announced. `signed-manifest.ts` checks the
 * signature of the announcement. Addresses must be https; plain http is followed only from an address on this machine,
 * which tests use. By `node:https`, as `fetch` reaches nothing under Wine.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import { parsedUrl } from '../../protocol/parsed-url.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';
import type { ReleaseFile } from './release-manifest.ts';
import { UpdateProblem } from './update-problem.ts';

const redirections = [301, 302, 303, 307, 308];
const loopback = /^(127\.0\.0\.1|\[::1\]|localhost)$/;

/** Every header of a check; Node adds none. */
const headersOf = (url: URL) => ({
  Host: url.host,
  Accept: 'application/json',
  Connection: 'close',
});

/** A request as it goes over the line. */
export function requestLines(address: string): string[] {
  const url = new URL(address);
  const headers = Object.entries(headersOf(url)).map(([name, value]) => `${name}: ${value}`);
  return [`GET ${url.pathname}${url.search} HTTP/1.1`, ...headers];
}

/** @throws UpdateProblem `update-not-understood` for an address that is not secure */
function checkedUrl(address: string, from: URL | null): URL {
  const url = parsedUrl(address, from?.href);
  if (url === null) {
    const by = from === null ? '' : ` from ${from.host}`;
    throw new UpdateProblem('update-not-understood', `The address${by} is not valid.`);
  }
  const isLocal = (one: URL) => one.protocol === 'http:' && loopback.test(one.hostname);
  if (url.protocol === 'https:' || (isLocal(url) && (from === null || isLocal(from)))) return url;
  throw new UpdateProblem('update-not-understood', `The address ${url.href} is not secure.`);
}

const clockCodes = ['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'];

function networkProblem(url: URL, cause: unknown): UpdateProblem {
  if (cause instanceof UpdateProblem) return cause;
  const { code = '' } = cause as NodeJS.ErrnoException;
  if (clockCodes.includes(code)) {
    return new UpdateProblem(
      'update-clock',
      `The certificate of ${url.host} is not valid at the time that this computer shows.`,
      cause,
    );
  }
  const named = code === '' ? '' : ` (${code})`;
  return new UpdateProblem('update-unreachable', `${url.host} cannot be reached${named}.`, cause);
}

/** How long a server may be silent, and take for a text, ms. */
export interface AnswerTimes {
  readonly silenceMs: number;
  readonly answerMs: number;
}

const usualTimes: AnswerTimes = {
  silenceMs: limits.updateSilenceMs,
  answerMs: limits.updateAnswerMs,
};

/** @param more headers beside those of every request. @returns the answer to the last of the redirections */
async function get(
  address: string,
  signal: AbortSignal,
  silenceMs: number,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: URL; readonly answer: IncomingMessage }> {
  let url = checkedUrl(address, null);
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(url, signal, silenceMs, more);
    const { statusCode = 0, headers } = answer;
    if (!redirections.includes(statusCode) || headers.location === undefined) {
      return { url, answer };
    }
    answer.destroy();
    if (redirects >= limits.updateRedirectsMax) {
      throw new UpdateProblem('update-unreachable', `${url.host} redirects endlessly.`);
    }
    url = checkedUrl(headers.location, url);
  }
}

function ask(
  url: URL,
  signal: AbortSignal,
  silenceMs: number,
  more: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = { ...headersOf(url), ...more };
    const asked = request(url, { headers, agent: false, signal }, resolve);
    // The time-out also ends an answer that stops in the middle.
    asked.setTimeout(silenceMs, () => asked.destroy(new Error('silent')));
    asked.on('error', (error) => reject(networkProblem(url, error)));
    asked.end();
  });
}

function refused(url: URL, status: number | undefined): UpdateProblem {
  return new UpdateProblem('update-unreachable', `${url.host} answers with status ${status}.`);
}

/** Passes on bytes up to a number; more are an error. */
function atMost(bytesMax: number, problem: () => UpdateProblem) {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > bytesMax ? problem() : null, chunk);
    },
  });
}

/**
 * Reads a small text.
 * @throws UpdateProblem
 */
export async function readWebText(
  address: string,
  bytesMax: number,
  { silenceMs, answerMs }: AnswerTimes = usualTimes,
): Promise<string> {
  const { url, answer } = await get(address, AbortSignal.timeout(answerMs), silenceMs);
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw refused(url, answer.statusCode);
  }
  const chunks: Buffer[] = [];
  const tooLarge = () =>
    new UpdateProblem('update-not-understood', `${url.host} sends too much for an announcement.`);
  try {
    await pipeline(answer, atMost(bytesMax, tooLarge), async (source) => {
      for await (const chunk of source) chunks.push(chunk as Buffer);
    });
  } catch (error) {
    throw networkProblem(url, error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export interface DownloadOptions {
  readonly onProgress: (receivedBytes: number) => void;
  readonly signal: AbortSignal;
  /** Waits between two tries; tests shorten it. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Default: `limits.updateSilenceMs`. */
  readonly silenceMs?: number;
}

/**
 * Downloads a file and checks it. What an earlier download left is used, so a broken one goes on where it was.
 * @param path where the file is put once it is whole and its hash is right
 * @throws UpdateProblem; then there is no such file
 */
export async function downloadFile(
  file: ReleaseFile,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  if ((await sizeOf(path)) === file.size && (await hashOf(path)) === file.sha256) return;
  const part = `${path}.part`;
  try {
    const isContinued = (await sizeOf(part)) > 0;
    await fetchInParts(file, part, options);
    if ((await hashOf(part)) !== file.sha256) {
      // Another file may have had this name.
      await rm(part, { force: true });
      if (!isContinued) throw damaged();
      await fetchInParts(file, part, options);
      if ((await hashOf(part)) !== file.sha256) throw damaged();
    }
    await rename(part, path);
  } catch (error) {
    // A part that may go on stays.
    const isBroken = error instanceof UpdateProblem && error.code === 'update-unreachable';
    if (!isBroken) await rm(part, { force: true }).catch(() => {});
    throw fileProblem(error);
  }
}

function damaged(): UpdateProblem {
  return new UpdateProblem('update-damaged', 'The downloaded file is not the one announced.');
}

function fileProblem(error: unknown): unknown {
  if (error instanceof UpdateProblem) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UpdateProblem('update-disk-full', 'The disk is full.', error);
  }
  if (code === undefined) return error;
  return new UpdateProblem('update-not-written', `The file cannot be written (${code}).`, error);
}

async function fetchInParts(
  file: ReleaseFile,
  part: string,
  options: DownloadOptions,
): Promise<void> {
  const { signal } = options;
  // The end of the program does not wait for a pause.
  const { wait = (ms: number) => pause(ms, null, { signal }).catch(() => {}) } = options;
  const pauses = {
    minMs: limits.updateDownloadPauseMsMin,
    maxMs: limits.updateDownloadPauseMsMax,
  };
  // In a row, without a byte more.
  let failures = 0;
  for (;;) {
    const before = await sizeOf(part);
    try {
      await fetchRest(file, part, options);
      return;
    } catch (error) {
      const mayGoOn = error instanceof UpdateProblem && error.code === 'update-unreachable';
      failures = (await sizeOf(part)) > before ? 0 : failures + 1;
      if (!mayGoOn || signal.aborted || failures >= limits.updateDownloadTriesMax) throw error;
    }
    await wait(retryPauseMs(failures, pauses));
  }
}

/** Fetches what is missing in the part. A server that cannot continue sends the whole file again. */
async function fetchRest(
  file: ReleaseFile,
  part: string,
  { onProgress, signal, silenceMs = limits.updateSilenceMs }: DownloadOptions,
): Promise<void> {
  let have = await sizeOf(part);
  if (have > file.size) {
    await rm(part, { force: true });
    have = 0;
  }
  if (have === file.size) return;
  const range: Record<string, string> = have === 0 ? {} : { Range: `bytes=${have}-` };
  const more = { ...range, Accept: '*/*' };
  const { url, answer } = await get(file.url, signal, silenceMs, more);
  const { statusCode, headers } = answer;
  const continues =
    statusCode === 206 && (headers['content-range'] ?? '').startsWith(`bytes ${have}-`);
  if (!continues && statusCode !== 200) {
    answer.destroy();
    throw refused(url, statusCode);
  }
  const from = continues ? have : 0;
  try {
    await appendAll(answer, part, { from, size: file.size }, onProgress);
  } catch (error) {
    throw isOfDisk(error) ? error : networkProblem(url, error);
  }
  if ((await sizeOf(part)) < file.size) {
    throw new UpdateProblem('update-unreachable', `${url.host} ended the download too early.`);
  }
}

/** Writes each chunk before it takes the next, so that nothing that came is lost when the connection breaks. */
async function appendAll(
  answer: IncomingMessage,
  part: string,
  { from, size }: { readonly from: number; readonly size: number },
  onProgress: (receivedBytes: number) => void,
): Promise<void> {
  const handle = await open(part, from > 0 ? 'a' : 'w');
  try {
    let received = from;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > size) throw damaged();
      await handle.writeFile(chunk);
      onProgress(received);
    }
  } finally {
    answer.destroy();
    await handle.close();
  }
}

/** Errors of files name the system call. */
function isOfDisk(error: unknown): boolean {
  const { syscall = '' } = error as NodeJS.ErrnoException;
  return ['open', 'write', 'close'].includes(syscall);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** SHA-256, hexadecimal. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
