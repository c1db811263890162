/**
 * The preview picture beside a theme file, which the theme names. Only opens small pictures in the theme's own folder.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeviceName } from '../../../protocol/file-name.ts';
import { readJson } from '../../../protocol/json-text.ts';
import { limits } from '../../../protocol/limits.ts';
import { readSmallBytes } from '../../files/small-file.ts';

/** By the ending of their name. */
const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  webp: 'image/webp',
  jpg: 'image/jpeg',
};

/** A file name without folders, as in the schema of themes. */
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
 * @returns null: the theme names no picture, or there is none
 */
export async function findPreview(folder: string, text: string): Promise<ThemePreview | null> {
  const kind = filePattern.exec(nameIn(text))?.[1];
  if (kind === undefined || isDeviceName(nameIn(text))) return null;
  const file = join(folder, nameIn(text));
  try {
    const found = await lstat(file);
    if (!found.isFile() || found.size > limits.themePreviewBytesMax) return null;
  } catch {
    return null;
  }
  return { file, kind, type: types[kind]! };
}

function nameIn(text: string): string {
  const json = readJson(text);
  const { preview } = (json.ok ? (json.value ?? {}) : {}) as { preview?: unknown };
  return typeof preview === 'string' ? preview : '';
}

/** @returns at most `limits.themePreviewBytesMax` bytes; null: it is gone */
export async function readPreview({ file }: ThemePreview): Promise<Buffer | null> {
  const bytesMax = limits.themePreviewBytesMax;
  const found = await readSmallBytes(file, { bytesMax, links: 'refuse' });
  return found.kind === 'bytes' ? found.bytes : null;
}
