/**
 * The picture beside a theme file that shows what it looks like. The theme names it; must never open a file outside
 * of the theme's own folder, nor anything but a small picture.
 */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';

/** Kinds of pictures, by the end of their name. */
const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  webp: 'image/webp',
  jpg: 'image/jpeg',
};

/** A file name without folders, as the schema of themes wants it. */
const filePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.(png|webp|jpg)$/;

export interface ThemePreview {
  readonly file: string;
  /** `png`, `webp` or `jpg`. */
  readonly kind: string;
  readonly type: string;
}

/**
 * @param folder of the theme file
 * @param text of the theme file
 * @returns the picture that the theme names; null: it names none, or there is none
 */
export async function findPreview(folder: string, text: string): Promise<ThemePreview | null> {
  const kind = filePattern.exec(nameIn(text))?.[1];
  if (kind === undefined) return null;
  const file = join(folder, nameIn(text));
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > limits.themePreviewBytesMax) return null;
  } catch {
    return null;
  }
  return { file, kind, type: types[kind]! };
}

function nameIn(text: string): string {
  try {
    const { preview } = JSON.parse(text) as { preview?: unknown };
    return typeof preview === 'string' ? preview : '';
  } catch {
    return '';
  }
}

/** @returns at most `limits.themePreviewBytesMax` bytes; null: it is gone */
export async function readPreview({ file }: ThemePreview): Promise<Buffer | null> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, 'r');
  } catch {
    return null;
  }
  try {
    const buffer = Buffer.alloc(limits.themePreviewBytesMax);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}
