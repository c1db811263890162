/** The stored frames of a lap, chunk by chunk, so that a long lap never lies in memory as a whole. */
import type { Frame } from '../../protocol/frame.ts';
import type { StoredChunk, StoreReader } from '../store/store.ts';

/** Chunks by packetId. Rejects with `StoreProblem` when the database goes away on the way. */
export async function* lapChunks(
  reader: StoreReader,
  sessionID: string,
  lap: number,
): AsyncGenerator<StoredChunk> {
  for (let after = -1; ; ) {
    const chunk = await reader.chunkAfter(sessionID, lap, after);
    if (chunk === null) return;
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
