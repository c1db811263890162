/**
 * The relay's HTTP interface for the panel: questions and changes in JSON, refusals as `RelayProblem`. Where the relay
 * asks for its token or the admin key, the user is asked for it once, and what was refused is tried again. It never
 * sends either to anybody but the relay that the page came from.
 */
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';

/** Why there is no answer, in words for people. */
export class RelayProblem extends Error {
  override readonly name = 'RelayProblem';
  /** One of the relay's error codes, `away`: nobody answered, or `not-the-relay`: something else did. */
  readonly code: string;
  readonly hint: string | undefined;
  /** HTTP status; 0 when nobody answered. */
  readonly status: number;

  constructor(code: string, sentence: string, hint?: string, status = 0) {
    super(sentence);
    this.code = code;
    this.hint = hint;
    this.status = status;
  }

  /** The sentence, and the hint behind it. */
  get text(): string {
    return this.hint === undefined ? this.message : `${this.message} ${this.hint}`;
  }
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** false: a refusal for want of a key is thrown, and the user is not asked. For what the panel does by itself. */
  readonly mayAskKey?: boolean;
}

export interface RelayApi {
  /** @throws RelayProblem; the signal's reason when it was aborted */
  get<T>(path: string, options?: AskOptions): Promise<T>;
  /** @throws RelayProblem. Answers without a body resolve to `undefined`. */
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

/** Where token and key are kept; `null` forgets them. */
export interface KeyStore {
  read(): string | null;
  write(key: string | null): void;
}

export interface RelayApiParts {
  readonly fetch: typeof fetch;
  readonly keys: KeyStore;
  /** Asks the user for the token or the admin key. @param wrong the one that was given before was refused. null: not now */
  askKey(wrong: boolean): Promise<string | null>;
}

const wantsKey = new Set(['key-missing', 'key-wrong']);

export function makeRelayApi({ fetch, keys, askKey }: RelayApiParts): RelayApi {
  /**
   * Refusals of what the panel asks by itself, by path, with the key that was shown. It does not ask again before there
   * is another key: each refusal would be an error in the browser's console.
   */
  const refusals = new Map<
    string,
    { readonly key: string | null; readonly problem: RelayProblem }
  >();
  /** One question to the user at a time, however many requests were refused. */
  let asking: Promise<string | null> | null = null;
  const keyFromUser = (wrong: boolean): Promise<string | null> => {
    asking ??= askKey(wrong).finally(() => {
      asking = null;
    });
    return asking;
  };

  async function once<T>(path: string, init: RequestInit): Promise<T> {
    const key = keys.read();
    const headers = new Headers(init.headers);
    if (key !== null) headers.set('Authorization', `Bearer ${key}`);
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, cache: 'no-store' });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new RelayProblem('away', 'Sequential does not answer; is it still running?');
    }
    const text = await response.text();
    const title = webPageTitle(response.headers.get('content-type'), text);
    if (title !== null) {
      const hint = 'Open this address in another tab and let its page pass, then come back.';
      throw new RelayProblem('not-the-relay', otherAnswerSentence(title), hint, response.status);
    }
    if (!response.ok) throw problemOf(response.status, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async function ask<T>(path: string, init: RequestInit, mayAskKey: boolean): Promise<T> {
    for (;;) {
      const given = keys.read();
      const refused = refusals.get(path);
      if (!mayAskKey && refused !== undefined && refused.key === given) throw refused.problem;
      refusals.delete(path);
      try {
        return await once<T>(path, init);
      } catch (problem) {
        if (!(problem instanceof RelayProblem && wantsKey.has(problem.code))) throw problem;
        // Another request has brought a key meanwhile.
        if (keys.read() !== given) continue;
        // A key was shown and is still «missing»: it did not reach the relay, so no other would help.
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
      return ask(path, init, options.mayAskKey ?? true);
    },
    send: (method, path, body) => {
      const init: RequestInit = { method };
      if (body !== undefined) {
        init.body = JSON.stringify(body);
        init.headers = { 'Content-Type': 'application/json' };
      }
      return ask(path, init, true);
    },
  };
}

/** What the relay said, or the bare status where something else answered. */
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
