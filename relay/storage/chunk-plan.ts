/**
 * Plans which stored chunks of a lap are replaced when late frames arrive, so that chunks stay in order, never overlap
 * and contain no packet twice. Pure.
 */
import type { Frame } from '../../protocol/frame.ts';

/** A stored chunk without its frames. */
export interface ChunkHead {
  id: number;
  lap: number;
  startPacket: number;
  endPacket: number;
  frames: number;
}

/** Late frames, and the stored chunks that they are merged with. Without chunks the frames are inserted. */
export interface ChunkGroup {
  heads: ChunkHead[];
  frames: Frame[];
}

/** A stored chunk or the space between two, in order: space 0, chunk 0, space 1, chunk 1, … space n. */
interface Cell {
  head: ChunkHead | null;
  frames: Frame[];
}

/**
 * Splits the frames into groups that can be written one by one. Frames inside a chunk's range join that chunk. Frames
 * between two chunks join a neighbour that is not full.
 * @param heads all chunks of this lap, in order, without overlap
 * @param frames ascending by packetId
 */
export function planChunks(
  heads: readonly ChunkHead[],
  frames: readonly Frame[],
  framesMax: number,
): ChunkGroup[] {
  const cells = layOut(heads, frames);
  const joins = cells.map((cell, i) => {
    if (cell.head === null) return cell.frames.length > 0;
    if (cell.frames.length > 0) return true;
    const beside = (cells[i - 1]?.frames.length ?? 0) + (cells[i + 1]?.frames.length ?? 0);
    return beside > 0 && cell.head.frames < framesMax;
  });
  const groups: ChunkGroup[] = [];
  let group: ChunkGroup | null = null;
  for (const [i, cell] of cells.entries()) {
    if (!joins[i]) {
      group = null;
      continue;
    }
    if (group === null) {
      group = { heads: [], frames: [] };
      groups.push(group);
    }
    if (cell.head !== null) group.heads.push(cell.head);
    group.frames.push(...cell.frames);
  }
  return groups;
}

function layOut(heads: readonly ChunkHead[], frames: readonly Frame[]): Cell[] {
  const cells: Cell[] = [{ head: null, frames: [] }];
  for (const head of heads) cells.push({ head, frames: [] }, { head: null, frames: [] });
  let at = 0;
  for (const frame of frames) {
    while (at < heads.length && heads[at]!.endPacket < frame.packetId) at++;
    const inside = at < heads.length && heads[at]!.startPacket <= frame.packetId;
    cells[2 * at + (inside ? 1 : 0)]!.frames.push(frame);
  }
  return cells;
}

/** @returns both in order; where a packetId is in both, the stored frame stays */
export function mergeFrames(stored: readonly Frame[], added: readonly Frame[]): Frame[] {
  const merged: Frame[] = [];
  let h = 0;
  for (const frame of added) {
    while (h < stored.length && stored[h]!.packetId < frame.packetId) merged.push(stored[h++]!);
    if (h < stored.length && stored[h]!.packetId === frame.packetId) continue;
    merged.push(frame);
  }
  while (h < stored.length) merged.push(stored[h++]!);
  return merged;
}

/** Cuts frames into chunks. All but the last are full. */
export function sliceChunks(frames: readonly Frame[], framesMax: number): Frame[][] {
  const slices: Frame[][] = [];
  for (let i = 0; i < frames.length; i += framesMax) slices.push(frames.slice(i, i + framesMax));
  return slices;
}

/** Largest step from one packetId to the next; 0 for fewer than two frames. */
export function packetGapMax(frames: readonly Frame[]): number {
  let gapMax = 0;
  for (let i = 1; i < frames.length; i++) {
    gapMax = Math.max(gapMax, frames[i]!.packetId - frames[i - 1]!.packetId);
  }
  return gapMax;
}
