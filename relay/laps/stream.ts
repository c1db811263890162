/** Helpers for responses with stored data: errors of the store, and writing no faster than the client reads. */
import { once } from 'node:events';
import type { Response } from 'express';
import { RelayError } from '../errors.ts';
import { StoreProblem } from '../storage/store-problem.ts';

/** Turns errors of the store into API errors. */
export async function withStoreErrors<T>(answering: Promise<T>): Promise<T> {
  try {
    return await answering;
  } catch (cause) {
    if (!(cause instanceof StoreProblem)) throw cause;
    throw new RelayError('not-stored', cause.message, cause.hint);
  }
}

/** Writes, and waits while the client reads slowly. @returns false: the client disconnected */
export async function writeAtReaderPace(
  response: Response,
  part: string | Uint8Array,
): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(part)) return true;
  const gone = new AbortController();
  const { signal } = gone;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    gone.abort();
  }
  return !response.destroyed;
}

/** `withStoreErrors` for each item. */
export async function* eachWithStoreErrors<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  for (;;) {
    const { done, value } = await withStoreErrors(items.next());
    if (done === true) return;
    yield value;
  }
}
