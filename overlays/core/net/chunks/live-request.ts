/** Requests to `/live` with a time limit. They use the browser's cache and those on the way. */
import { limits } from '../../../../protocol/limits.ts';
import { readAnswer } from '../connection-failure.ts';
import { fetchFromRelay } from '../shown-key.ts';

export type Ask = typeof fetchFromRelay;

/** `missing`: 404. `refused`: the relay or a proxy gives a reason. `failed`: nobody answers, or too late. */
export type LiveAnswer =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'failed' };

/** Never rejects. */
export async function askWithin(path: string, ask: Ask = fetchFromRelay): Promise<LiveAnswer> {
  // Older phones have no `AbortSignal.timeout`.
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), limits.liveRequestMs);
  try {
    const response = await ask(path, { signal: giveUp.signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return { kind: 'ok', bytes };
    if (response.status === 404) return { kind: 'missing' };
    const type = response.headers.get('content-type');
    const found = readAnswer(false, type, new TextDecoder().decode(bytes));
    return found.kind === 'refused' ? found : { kind: 'failed' };
  } catch {
    return { kind: 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
