/**
 * Writes and reads one session as a file, in the format of `docs/session-file.md`. The whole file is checked before the
 * first frame is returned. Uses no database.
 */

import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { CarsChunk } from '../../protocol/car-positions.ts';
import { isWithinBounds } from '../../protocol/json-cost.ts';
import { limits } from '../../protocol/limits.ts';
import { isObject } from '../../protocol/value-checks.ts';
import { replace } from '../files/atomic-file.ts';
import { readCarsChunk } from './cars-chunk-check.ts';
import { type FileSession, format, readChunk, readHeader, version } from './session-file-check.ts';
import { damagedFile, linesOf, wrongFile } from './session-file-lines.ts';
import type { Chunk } from './store.ts';
import { StoreProblem } from './store-problem.ts';

/** A chunk whose frames are JSON text. */
export interface ChunkText {
  lap: number;
  frames: number;
  json: string;
}

/** What a session file holds beside its header. */
export interface FileParts<Frames> {
  /** Laps in order, and each lap's chunks in order. */
  readonly frames: AsyncIterable<Frames>;
  /** Where the cars were, in order of time. */
  readonly cars: AsyncIterable<CarsChunk>;
}

export interface FileCounts {
  chunks: number;
  frames: number;
}

/** Writes to a second file and renames it, so that a failed write leaves no partial file. */
export async function writeSessionFile(
  file: string,
  session: FileSession,
  parts: FileParts<ChunkText>,
): Promise<FileCounts> {
  const counts: FileCounts = { chunks: 0, frames: 0 };
  const part = `${file}.part`;
  try {
    const lines = Readable.from(fileLines(session, parts, counts));
    await pipeline(lines, createGzip({ level: 9 }), createWriteStream(part, { flush: true }));
    await replace(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof StoreProblem) throw cause;
    throw new StoreProblem('file-not-written', `The file ${file} could not be written.`, cause);
  }
  return counts;
}

async function* fileLines(
  session: FileSession,
  parts: FileParts<ChunkText>,
  counts: FileCounts,
): AsyncGenerator<string> {
  const sum = createHash('sha256');
  const summed = (line: string) => {
    sum.update(line);
    return line;
  };
  yield summed(`${JSON.stringify({ format, version, session })}\n`);
  for await (const { lap, frames, json } of parts.frames) {
    counts.chunks++;
    counts.frames += frames;
    yield summed(`{"lap":${lap},"data":${json}}\n`);
  }
  for await (const { moments } of parts.cars) {
    yield summed(`${JSON.stringify({ cars: moments })}\n`);
  }
  yield `${JSON.stringify({ end: true, ...counts, sha256: sum.digest('hex') })}\n`;
}

export interface SessionFile {
  session: FileSession;
  counts: FileCounts;
  /** Reads the file again, with the same checks. */
  chunks: () => AsyncGenerator<Chunk>;
  cars: () => AsyncGenerator<CarsChunk>;
}

/**
 * Reads and checks a whole file.
 * @throws StoreProblem `wrong-session-file` for a file of another kind, `newer-session-file`, or `damaged-session-file`
 * for a file that is damaged, ends too early or contains impossible values
 */
export async function readSessionFile(file: string): Promise<SessionFile> {
  let session: FileSession | null = null;
  const counts: FileCounts = { chunks: 0, frames: 0 };
  for await (const part of partsOf(file)) {
    if ('frames' in part) {
      counts.chunks++;
      counts.frames += part.frames.length;
    } else if ('sessionID' in part) {
      session = part;
    }
  }
  if (session === null) throw wrongFile(file);
  return { session, counts, chunks: () => chunksOf(file), cars: () => carsOf(file) };
}

async function* chunksOf(file: string): AsyncGenerator<Chunk> {
  for await (const part of partsOf(file)) if ('frames' in part) yield part;
}

async function* carsOf(file: string): AsyncGenerator<CarsChunk> {
  for await (const part of partsOf(file)) if ('endT' in part) yield part;
}

/** Yields the session, then its chunks, each checked. Ends only at the file's end line. */
async function* partsOf(file: string): AsyncGenerator<FileSession | Chunk | CarsChunk> {
  const sum = createHash('sha256');
  const counts: FileCounts = { chunks: 0, frames: 0 };
  let before: Chunk | null = null;
  let carsChunks = 0;
  let isFirst = true;
  let isComplete = false;
  for await (const line of linesOf(file)) {
    if (isComplete && line.trim() === '') continue;
    if (isComplete) throw damagedFile(file, 'goes on after its end line');
    const value = parsed(file, line, isFirst);
    if (isFirst) {
      yield readHeader(file, value);
      isFirst = false;
    } else if (value.end === true) {
      expectEnd(file, value, counts, sum);
      isComplete = true;
    } else if (value.cars !== undefined) {
      const chunk = readCarsChunk(value.cars);
      if (chunk === null) throw damagedFile(file, 'contains wrong positions of cars');
      if (++carsChunks > limits.carsChunksPerFileMax) {
        throw damagedFile(file, `has more than ${limits.carsChunksPerFileMax} lines of cars`);
      }
      yield chunk;
    } else {
      const chunk = readChunk(file, value, before);
      counts.chunks++;
      counts.frames += chunk.frames.length;
      if (counts.chunks > limits.sessionChunksMax) {
        throw damagedFile(file, `has more than ${limits.sessionChunksMax} lines of frames`);
      }
      yield chunk;
      before = chunk;
    }
    sum.update(`${line}\n`);
  }
  if (isFirst) throw wrongFile(file);
  if (!isComplete) throw damagedFile(file, 'is cut off');
}

/** A line is an object with a list of frames. */
const levelsMax = limits.unknownDepthMax + 3;

function parsed(file: string, line: string, isFirst: boolean): Record<string, unknown> {
  try {
    const isTrusted = line.length <= limits.sessionLineTrustedBytes;
    const value: unknown =
      isTrusted || isWithinBounds(line, { levelsMax }) ? JSON.parse(line) : null;
    if (isObject(value)) return value;
  } catch {
    // Thrown below.
  }
  throw isFirst ? wrongFile(file) : damagedFile(file, 'is damaged');
}

function expectEnd(
  file: string,
  end: Record<string, unknown>,
  counts: FileCounts,
  sum: Hash,
): void {
  const isSame =
    end.chunks === counts.chunks &&
    end.frames === counts.frames &&
    end.sha256 === sum.copy().digest('hex');
  if (!isSame) throw damagedFile(file, 'is damaged');
}
