/** Sessions in a SQLite file that no relay uses: a copy, or one from a back-up. */
import { copySession, sessionIDs } from '../../relay/storage/export-import.ts';
import { openStore } from '../../relay/storage/open-database.ts';
import type { Store } from '../../relay/storage/store.ts';

/** Brings the file's tables up to date. @throws StoreProblem when it is not a database, or a newer one */
export async function sessionsIn(file: string): Promise<number> {
  const store = await openStore(`sqlite:${file}`);
  try {
    let sessions = 0;
    for await (const _ of sessionIDs(store)) sessions++;
    return sessions;
  } finally {
    await store.close();
  }
}

/** Copies all sessions into another database. Safe to repeat. @returns how many had frames that were not there */
export async function addSessions(file: string, to: Store): Promise<number> {
  const from = await openStore(`sqlite:${file}`);
  try {
    let added = 0;
    for await (const sessionID of sessionIDs(from)) {
      if ((await copySession(from, sessionID, to)).stored > 0) added++;
    }
    return added;
  } finally {
    await from.close();
  }
}
