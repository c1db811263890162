/** Exports stored sessions to files, and imports them into a database. */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { lapChunks } from '../timing/stored-laps.ts';
import {
  type ChunkText,
  type FileCounts,
  type FileParts,
  readSessionFile,
  writeSessionFile,
} from './session-file.ts';
import type { FileSession } from './session-file-check.ts';
import type { Chunk, SessionPage, Store, StoreReader } from './store.ts';
import { StoreProblem } from './store-problem.ts';
import { carsChunksOf } from './stored-cars.ts';

/** @throws StoreProblem `no-session` when no session has this id */
export async function exportSession(
  reader: StoreReader,
  sessionID: string,
  file: string,
): Promise<FileCounts> {
  const header = await headerOf(reader, sessionID);
  return writeSessionFile(file, header, {
    frames: chunksOf(reader, sessionID),
    cars: carsChunksOf(reader, sessionID),
  });
}

async function headerOf(reader: StoreReader, sessionID: string): Promise<FileSession> {
  const session = await reader.session(sessionID);
  if (session === null) {
    throw new StoreProblem('no-session', `There is no stored session ${sessionID}.`);
  }
  const { publishedID, run, runNumber, origin, facts, createdAt, updatedAt } = session;
  const header = { sessionID, publishedID, run, runNumber, origin, facts, createdAt, updatedAt };
  const [moments, carLaps] = [await reader.moments(sessionID), await reader.carLaps(sessionID)];
  return { ...header, moments, carLaps };
}

/** The ids of all stored sessions, newest first. */
export async function* sessionIDs(reader: StoreReader): AsyncGenerator<string> {
  let after: string | null = null;
  do {
    const page: SessionPage = await reader.sessions(limits.sessionsPageMax, after);
    for (const { sessionID } of page.sessions) yield sessionID;
    after = page.next;
  } while (after !== null);
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
  const { session, counts, chunks, cars } = await readSessionFile(file);
  const parts = { frames: chunks(), cars: cars() };
  return { ...(await storeSession(store, session, parts)), frames: counts.frames };
}

/**
 * Copies a session from one database into another. Safe to repeat, like `importSession`.
 * @throws StoreProblem `no-session`
 */
export async function copySession(
  from: StoreReader,
  sessionID: string,
  to: Store,
): Promise<Imported> {
  const session = await headerOf(from, sessionID);
  let frames = 0;
  async function* chunks(): AsyncGenerator<Chunk> {
    for await (const { lap, json } of chunksOf(from, sessionID)) {
      const parsed = JSON.parse(json) as Frame[];
      frames += parsed.length;
      yield { lap, frames: parsed };
    }
  }
  const parts = { frames: chunks(), cars: carsChunksOf(from, sessionID) };
  const stored = await storeSession(to, session, parts);
  return { ...stored, frames };
}

async function storeSession(
  store: Store,
  session: FileSession,
  { frames, cars }: FileParts<Chunk>,
): Promise<Omit<Imported, 'frames'>> {
  const { origin, publishedID, run, createdAt } = session;
  // A simple publisher's run gets a name, so that frames published later never join it.
  const key = { sessionID: publishedID, run: run === '' ? `imported-${origin}` : run };
  const known = (await store.findOrigin(origin)) ?? (await store.find(key));
  const { sessionID } = known ?? (await store.open({ key, origin, first: null, at: createdAt }));
  try {
    const stored = await store.session(sessionID);
    const updatedAt = Math.max(session.updatedAt, known === null ? 0 : (stored?.updatedAt ?? 0));
    await store.describe(sessionID, { ...session.facts, ...stored?.facts }, updatedAt);
    let added = 0;
    for await (const chunk of frames) {
      added += (await store.write(sessionID, [chunk], updatedAt)).stored;
    }
    await store.addMoments(sessionID, session.moments);
    await store.addCarLaps(sessionID, session.carLaps);
    for await (const chunk of cars) await store.addCarsChunks(sessionID, [chunk]);
    return { sessionID, stored: added };
  } catch (cause) {
    // Removing may fail too. The first error is the one to report.
    if (known === null) await store.remove(sessionID).catch(() => {});
    throw cause;
  }
}
