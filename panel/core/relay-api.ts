/**
 * Requests to the relay's HTTP API, in JSON; failures are thrown as `RelayProblem`. When the relay demands the token or
 * the admin key, the user is asked once, and the request is repeated. Token and key go only to the relay that served
 * the page.
 */
import { ExplainedError } from '../../protocol/explained-error.ts';
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';

/** Why a request failed, in a sentence for people. */
export class RelayProblem extends ExplainedError<string> {
  override readonly name = 'RelayProblem';
  /** HTTP status; 0: no answer. */
  readonly status: number;

  /** @param code an error code of the relay, `away`: no answer, or `not-the-relay`: another web server answered */
  constructor(code: string, sentence: string, hint?: string, status = 0) {
    super(code, sentence, hint);
    this.status = status;
  }

  /** The sentence, followed by the hint. */
  get text(): string {
    return this.hint === undefined ? this.message : `${this.message} ${this.hint}`;
  }
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** false: the user is not asked for the key. For requests that the panel sends on its own. */
  readonly mayAskKey?: boolean;
}

export interface RelayApi {
  /** @throws RelayProblem; the signal's reason after an abort */
  get<T>(path: string, options?: AskOptions): Promise<T>;
  /** @throws RelayProblem. Answers without a body resolve to `undefined`. */
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** The bytes of a file. Large ones are kept on the disk by the browser. @throws RelayProblem */
  download(path: string): Promise<Blob>;
  /** Sends bytes, by their type if they have one. @throws RelayProblem */
  upload<T>(path: string, bytes: Blob): Promise<T>;
}

/** Stores the token or the key; writing null removes both. */
export interface KeyStore {
  read(): string | null;
  write(key: string | null): void;
}

export interface RelayApiParts {
  readonly fetch: typeof fetch;
  readonly keys: KeyStore;
  /** Asks the user for the token or the admin key. @param wrong the last one was refused @returns null: the user cancelled */
  askKey(wrong: boolean): Promise<string | null>;
}

/** Browsers send at most 64 KiB after the page is gone, all requests together. */
const shortBodyChars = 4_000;

const keyCodes = new Set(['key-missing', 'key-wrong']);

export function makeRelayApi({ fetch, keys, askKey }: RelayApiParts): RelayApi {
  /**
   * Refused requests of the panel itself by path, with the key that was sent. They are not repeated with the same key,
   * because the browser's console shows each refusal as an error.
   */
  const refusals = new Map<
    string,
    { readonly key: string | null; readonly problem: RelayProblem }
  >();
  /** The open dialog, shared by all refused requests. */
  let asking: Promise<string | null> | null = null;
  const keyFromUser = (wrong: boolean): Promise<string | null> => {
    asking ??= askKey(wrong).finally(() => {
      asking = null;
    });
    return asking;
  };

  async function once<T>(path: string, init: RequestInit, asFile: boolean): Promise<T> {
    const key = keys.read();
    const headers = new Headers(init.headers);
    if (key !== null) headers.set('Authorization', `Bearer ${key}`);
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, cache: 'no-store' });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new RelayProblem('away', 'Sequential does not answer. Is it still running?');
    }
    if (asFile && response.ok && isFile(response)) {
      return (await fileOf(response)) as T;
    }
    const text = await response.text();
    const title = webPageTitle(response.headers.get('content-type'), text);
    if (title !== null) {
      const hint = 'Open this address in another tab, confirm the page there, then come back.';
      throw new RelayProblem('not-the-relay', otherAnswerSentence(title), hint, response.status);
    }
    if (!response.ok) throw problemOf(response.status, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async function ask<T>(
    path: string,
    init: RequestInit,
    { mayAskKey = true, asFile = false }: { mayAskKey?: boolean; asFile?: boolean } = {},
  ): Promise<T> {
    for (;;) {
      const given = keys.read();
      const refused = refusals.get(path);
      if (!mayAskKey && refused !== undefined && refused.key === given) throw refused.problem;
      refusals.delete(path);
      try {
        return await once<T>(path, init, asFile);
      } catch (problem) {
        if (!(problem instanceof RelayProblem && keyCodes.has(problem.code))) throw problem;
        // Another request has got a key meanwhile.
        if (keys.read() !== given) continue;
        // A key was sent and is reported missing: it does not reach the relay, so asking for another is useless.
        const isUseless = given !== null && problem.code === 'key-missing';
        if (given !== null) keys.write(null);
        if (!mayAskKey) refusals.set(path, { key: keys.read(), problem });
        if (!mayAskKey || isUseless) throw problem;
        const key = await keyFromUser(given !== null);
        if (key === null) throw problem;
        keys.write(key);
      }
    }
  }

  return {
    get: (path, options = {}) => {
      const init = options.signal === undefined ? {} : { signal: options.signal };
      return ask(
        path,
        init,
        options.mayAskKey === undefined ? {} : { mayAskKey: options.mayAskKey },
      );
    },
    send: (method, path, body) => {
      const init: RequestInit = { method };
      if (body !== undefined) {
        const text = JSON.stringify(body);
        init.body = text;
        init.headers = { 'Content-Type': 'application/json' };
        // A reload right after a click does not lose it.
        init.keepalive = text.length <= shortBodyChars;
      }
      return ask(path, init);
    },
    download: (path) => ask(path, {}, { asFile: true }),
    upload: (path, bytes) => {
      const headers = { 'Content-Type': bytes.type || 'application/octet-stream' };
      return ask(path, { method: 'PUT', headers, body: bytes });
    },
  };
}

/** A proxy may answer with a page of its own. */
function isFile(response: Response): boolean {
  const [type] = (response.headers.get('content-type') ?? '').split(';');
  return type !== 'application/json' && type !== 'text/html';
}

/** @throws RelayProblem when the connection ends before the file does */
async function fileOf(response: Response): Promise<Blob> {
  try {
    return await response.blob();
  } catch {
    throw new RelayProblem('away', 'The file did not arrive completely. Try again.');
  }
}

/** Reads the relay's error, or reports the HTTP status of another answer. */
function problemOf(status: number, text: string): RelayProblem {
  try {
    const { error } = JSON.parse(text) as {
      error: { code: string; message: string; hint?: string };
    };
    return new RelayProblem(error.code, error.message, error.hint, status);
  } catch {
    return new RelayProblem(
      'internal',
      `The relay answered with status ${status}.`,
      undefined,
      status,
    );
  }
}
