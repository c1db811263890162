/**
 * Writes frames to the rows of a session: finds those that are stored already, cuts the others into chunks, and updates
 * the laps.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { mergeFrames, planChunks, sliceChunks } from './chunk-plan.ts';
import type { SessionRows } from './session-rows.ts';
import type { Chunk, WriteResult } from './store.ts';
import type { LapFrame, StoredBooks } from './stored-books.ts';

/**
 * Stores the new frames and updates the laps. The caller runs it in a transaction, and calls `books.forget` when that
 * fails.
 */
export async function writeChunks(
  rows: SessionRows,
  books: StoredBooks,
  sessionID: string,
  chunks: readonly Chunk[],
): Promise<WriteResult> {
  const fresh: LapFrame[] = [];
  let given = 0;
  for (const chunk of chunks) {
    const { lap, frames } = chunk;
    if (frames.length === 0) continue;
    given += frames.length;
    const added = (await append(rows, lap, frames)) ? frames : await merge(rows, lap, frames);
    for (const frame of added) fresh.push({ lap, frame });
  }
  fresh.sort((a, b) => a.frame.packetId - b.frame.packetId);
  await books.update(rows, sessionID, fresh);
  return { stored: fresh.length, duplicates: given - fresh.length };
}

/**
 * Merges late frames into the stored chunks. A packet that is stored already stays as it is.
 * @returns the frames that were not stored before
 */
async function merge(rows: SessionRows, lap: number, given: readonly Frame[]): Promise<Frame[]> {
  const frames = await withoutStored(rows, lap, given);
  const fresh: Frame[] = [];
  for (const group of planChunks(await rows.lapHeads(lap), frames, limits.chunkFramesMax)) {
    const stored: Frame[] = [];
    for (const head of group.heads) stored.push(...(await rows.framesOf(head)));
    const merged = mergeFrames(stored, group.frames);
    if (merged.length === stored.length) continue;
    fresh.push(...without(group.frames, stored));
    await rows.deleteChunks(group.heads.map((head) => head.id));
    await insert(rows, lap, merged);
  }
  if (fresh.length > 0) await rows.measureLap(lap);
  return fresh;
}

async function insert(rows: SessionRows, lap: number, frames: readonly Frame[]): Promise<void> {
  for (const slice of sliceChunks(frames, limits.chunkFramesMax)) {
    await rows.insertChunk(lap, slice);
  }
}

/**
 * The usual case, once a second: the frames follow every stored frame of the session, so none is stored already. They
 * become new rows, and no stored row is read or changed.
 * @returns false: they do not follow, and nothing was done
 */
async function append(rows: SessionRows, lap: number, frames: readonly Frame[]): Promise<boolean> {
  const last = await rows.lastPacket();
  if (last !== null && frames[0]!.packetId <= last) return false;
  await insert(rows, lap, frames);
  await rows.growLap(lap, frames);
  return true;
}

function without(frames: readonly Frame[], stored: readonly Frame[]): readonly Frame[] {
  if (stored.length === 0) return frames;
  const ids = new Set(stored.map((frame) => frame.packetId));
  return frames.filter((frame) => !ids.has(frame.packetId));
}

/** A packet is stored once in a session, even if it was published for another lap the first time. */
async function withoutStored(
  rows: SessionRows,
  lap: number,
  frames: readonly Frame[],
): Promise<readonly Frame[]> {
  const [first, last] = [frames[0]!.packetId, frames.at(-1)!.packetId];
  let rest = frames;
  for (const head of await rows.headsElsewhere(lap, first, last)) {
    rest = without(rest, await rows.framesOf(head));
  }
  return rest;
}
