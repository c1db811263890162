/** What every answer of stored things needs: the store's problems as errors, and writing at the reader's pace. */
import { once } from 'node:events';
import type { Response } from 'express';
import { RelayError } from '../errors.ts';
import { StoreProblem } from '../storage/store-problem.ts';

/** The database's problems as the API tells them. */
export async function withStoreErrors<T>(answering: Promise<T>): Promise<T> {
  try {
    return await answering;
  } catch (cause) {
    if (!(cause instanceof StoreProblem)) throw cause;
    throw new RelayError('not-stored', cause.message, cause.hint);
  }
}

/** Waits while the reader of a stream is slow. False: the reader is gone. */
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

/** Items whose problems are told as `asked` does. */
export async function* eachWithStoreErrors<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  for (;;) {
    const { done, value } = await withStoreErrors(items.next());
    if (done === true) return;
    yield value;
  }
}
