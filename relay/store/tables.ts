/**
 * Rows as they are inside one transaction, and the one way in which frames are written to them. All databases
 * share it, so that what is held already, how chunks are cut and what follows for the laps is decided once.
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
import {
  concludeLap,
  extentOf,
  joinObservations,
  type LapConclusion,
  type LapRecord,
  observe,
} from './lap-facts.ts';
import type { Piece, WriteResult } from './store.ts';

/** A chunk to be stored. */
export interface NewChunk {
  lap: number;
  frames: readonly Frame[];
  gapMax: number;
}

/** What a transaction can do to the rows of one session. Lists are in order of packets or laps. */
export interface Tables {
  lapHeads(lap: number): Promise<ChunkHead[]>;
  /** Chunks of other laps that reach into the packets from…to (both included). */
  headsElsewhere(lap: number, fromPacket: number, toPacket: number): Promise<ChunkHead[]>;
  framesOf(head: ChunkHead): Promise<Frame[]>;
  insertChunk(chunk: NewChunk): Promise<void>;
  deleteChunks(ids: readonly number[]): Promise<void>;
  lapRecords(fromLap: number, toLap: number): Promise<LapRecord[]>;
  putLap(record: LapRecord, conclusion: LapConclusion): Promise<void>;
}

/** Stores what is not held yet. The caller wraps it in a transaction. */
export async function writePieces(tables: Tables, pieces: readonly Piece[]): Promise<WriteResult> {
  let stored = 0;
  let given = 0;
  for (const piece of pieces) {
    if (piece.frames.length === 0) continue;
    given += piece.frames.length;
    const fresh = await writePiece(tables, piece);
    stored += fresh.length;
    if (fresh.length > 0) await updateLaps(tables, piece.lap, fresh);
  }
  return { stored, duplicates: given - stored };
}

/** @returns the frames that were not held yet */
async function writePiece(tables: Tables, piece: Piece): Promise<Frame[]> {
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
    for (const slice of sliceChunks(merged, limits.chunkFramesMax)) {
      await tables.insertChunk({ lap: piece.lap, frames: slice, gapMax: packetGapMax(slice) });
    }
  }
  return fresh;
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

/** The lap itself and both neighbours may conclude anew: times come from the lap after, beginnings from the one before. */
async function updateLaps(tables: Tables, lap: number, fresh: readonly Frame[]): Promise<void> {
  const heads = await tables.lapHeads(lap);
  const records = new Map(
    (await tables.lapRecords(lap - 2, lap + 2)).map((record) => [record.lap, record]),
  );
  const observed = joinObservations(records.get(lap)?.observed ?? {}, observe(fresh));
  records.set(lap, { lap, ...extentOf(heads), observed });
  for (const number of [lap - 1, lap, lap + 1]) {
    const record = records.get(number);
    if (record === undefined) continue;
    const conclusion = concludeLap(
      records.get(number - 1) ?? null,
      record,
      records.get(number + 1) ?? null,
    );
    await tables.putLap(record, conclusion);
  }
}
