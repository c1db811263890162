/** @returns what the promise rejects with, which must be of this class */
export async function rejectionOf<T extends Error>(
  promise: Promise<unknown>,
  kind: abstract new (...words: never[]) => T,
): Promise<T> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof kind)) throw error;
  return error;
}
