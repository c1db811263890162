/** Reads where the cars of a stored session were. */
import type { CarsChunk } from '../../protocol/car-positions.ts';
import type { StoreReader } from './store.ts';

/** Where the cars of a session were, in order of time. @param fromT ms of the session */
export async function* carsChunksOf(
  reader: Pick<StoreReader, 'carsChunkAfter'>,
  sessionID: string,
  fromT = 0,
): AsyncGenerator<CarsChunk> {
  let chunk = await reader.carsChunkAfter(sessionID, fromT - 1);
  for (; chunk !== null; chunk = await reader.carsChunkAfter(sessionID, chunk.endT)) yield chunk;
}
