/** Exports stored sessions to files, and imports them into a database. */
import { lapChunks } from '../timing/stored-laps.ts';
import {
  type ChunkText,
  type FileCounts,
  readSessionFile,
  writeSessionFile,
} from './session-file.ts';
import type { Store, StoreReader } from './store.ts';
import { StoreProblem } from './store-problem.ts';

/** @throws StoreProblem `no-session` when no session has this id */
export async function exportSession(
  reader: StoreReader,
  sessionID: string,
  file: string,
): Promise<FileCounts> {
  const session = await reader.session(sessionID);
  if (session === null) {
    throw new StoreProblem('no-session', `There is no stored session ${sessionID}.`);
  }
  const { publishedID, run, runNumber, origin, facts, createdAt, updatedAt } = session;
  const header = { sessionID, publishedID, run, runNumber, origin, facts, createdAt, updatedAt };
  return writeSessionFile(file, header, chunksOf(reader, sessionID));
}

async function* chunksOf(reader: StoreReader, sessionID: string): AsyncGenerator<ChunkText> {
  for (const { lap } of await reader.laps(sessionID)) {
    for await (const { frames, json } of lapChunks(reader, sessionID, lap)) {
      if (frames > 0) yield { lap, frames, json };
    }
  }
}

export interface Imported {
  /** The session's id in this database. */
  sessionID: string;
  frames: number;
  /** How many of the frames are new. */
  stored: number;
}

/**
 * Checks the whole file before it stores anything. Safe to repeat. Removes the new session when something fails halfway.
 */
export async function importSession(store: Store, file: string): Promise<Imported> {
  const { session, counts, chunks } = await readSessionFile(file);
  const { origin, publishedID, run, createdAt } = session;
  // A simple publisher's run gets a name, so that frames published later never join it.
  const key = { sessionID: publishedID, run: run === '' ? `imported-${origin}` : run };
  const known = (await store.findOrigin(origin)) ?? (await store.find(key));
  const { sessionID } = known ?? (await store.open({ key, origin, packetId: null, at: createdAt }));
  try {
    const stored = await store.session(sessionID);
    const updatedAt = Math.max(session.updatedAt, known === null ? 0 : (stored?.updatedAt ?? 0));
    await store.describe(sessionID, { ...session.facts, ...stored?.facts }, updatedAt);
    let added = 0;
    for await (const chunk of chunks()) {
      added += (await store.write(sessionID, [chunk], updatedAt)).stored;
    }
    return { sessionID, frames: counts.frames, stored: added };
  } catch (cause) {
    // Removing may fail too. The first error is the one to report.
    if (known === null) await store.remove(sessionID).catch(() => {});
    throw cause;
  }
}
