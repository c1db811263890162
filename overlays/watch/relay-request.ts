/** HTTP requests to the relay with a time limit. Older phones have no `AbortSignal.timeout`. */
import { limits } from '../../protocol/limits.ts';
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';
import { fetchFromRelay } from '../core/net/shown-key.ts';

export async function ask(path: string): Promise<Response> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), limits.mapFetchMs);
  try {
    return await fetchFromRelay(path, { cache: 'no-cache', signal: giveUp.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Another program answers instead of the relay. The message is a sentence for people. */
export class OtherAnswer extends Error {
  override readonly name = 'OtherAnswer';
}

/** Rejects if the relay does not answer or refuses. @throws OtherAnswer */
export async function askJson(path: string): Promise<unknown> {
  const response = await ask(path);
  const text = await response.text();
  const title = webPageTitle(response.headers.get('content-type'), text);
  if (title !== null) throw new OtherAnswer(otherAnswerSentence(title));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return JSON.parse(text);
}
