/**
 * Says whether a file has changed since the last look. It asks for the file's state instead of watching it, because watching
 * misses files that are links, on network shares, or in containers.
 */
import { stat } from 'node:fs/promises';

/** @returns a text that changes with the file; null: there is none, or it cannot be read */
export async function fileStamp(file: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return null;
  }
}
