/** Sends an exported lap as the answer to a request: `exporter.ts` makes the file in a worker thread, from the frames given here. */
import type { Response } from 'express';
import { limits } from '../../protocol/limits.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { StoredSession, StoreReader } from '../storage/store.ts';
import { lapChunks } from '../timing/stored-laps.ts';
import { type ExportedLap, type ExportJob, type LapChunk, tooLarge } from './export-job.ts';
import type { Exporter, ExportSource } from './exporter.ts';
import { eachWithStoreErrors, writeAtReaderPace } from './stream.ts';

/** @throws RelayError `too-large` */
export function exportedLap(stored: StoredLap): ExportedLap {
  const { lap, lapMs, frames, startPacket, linePacket } = stored;
  if (frames > limits.exportFramesMax) throw tooLarge();
  // The frames give the packets of an incomplete lap, and of one that an older version stored.
  const packets = startPacket === null ? null : { startPacket, linePacket, lapMs };
  return { lap, lapMs, packets };
}

/**
 * The frames of the lap, with those around it: frames that belong to it but are stored under a neighbouring number, and
 * those that show its lines.
 * @param laps of the session
 */
export function exportSource(
  reader: StoreReader,
  { sessionID }: StoredSession,
  laps: readonly StoredLap[],
  { lap, firstPacket, lastPacket, startPacket }: StoredLap,
): ExportSource {
  const isStored = (number: number): boolean => laps.some((one) => one.lap === number);
  async function* own(): AsyncGenerator<LapChunk> {
    for await (const { json } of lapChunks(reader, sessionID, lap)) yield { lap, json };
  }
  async function* around(): AsyncGenerator<LapChunk> {
    const from = startPacket ?? firstPacket - limits.lapEdgePacketsMax;
    if (isStored(lap - 1) && from < firstPacket) {
      const after = Math.max(from, 0) - 1;
      const before = await reader.chunkAfter(sessionID, lap - 1, after);
      if (before !== null) yield { lap: lap - 1, json: before.json, below: firstPacket };
    }
    yield* own();
    if (!isStored(lap + 1)) return;
    const next = await reader.chunkAfter(sessionID, lap + 1, lastPacket);
    if (next !== null) yield { lap: lap + 1, json: next.json };
  }
  return { around: () => eachWithStoreErrors(around()), lap: () => eachWithStoreErrors(own()) };
}

/** The media type and name of a file. */
export interface FileHead {
  readonly mediaType: string;
  readonly name: string;
}

/** Answers with the file. Rejects with a `RelayError` before anything was sent. */
export async function sendExport(
  exporter: Exporter,
  job: ExportJob,
  source: ExportSource,
  { mediaType, name }: FileHead,
  response: Response,
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const isComplete = await exporter.file(job, source, {
    left: left.signal,
    begin: (bytes) => {
      response.type(mediaType).attachment(name);
      if (bytes !== null) response.set('Content-Length', String(bytes));
    },
    write: (bytes) => writeAtReaderPace(response, bytes),
  });
  if (isComplete) response.end();
  else response.destroy();
}
