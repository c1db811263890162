/**
 * Puts restored files in place of the user's. A plan on the disk lists all moves before the first is made; whoever finds it
 * at the start of the program makes those that are left. So a kill leaves either the old files, before the plan is written,
 * or the new ones. What was replaced is kept. `restore.ts` receives and unpacks a back-up, and calls this at the end.
 */
import { existsSync } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type FileSystem,
  removeWhole,
  replace,
  systemFiles,
  writeWhole,
} from '../../relay/files/atomic-file.ts';
import { makeFolder } from '../../relay/files/make-folder.ts';
import { readSmallFile } from '../../relay/files/small-file.ts';
import { CommandError } from '../console/errors.ts';

const moveSchema = z.strictObject({
  /** Absolute paths. */
  from: z.string(),
  to: z.string(),
  /** Where the file that is replaced goes. */
  before: z.string(),
});

const planSchema = z.strictObject({ moves: z.array(moveSchema) });

export type RestoreMove = z.output<typeof moveSchema>;

/** Beside a SQLite file while it is in use, and after a crash. */
const companions = ['-wal', '-shm'] as const;

export const beforeFolder = 'before-restore';

/** Folder of uploaded and unpacked back-ups. */
export function stagingFolder(data: string): string {
  return join(data, 'restore');
}

function planFile(data: string): string {
  return join(data, 'restore-plan.json');
}

/** Replaces the files while nothing runs. @throws CommandError `restore-unfinished`; RelayError `not-saved`: nothing was replaced */
export async function applyRestore(
  data: string,
  moves: readonly RestoreMove[],
  files: FileSystem = systemFiles,
): Promise<void> {
  await rm(join(data, beforeFolder), { recursive: true, force: true });
  for (const { before } of moves) {
    for (const ending of ['', ...companions]) await rm(before + ending, { force: true });
  }
  await writeWhole(planFile(data), `${JSON.stringify({ moves }, null, 1)}\n`, { files });
  await finishRestore(data, files);
}

/**
 * Makes the moves of a plan that a kill has left, and removes back-ups that were unpacked and never restored.
 * @throws CommandError `restore-unfinished`
 */
export async function finishRestore(data: string, files: FileSystem = systemFiles): Promise<void> {
  if (!existsSync(planFile(data))) return;
  const moves = await readPlan(data).catch((error: unknown) => {
    throw new CommandError(
      'restore-unfinished',
      `The list of an unfinished restore cannot be read: ${(error as Error).message}`,
      `Move ${planFile(data)} to another folder and start Sequential again. What was replaced is in the folder ${beforeFolder}.`,
    );
  });
  try {
    for (const move of moves) await moveInto(move, files);
    await removeWhole(planFile(data), files);
  } catch (error) {
    throw new CommandError(
      'restore-unfinished',
      `The back-up was not restored completely: ${(error as Error).message}`,
      'Close what has the file open, and start Sequential again: it then finishes the restore.',
    );
  }
  await rm(stagingFolder(data), { recursive: true, force: true });
}

/** Removes what is left of back-ups that were made or unpacked. Does nothing while a plan is unfinished, which needs them. */
export async function removeStaged(data: string): Promise<void> {
  if (existsSync(planFile(data))) return;
  await rm(stagingFolder(data), { recursive: true, force: true }).catch(() => {});
  for (const name of await readdir(data).catch(() => [])) {
    if (!/^backup-[0-9a-f]{8}$/.test(name)) continue;
    await rm(join(data, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function readPlan(data: string): Promise<readonly RestoreMove[]> {
  const bytesMax = limits.backupListBytesMax;
  const found = await readSmallFile(planFile(data), { bytesMax, links: 'refuse' });
  if (found.kind === 'none') return [];
  if (found.kind !== 'text') throw new Error(found.problem);
  const json = readJson(found.text);
  if (!json.ok) throw new Error(json.problem);
  const plan = planSchema.safeParse(json.value);
  if (!plan.success) throw new Error('It has an unexpected shape.');
  return plan.data.moves;
}

/** Does nothing where the file has been moved already. */
async function moveInto({ from, to, before }: RestoreMove, files: FileSystem): Promise<void> {
  if (!existsSync(from)) return;
  await makeFolder(dirname(to));
  // A log of the old database must not meet the new one, so both go before the database itself.
  for (const companion of companions) {
    if (existsSync(before + companion)) await removeWhole(to + companion, files);
    else await move(to + companion, before + companion, files);
  }
  // Kept already: after a kill during the last step, `to` may be the new file, which must not replace the old one.
  if (!existsSync(before)) await move(to, before, files);
  await move(from, to, files);
}

async function move(from: string, to: string, files: FileSystem): Promise<void> {
  if (!existsSync(from)) return;
  await makeFolder(dirname(to));
  try {
    await replace(from, to, files);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await moveAcross(from, to, files);
  }
  await files.syncFolder(dirname(to));
}

/** To another disk, where a file cannot be renamed to. */
async function moveAcross(from: string, to: string, files: FileSystem): Promise<void> {
  const part = `${to}.part`;
  try {
    await copyFile(from, part);
    await replace(part, to, files);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await removeWhole(from, files);
}
