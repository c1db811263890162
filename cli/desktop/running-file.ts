/**
 * `running.json` in the data folder: the address of the Sequential that keeps its data there, so that other commands find it
 * whatever its port. A killed program leaves its file behind, so whoever reads it asks there.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { writeWhole } from '../../relay/files/atomic-file.ts';
import { readSmallFile } from '../../relay/files/small-file.ts';
import type { CommandContext, DataFolders } from '../command.ts';
import { isRunning, localAddress } from './running-program.ts';

const schema = z.object({ address: z.string().regex(/^http:\/\/[^\s/@]+$/) });

function fileIn({ data }: DataFolders): string {
  return join(data, 'running.json');
}

/** @param address of the relay in this process @returns removes the file again, unless another program has replaced it */
export async function writeRunningFile(
  folders: DataFolders,
  address: string,
  log: Log,
): Promise<() => Promise<void>> {
  const file = fileIn(folders);
  const text = `${JSON.stringify({ address })}\n`;
  await writeWhole(file, text).catch((error: unknown) => {
    log.warn({ err: error }, 'Other commands find this program only by its port.');
  });
  return async () => {
    if ((await readFile(file, 'utf8').catch(() => null)) !== text) return;
    await rm(file, { force: true }).catch(() => {});
  };
}

/**
 * Where the Sequential that keeps its data in this folder runs, or the one of these settings. A port or host that was typed
 * names exactly one.
 * @returns null: none answers
 */
export async function runningAddress({
  settings,
  folders,
  flags,
}: Pick<CommandContext, 'settings' | 'folders' | 'flags'>): Promise<string | null> {
  const isTyped = flags.includes('port') || flags.includes('host');
  const written = isTyped ? null : await readAddress(fileIn(folders));
  const usual = settings.port === 0 ? null : localAddress(settings);
  for (const address of new Set([written, usual])) {
    if (address !== null && (await isRunning(address))) return address;
  }
  return null;
}

/** Whether the Sequential at this address still has the data of this folder open: it stores the last of it when it answers no more. */
export async function hasOpen(folders: DataFolders, address: string): Promise<boolean> {
  return (await readAddress(fileIn(folders))) === address;
}

async function readAddress(file: string): Promise<string | null> {
  const found = await readSmallFile(file, {
    bytesMax: limits.keptFileBytesMax,
    links: 'refuse',
  });
  const json = found.kind === 'text' ? readJson(found.text) : null;
  const written = schema.safeParse(json?.ok === true ? json.value : null);
  return written.success ? written.data.address : null;
}
