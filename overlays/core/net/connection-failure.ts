/**
 * Finds out why no socket to the relay opens, which a browser tells no page: asks the relay the same way by HTTP and
 * reads what answers.
 */
import { limits } from '../../../protocol/limits.ts';
import { otherAnswerSentence, webPageTitle } from '../../../protocol/other-answer.ts';

/** `nobody` answers: the relay is away. The relay `answers` by HTTP, so only sockets do not come through. */
export type ConnectionDiagnosis =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'answers' }
  | { readonly kind: 'refused'; readonly sentence: string };

const askedPath = '/api/watch';

export const blockedSocketSentence =
  'The relay answers, but no WebSocket comes through: a proxy or tunnel on the way must pass them on (Upgrade).';

export async function diagnoseConnection(ask: typeof fetch): Promise<ConnectionDiagnosis> {
  // Phones that cannot time a request by themselves are viewers too.
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), limits.viewerConnectTimeoutMs);
  try {
    const response = await ask(askedPath, { cache: 'no-store', signal: giveUp.signal });
    return readAnswer(response.ok, response.headers.get('content-type'), await response.text());
  } catch {
    return { kind: 'nobody' };
  } finally {
    clearTimeout(timer);
  }
}

/** Pure. Exported for tests. */
export function readAnswer(
  ok: boolean,
  contentType: string | null,
  text: string,
): ConnectionDiagnosis {
  const title = webPageTitle(contentType, text);
  if (title !== null) return { kind: 'refused', sentence: otherAnswerSentence(title) };
  const value = parsed(text) as {
    error?: { message?: unknown; hint?: unknown };
    sessions?: unknown;
  } | null;
  if (ok && Array.isArray(value?.sessions)) return { kind: 'answers' };
  const { message, hint } = value?.error ?? {};
  if (typeof message !== 'string') {
    return { kind: 'refused', sentence: 'Something else answers in place of the relay.' };
  }
  return { kind: 'refused', sentence: typeof hint === 'string' ? `${message} ${hint}` : message };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
