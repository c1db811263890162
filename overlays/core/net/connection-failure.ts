/**
 * Finds out why no socket to the relay opens. Browsers do not give a page the reason, so it sends an HTTP request to the
 * same host and reads the answer. `protocol/viewer-connection.ts` decides that the relay is gone, and `playout/feed.ts` gives
 * overlays the status `no-relay` for it.
 */
import { limits } from '../../../protocol/limits.ts';
import { otherAnswerSentence, webPageTitle } from '../../../protocol/other-answer.ts';

/** `nobody`: no answer, the relay is down. `answers`: the relay answers by HTTP, so only WebSockets are blocked. */
export type ConnectionDiagnosis =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'answers' }
  | { readonly kind: 'refused'; readonly sentence: string };

const askedPath = '/api/watch';

export const blockedSocketSentence =
  'The relay answers, but WebSockets are blocked: a proxy or tunnel on the way must forward them (Upgrade).';

export async function diagnoseConnection(
  ask: (path: string, init: RequestInit) => Promise<Response>,
): Promise<ConnectionDiagnosis> {
  // Older phones have no `AbortSignal.timeout`.
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
    return { kind: 'refused', sentence: 'Another program answers instead of the relay.' };
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
