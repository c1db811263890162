/**
 * One session as a file, as `SESSION-FILE.md` describes it: writing, and reading with everything checked before the
 * first frame is given. It knows the format, not the database.
 */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Frame, frameProblem } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { SessionFacts } from '../../protocol/session.ts';
import { replace } from '../whole-file.ts';
import { StoreProblem } from './problem.ts';
import { damagedFile, linesOf, wrongFile } from './session-lines.ts';
import type { Piece, StoredSession } from './store.ts';

const format = 'sequential-session';
const version = 1;

export type FileSession = Pick<
  StoredSession,
  'sessionID' | 'publishedID' | 'run' | 'runNumber' | 'origin' | 'facts' | 'createdAt' | 'updatedAt'
>;

/** A piece as text: a lap and a JSON array of its frames. */
export interface TextPiece {
  lap: number;
  frames: number;
  json: string;
}

export interface FileCounts {
  chunks: number;
  frames: number;
}

/** Writes beside the file first, so that a write that fails leaves no half of it. */
export async function writeSessionFile(
  file: string,
  session: FileSession,
  pieces: AsyncIterable<TextPiece>,
): Promise<FileCounts> {
  const counts: FileCounts = { chunks: 0, frames: 0 };
  const part = `${file}.part`;
  try {
    const lines = Readable.from(fileLines(session, pieces, counts));
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
  pieces: AsyncIterable<TextPiece>,
  counts: FileCounts,
): AsyncGenerator<string> {
  const sum = createHash('sha256');
  const summed = (line: string) => {
    sum.update(line);
    return line;
  };
  yield summed(`${JSON.stringify({ format, version, session })}\n`);
  for await (const { lap, frames, json } of pieces) {
    counts.chunks++;
    counts.frames += frames;
    yield summed(`{"lap":${lap},"data":${json}}\n`);
  }
  yield `${JSON.stringify({ end: true, ...counts, sha256: sum.digest('hex') })}\n`;
}

/**
 * Reads a file through and says what it holds; `pieces` reads it a second time.
 * @throws StoreProblem `wrong-session-file` for a file of another kind, `cut-off-session-file` for one that is
 * damaged or ends too early
 */
export async function readSessionFile(
  file: string,
): Promise<{ session: FileSession; counts: FileCounts; pieces: () => AsyncGenerator<Piece> }> {
  const checked = await check(file);
  return { ...checked, pieces: () => piecesOf(file) };
}

async function check(file: string): Promise<{ session: FileSession; counts: FileCounts }> {
  const sum = createHash('sha256');
  const counts: FileCounts = { chunks: 0, frames: 0 };
  let session: FileSession | null = null;
  let isComplete = false;
  for await (const line of linesOf(file)) {
    if (isComplete && line.trim() === '') continue;
    if (isComplete) throw damagedFile(file, 'goes on after its end');
    const value = parsed(file, line, session === null);
    if (session === null) {
      session = readHeader(file, value);
    } else if (value.end === true) {
      expectEnd(file, value, counts, sum);
      isComplete = true;
    } else {
      counts.chunks++;
      counts.frames += readPiece(file, value).frames.length;
    }
    sum.update(`${line}\n`);
  }
  if (session === null) throw wrongFile(file);
  if (!isComplete) throw damagedFile(file, 'is cut off');
  return { session, counts };
}

async function* piecesOf(file: string): AsyncGenerator<Piece> {
  let isFirst = true;
  for await (const line of linesOf(file)) {
    const value = parsed(file, line, isFirst);
    if (value.end === true) return;
    if (!isFirst) yield readPiece(file, value);
    isFirst = false;
  }
}

function parsed(file: string, line: string, isFirst: boolean): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw isFirst ? wrongFile(file) : damagedFile(file, 'is damaged');
}

const textFields = ['sessionID', 'publishedID', 'run', 'origin'] as const;
const numberFields = ['runNumber', 'createdAt', 'updatedAt'] as const;

function readHeader(file: string, header: Record<string, unknown>): FileSession {
  if (header.format !== format) throw wrongFile(file);
  if (header.version !== version) {
    throw new StoreProblem(
      'newer-session-file',
      `The file ${file} is of version ${JSON.stringify(header.version)?.slice(0, 40)}; this Sequential reads version ${version}.`,
    );
  }
  const session = header.session as Record<string, unknown> | undefined;
  const isWhole =
    typeof session === 'object' &&
    session !== null &&
    textFields.every((name) => isName(session[name])) &&
    numberFields.every((name) => Number.isFinite(session[name])) &&
    typeof session.facts === 'object' &&
    session.facts !== null;
  if (!isWhole) throw damagedFile(file, 'does not say which session it holds');
  const { facts } = session as { facts: SessionFacts };
  return { ...(session as unknown as FileSession), facts };
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9._-]*$/.test(value) && value.length <= 200;
}

function readPiece(file: string, value: Record<string, unknown>): Piece {
  const { lap, data } = value;
  const isPiece = Number.isInteger(lap) && (lap as number) >= 1 && Array.isArray(data);
  if (!isPiece || (data as unknown[]).length > limits.chunkFramesMax) {
    throw damagedFile(file, 'is damaged');
  }
  const frames = data as Frame[];
  for (const [i, frame] of frames.entries()) {
    const isNext = i === 0 || frame.packetId > frames[i - 1]!.packetId;
    if (frameProblem(frame, i) !== null || !isNext) throw damagedFile(file, 'holds a wrong frame');
  }
  return { lap: lap as number, frames };
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
