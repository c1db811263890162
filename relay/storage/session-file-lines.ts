/**
 * Reads the lines of a session file as `sequential export` wrote it, or as somebody unpacked and saved it: with or without
 * gzip or a byte order mark, in UTF-8 or UTF-16, with LF or CR LF. Refuses pipes and devices.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { limits } from '../../protocol/limits.ts';
import { encodingOf, otherKind } from '../../protocol/text-file.ts';
import { StoreProblem } from './store-problem.ts';

export function wrongFile(file: string, cause?: unknown, what?: string): StoreProblem {
  const is = what === undefined ? '' : `: it is ${what}`;
  return new StoreProblem('wrong-session-file', `${file} is not a session file${is}.`, cause);
}

export function damagedFile(file: string, how: string, cause?: unknown): StoreProblem {
  return new StoreProblem('damaged-session-file', `The session file ${file} ${how}.`, cause);
}

/**
 * The lines without their line ends.
 * @throws StoreProblem, also for a line longer than `limits.sessionLineBytesMax`
 */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  try {
    for await (const bytes of asUtf8(file, bytesOf(file))) {
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield lineOf([...rest, bytes.subarray(from, end)]);
        rest = [];
        restBytes = 0;
        from = end + 1;
      }
      rest.push(bytes.subarray(from));
      restBytes += bytes.length - from;
      if (restBytes > limits.sessionLineBytesMax) throw wrongFile(file);
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
  if (restBytes === 0) return;
  // An editor may have removed the last line end. A truncated line is not JSON.
  const last = lineOf(rest);
  if (!isJson(last)) throw damagedFile(file, 'is cut off');
  yield last;
}

function lineOf(parts: readonly Buffer[]): string {
  const line = Buffer.concat(parts).toString('utf8');
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The content of the file, unzipped if it is zipped. */
async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const handle = await openFile(file);
  try {
    const head = Buffer.alloc(2);
    const { bytesRead } = await handle.read(head, 0, 2, 0);
    const source = handle.createReadStream({ start: 0, autoClose: false });
    if (bytesRead === 2 && head[0] === 0x1f && head[1] === 0x8b) {
      // An error of either stream ends both. The reader gets it from the unzipping stream.
      const unpacked = pipeline(source, createGunzip(), () => {});
      yield* unpacked as AsyncIterable<Buffer>;
    } else {
      yield* source as AsyncIterable<Buffer>;
    }
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<FileHandle> {
  // Without the flag, opening a pipe without a writer waits for ever. Windows does not have the flag.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new StoreProblem('no-file', `${file} is not a readable file.`);
}

async function* asUtf8(file: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null = null;
  let isFirst = true;
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (isFirst) {
      isFirst = false;
      const other = otherKind(chunk);
      if (other !== null) throw wrongFile(file, undefined, other);
      const { encoding, markBytes } = encodingOf(chunk);
      if (encoding !== 'utf-8') decoder = new TextDecoder(encoding, { ignoreBOM: true });
      bytes = chunk.subarray(markBytes);
    }
    yield decoder === null ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  }
}

function unreadable(file: string, cause: unknown): StoreProblem {
  if (cause instanceof StoreProblem) return cause;
  const code = String((cause as { code?: unknown } | null)?.code ?? '');
  if (code === 'Z_BUF_ERROR') return damagedFile(file, 'is cut off', cause);
  if (code === 'Z_DATA_ERROR') {
    // A wrong header means another kind of file; anything else is damage.
    const isOther = /header/.test(cause instanceof Error ? cause.message : '');
    return isOther ? wrongFile(file, cause) : damagedFile(file, 'is damaged', cause);
  }
  if (code === 'ENOENT') return new StoreProblem('no-file', `There is no file ${file}.`, cause);
  return new StoreProblem('no-file', `The file ${file} cannot be read.`, cause);
}
