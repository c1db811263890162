/**
 * The one way in which frames are written to the rows of a session. All databases share it, so that what is held
 * already, how chunks are cut and what follows for the laps is decided once.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type ChunkHead,
  mergeFrames,
  packetGapMax,
  planChunks,
  sliceChunks,
} from './chunk-plan.ts';
import { extentOf } from './lap-extent.ts';
import type { Piece, WriteResult } from './store.ts';
import type { LapFrame, StoredBooks } from './stored-books.ts';
import type { Tables } from './tables.ts';

/**
 * Stores what is not held yet, and brings the laps up to date. The caller wraps it in a transaction, and has the
 * books forget the session where that fails.
 */
export async function writePieces(
  tables: Tables,
  books: StoredBooks,
  sessionID: string,
  pieces: readonly Piece[],
): Promise<WriteResult> {
  const fresh: LapFrame[] = [];
  let given = 0;
  for (const piece of pieces) {
    const { lap, frames } = piece;
    if (frames.length === 0) continue;
    given += frames.length;
    const added = await writePiece(tables, piece);
    if (added.length === 0) continue;
    for (const frame of added) fresh.push({ lap, frame });
    await tables.putExtent(lap, extentOf(await tables.lapHeads(lap)));
  }
  fresh.sort((a, b) => a.frame.packetId - b.frame.packetId);
  await books.update(tables, sessionID, fresh);
  return { stored: fresh.length, duplicates: given - fresh.length };
}

/** @returns the frames that were not held yet */
async function writePiece(tables: Tables, piece: Piece): Promise<Frame[]> {
  if (await goesOn(tables, piece)) return [...piece.frames];
  const first = piece.frames[0]!.packetId;
  const last = piece.frames.at(-1)!.packetId;
  const elsewhere = await tables.headsElsewhere(piece.lap, first, last);
  const frames = await withoutHeld(tables, elsewhere, piece.frames);
  const own = await tables.lapHeads(piece.lap);
  const fresh: Frame[] = [];
  for (const group of planChunks(own, frames, limits.chunkFramesMax)) {
    const held: Frame[] = [];
    for (const head of group.heads) held.push(...(await tables.framesOf(head)));
    const merged = mergeFrames(held, group.frames);
    if (merged.length === held.length) continue;
    if (held.length === 0) fresh.push(...group.frames);
    else fresh.push(...without(group.frames, held));
    if (group.heads.length > 0) await tables.deleteChunks(group.heads.map((head) => head.id));
    await insert(tables, piece.lap, merged);
  }
  return fresh;
}

async function insert(tables: Tables, lap: number, frames: readonly Frame[]): Promise<void> {
  for (const slice of sliceChunks(frames, limits.chunkFramesMax)) {
    await tables.insertChunk({ lap, frames: slice, gapMax: packetGapMax(slice) });
  }
}

/**
 * The usual case, once a second: frames go on where the newest chunk ends. They make that one longer until it is full;
 * none of them can be held already. @returns false: nothing was done
 */
async function goesOn(tables: Tables, { lap, frames }: Piece): Promise<boolean> {
  const newest = await tables.newestChunk();
  if (newest === null || newest.lap !== lap || frames[0]!.packetId <= newest.endPacket)
    return false;
  const joined = frames.slice(0, limits.chunkFramesMax - newest.frames);
  if (joined.length > 0) {
    const step = joined[0]!.packetId - newest.endPacket;
    const gapMax = Math.max(newest.gapMax, step, packetGapMax(joined));
    if (!(await newest.extend(joined, gapMax))) return false;
  }
  await insert(tables, lap, frames.slice(joined.length));
  return true;
}

function without(frames: readonly Frame[], held: readonly Frame[]): Frame[] {
  const ids = new Set(held.map((frame) => frame.packetId));
  return frames.filter((frame) => !ids.has(frame.packetId));
}

/** A packet is held once in a session, whatever lap it was filed under the first time. */
async function withoutHeld(
  tables: Tables,
  elsewhere: readonly ChunkHead[],
  frames: readonly Frame[],
): Promise<readonly Frame[]> {
  let rest = frames;
  for (const head of elsewhere) rest = without(rest, await tables.framesOf(head));
  return rest;
}
