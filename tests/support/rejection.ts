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

/** @returns what the call throws, which must be of this class */
export function thrownBy<T extends Error>(
  run: () => unknown,
  kind: abstract new (...words: never[]) => T,
): T {
  let error: unknown = new Error('it did not fail');
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof kind)) throw error;
  return error;
}
