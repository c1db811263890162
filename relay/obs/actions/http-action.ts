/**
 * The `http` action: calls an address that the user has chosen, with a time limit, and reads only the status of the
 * answer. An address may contain a secret, as those of web hooks do, so sentences name its host only.
 */
import { limits } from '../../../protocol/limits.ts';
import { fill, fillAll, type PlaceholderValues } from '../rules/placeholders.ts';
import type { ActionOf } from '../rules/rule-schema.ts';

/** @returns the answer's status in words. @throws Error with a sentence */
export async function callHttp(
  action: ActionOf<'http'>,
  values: PlaceholderValues,
): Promise<string> {
  const url = new URL(fill(action.http, values, encodeURIComponent));
  const headers = new Headers(action.headers);
  let body: string | undefined;
  if (typeof action.body === 'string') {
    body = fill(action.body, values);
  } else if (action.body !== undefined) {
    body = JSON.stringify(fillAll(action.body, values));
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  }
  let response: Response;
  try {
    response = await fetch(url, {
      method: action.method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(limits.triggerHttpTimeoutMs),
    });
  } catch (error) {
    throw new Error(`${url.host} could not be called: ${reasonOf(error)}.`);
  }
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url.host} answered ${response.status}.`);
  return `${url.host} answered ${response.status}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (error.name === 'TimeoutError') return `no answer within ${limits.triggerHttpTimeoutMs} ms`;
  const cause = error.cause as { code?: string } | undefined;
  return cause?.code ?? error.name;
}
