/** Reads the end of the log file, and of the one before it where the file has just turned over. */
import { open } from 'node:fs/promises';
import { limits } from '../../protocol/limits.ts';

/** @returns lines, oldest first; empty when there is no file */
export async function logTail(file: string): Promise<string[]> {
  const now = await endOf(file, limits.logTailBytesMax);
  const missing = limits.logTailBytesMax - now.bytes.length;
  const before = now.isWhole ? (await endOf(`${file}.1`, missing)).bytes : Buffer.alloc(0);
  const lines = Buffer.concat([before, now.bytes]).toString('utf8').split(/\r?\n/);
  return lines.filter((line) => line.trim() !== '').slice(-limits.logLinesMax);
}

/** Whole lines only. */
async function endOf(file: string, bytesMax: number): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return { bytes: Buffer.alloc(0), isWhole: true };
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytesMax);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const bytes = buffer.subarray(0, bytesRead);
    const isWhole = size === length;
    return { bytes: isWhole ? bytes : bytes.subarray(bytes.indexOf(0x0a) + 1), isWhole };
  } finally {
    await handle.close();
  }
}
