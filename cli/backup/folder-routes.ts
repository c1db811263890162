/** `/api/data-folder` for the panel, mounted under `/api`: where everything is, and a button that opens it. */
import { join } from 'node:path';
import { Router } from 'express';
import type { DataFolderAnswer } from '../../protocol/program-answers.ts';
import { callerOf, isRemote } from '../../relay/access/caller.ts';
import { RelayError } from '../../relay/errors.ts';
import type { CommandContext } from '../command.ts';
import { logFileOf } from '../desktop/log-file.ts';
import { openAddress } from '../desktop/open-address.ts';
import { contentsOf, sumOf, sumOfFolder } from './folder-contents.ts';
import { placesOf } from './make-backup.ts';
import { beforeFolder } from './restore-plan.ts';

/** @param openFolder opens a folder in the system's file manager @returns false: there is none */
export function folderRoutes(
  context: CommandContext,
  openFolder: (folder: string) => Promise<boolean> = openAddress,
): Router {
  const router = Router();
  router.get('/data-folder', async (request, response) => {
    const answer = await folderAnswer(context, !isRemote(callerOf(request)));
    response.set('Cache-Control', 'no-store').json(answer);
  });
  router.post('/data-folder/open', async (request, response) => {
    if (isRemote(callerOf(request))) {
      const sentence = 'The folder opens only on the PC that runs Sequential.';
      throw new RelayError('only-here', sentence, 'Open the panel there.');
    }
    const { data } = context.folders;
    if (!(await openFolder(data))) {
      throw new RelayError(
        'not-found',
        'No file manager could be opened.',
        `Open ${data} yourself.`,
      );
    }
    response.status(204).end();
  });
  return router;
}

async function folderAnswer(context: CommandContext, canOpen: boolean): Promise<DataFolderAnswer> {
  const { folders, settings } = context;
  const log = logFileOf(folders);
  const before = join(folders.data, beforeFolder);
  const user = (await contentsOf(placesOf(context))).map(({ name, path, files, bytes }) => ({
    name,
    path,
    files,
    bytes,
  }));
  const { files: logFiles, bytes: logBytes } = await sumOf([log, `${log}.1`]);
  const kept = await sumOfFolder(before);
  const parts: DataFolderAnswer['parts'] = [
    ...user,
    ...(logFiles === 0
      ? []
      : [{ name: 'log' as const, path: log, files: logFiles, bytes: logBytes }]),
    ...(kept.files === 0
      ? []
      : [{ name: 'before-restore' as const, path: before, files: kept.files, bytes: kept.bytes }]),
  ];
  const database =
    settings.db === 'none' ? 'none' : settings.db.startsWith('postgres') ? 'postgres' : 'sqlite';
  return {
    folder: folders.data,
    database,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    parts,
    canOpen,
  };
}
