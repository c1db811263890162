/** Finds the folder of the user's files and makes it, or says why it cannot be used. */
import { homedir } from 'node:os';
import { relative } from 'node:path';
import { folderProblem, makeFolderNow } from '../relay/files/make-folder.ts';
import type { DataFolders, Program } from './command.ts';
import { CommandError } from './console/errors.ts';
import { dataFolders } from './data-folder.ts';
import { dataVariable } from './settings/setting-list.ts';

/**
 * Makes the data folder where it is missing. The environment then names it, for child processes.
 * @param given from `--data`
 * @throws CommandError `data-folder`
 */
export function openDataFolders(
  program: Pick<Program, 'distribution' | 'folder'>,
  given: string | undefined,
): DataFolders {
  const cwd = process.cwd();
  const folders = dataFolders({
    distribution: program.distribution,
    programFolder: program.folder,
    given: given ?? (process.env[dataVariable] || undefined),
    cwd,
    platform: process.platform,
    env: process.env,
    home: homedir(),
  });
  try {
    makeFolderNow(folders.data);
  } catch (error) {
    throw new CommandError(
      'data-folder',
      `The folder ${folders.data} cannot be used: ${folderProblem(error)}.`,
      'Name another one with --data FOLDER.',
    );
  }
  if (relative(cwd, folders.data) !== '') process.env[dataVariable] = folders.data;
  return folders;
}
