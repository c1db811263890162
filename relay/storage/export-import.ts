/** Sessions between a database and files. */
import { lapChunks } from '../timing/lap-chunks.ts';
import {
  type ChunkText,
  type FileCounts,
  readSessionFile,
  writeSessionFile,
} from './session-file.ts';
import type { Store, StoreReader } from './store.ts';
import { StoreProblem } from './store-problem.ts';

/** @throws StoreProblem `no-session` when there is none of this id */
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
  const told = { sessionID, publishedID, run, runNumber, origin, facts, createdAt, updatedAt };
  return writeSessionFile(file, told, chunksOf(reader, sessionID));
}

async function* chunksOf(reader: StoreReader, sessionID: string): AsyncGenerator<ChunkText> {
  for (const { lap } of await reader.laps(sessionID)) {
    for await (const { frames, json } of lapChunks(reader, sessionID, lap)) {
      if (frames > 0) yield { lap, frames, json };
    }
  }
}

export interface Imported {
  /** What the session is called in this database. */
  sessionID: string;
  frames: number;
  /** Of these were not there yet. */
  stored: number;
}

/**
 * Reads the whole file before it stores anything. Safe to repeat. When something goes wrong on the way, a session that
 * was made for it is removed.
 */
export async function importSession(store: Store, file: string): Promise<Imported> {
  const { session, counts, chunks } = await readSessionFile(file);
  const { origin, publishedID, run, createdAt } = session;
  // A simple publisher's run gets a name, so that what is published now is never taken for a part of it.
  const key = { sessionID: publishedID, run: run === '' ? `imported-${origin}` : run };
  const known = (await store.findOrigin(origin)) ?? (await store.find(key));
  const { sessionID } = known ?? (await store.open({ key, origin, packetId: null, at: createdAt }));
  try {
    const held = await store.session(sessionID);
    const updatedAt = Math.max(session.updatedAt, known === null ? 0 : (held?.updatedAt ?? 0));
    await store.describe(sessionID, { ...session.facts, ...held?.facts }, updatedAt);
    let stored = 0;
    for await (const chunk of chunks()) {
      stored += (await store.write(sessionID, [chunk], updatedAt)).stored;
    }
    return { sessionID, frames: counts.frames, stored };
  } catch (cause) {
    // What went wrong is told, not that the database may be away for this too.
    if (known === null) await store.remove(sessionID).catch(() => {});
    throw cause;
  }
}
