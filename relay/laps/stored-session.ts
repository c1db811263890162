/** Finds the stored session that an address of the API names. */
import { limits } from '../../protocol/limits.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { RelayError } from '../errors.ts';
import type { Recorder } from '../storage/recorder.ts';
import type { StoredSession } from '../storage/store.ts';
import { withStoreErrors } from './stream.ts';

export interface ReadingParts {
  readonly recorder: Pick<Recorder, 'reader' | 'remove' | 'flushForReaders' | 'storedSession'>;
  /** The run that `live` in an address means; null: no session is live. */
  live(): { sessionID: string; run: string } | null;
}

const storedIdPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.storedIdCharsMax}}$`);

/** @throws RelayError `bad-session-id` */
export function checkedStoredId(id: string): string {
  if (!storedIdPattern.test(id)) {
    throw new RelayError('bad-session-id', 'This is not the id of a stored session.');
  }
  return id;
}

export function notStored(sessionID: string): RelayError {
  return new RelayError('not-found', `There is no stored session ${sessionID}.`);
}

/** The session, with everything published up to now. @throws RelayError `not-found` */
export async function sessionOf(
  { recorder, live }: ReadingParts,
  id: string,
): Promise<StoredSession> {
  let sessionID = checkedStoredId(id);
  if (sessionID === latestSession) {
    const run = live();
    if (run === null) throw new RelayError('not-found', 'No session is live.');
    await recorder.flushForReaders(run.sessionID);
    sessionID = (await withStoreErrors(recorder.storedSession(run))) ?? run.sessionID;
  } else {
    await recorder.flushForReaders(sessionID);
  }
  const session = await withStoreErrors(recorder.reader.session(sessionID));
  if (session === null) throw notStored(sessionID);
  return session;
}
