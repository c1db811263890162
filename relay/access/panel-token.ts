/**
 * The panel's own token: whoever shows it may change anything. Made at the first start from the system's randomness and
 * kept in the user's folder, readable by its owner only. A user who deletes the file gets another one at the next start.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../protocol/log.ts';
import { keepPrivate, writeWhole } from '../files/atomic-file.ts';

/** 32 bytes as 43 letters. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export function panelTokenFile(userFolder: string): string {
  return join(userFolder, 'panel-token');
}

/** The token that a relay of this folder has made. @returns null: there is none, or it may not be read */
export async function readPanelToken(userFolder: string): Promise<string | null> {
  try {
    const text = (await readFile(panelTokenFile(userFolder), 'utf8')).replace(/^\uFEFF/, '').trim();
    return tokenPattern.test(text) ? text : null;
  } catch {
    return null;
  }
}

/** Reads the token, or makes one. Never fails: one that cannot be kept holds until the relay ends. */
export async function openPanelToken(userFolder: string, log: Log): Promise<string> {
  const file = panelTokenFile(userFolder);
  const known = await readPanelToken(userFolder);
  if (known !== null) {
    // It may have been copied here by something that knows no owners.
    await keepPrivate(file);
    return known;
  }
  const token = randomBytes(32).toString('base64url');
  try {
    await writeWhole(file, `${token}\n`, { isSecret: true });
  } catch (error) {
    log.warn(
      { err: error, file },
      "The panel's token could not be written, so the next start has another one.",
    );
  }
  return token;
}
