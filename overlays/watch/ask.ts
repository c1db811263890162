/** Asks the relay by HTTP, and gives up in time, on phones too that cannot time a request by themselves. */
import { limits } from '../../protocol/limits.ts';

export async function ask(path: string): Promise<Response> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), limits.mapFetchMs);
  try {
    return await fetch(path, { cache: 'no-cache', signal: giveUp.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Rejects when the relay does not answer, or refuses. */
export async function askJson(path: string): Promise<unknown> {
  const response = await ask(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
