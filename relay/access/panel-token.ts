/**
 * The panel's own token: whoever shows it may change anything. The first start makes it at random and keeps it in the
 * user's folder, readable by its owner only. After a user deletes the file, the next start makes another one.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../protocol/log.ts';
import { keepPrivate, writeWhole } from '../files/atomic-file.ts';

/** 32 bytes in base64url. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export function panelTokenFile(userFolder: string): string {
  return join(userFolder, 'panel-token');
}

/** Reads the token that a relay of this folder made. @returns null: there is none, or it cannot be read */
export async function readPanelToken(userFolder: string): Promise<string | null> {
  try {
    const text = (await readFile(panelTokenFile(userFolder), 'utf8')).replace(/^\uFEFF/, '').trim();
    return tokenPattern.test(text) ? text : null;
  } catch {
    return null;
  }
}

/** Reads the token, or makes one. Never fails: a token that cannot be written is valid until the relay ends. */
export async function openPanelToken(userFolder: string, log: Log): Promise<string> {
  const file = panelTokenFile(userFolder);
  const known = await readPanelToken(userFolder);
  if (known !== null) {
    // The file may have been copied here without its permissions.
    await keepPrivate(file);
    return known;
  }
  const token = randomBytes(32).toString('base64url');
  try {
    await writeWhole(file, `${token}\n`, { isSecret: true });
  } catch (error) {
    log.warn(
      { err: error, file },
      "The panel's token could not be written, so the next start makes another one.",
    );
  }
  return token;
}
