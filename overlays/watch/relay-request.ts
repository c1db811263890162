/** HTTP requests to the relay with a time limit. Older phones have no `AbortSignal.timeout`. */
import { limits } from '../../protocol/limits.ts';
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';
import { fetchFromRelay } from '../core/net/shown-key.ts';

export async function ask(path: string): Promise<Response> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), limits.watchFetchMs);
  try {
    return await fetchFromRelay(path, { cache: 'no-cache', signal: giveUp.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** The relay refuses, or another program answers instead of it. The message is a sentence for people. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
}

/** Rejects if the relay does not answer. @throws RequestRefused */
export async function askJson(path: string): Promise<unknown> {
  const response = await ask(path);
  const text = await response.text();
  const title = webPageTitle(response.headers.get('content-type'), text);
  if (title !== null) throw new RequestRefused(otherAnswerSentence(title));
  if (response.status === 401 || response.status === 403) throw new RequestRefused(reasonIn(text));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return JSON.parse(text);
}

/** The relay's sentence and its hint. */
function reasonIn(text: string): string {
  const { error } = JSON.parse(text) as { error: { message: string; hint?: string } };
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
}
