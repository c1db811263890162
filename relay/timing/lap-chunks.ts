/** The stored frames of a lap, chunk by chunk, so that a long lap never lies in memory as a whole. */
import type { Frame } from '../../protocol/frame.ts';
import type { StoredChunk, StoredLapReader } from './stored-lap-reader.ts';

/**
 * Chunks by packetId; the next one is read while the reader is busy with the one before. Rejects with
 * `StoreProblem` when the database goes away on the way.
 * @param from only what lies behind this packet
 */
export async function* lapChunks(
  reader: StoredLapReader,
  sessionID: string,
  lap: number,
  from = -1,
): AsyncGenerator<StoredChunk> {
  let after = from;
  let next = reader.chunkAfter(sessionID, lap, after);
  for (;;) {
    const chunk = await next;
    if (chunk === null) return;
    next = reader.chunkAfter(sessionID, lap, chunk.endPacket);
    // Whoever stops reading here does not care any more whether that one fails.
    next.catch(() => {});
    yield chunk.startPacket > after ? chunk : beyond(chunk, after);
    after = chunk.endPacket;
  }
}

/** Without the frames that were given already. */
function beyond(chunk: StoredChunk, after: number): StoredChunk {
  const frames = (JSON.parse(chunk.json) as Frame[]).filter(({ packetId }) => packetId > after);
  const { endPacket } = chunk;
  const startPacket = frames[0]?.packetId ?? endPacket;
  return { startPacket, endPacket, frames: frames.length, json: JSON.stringify(frames) };
}
