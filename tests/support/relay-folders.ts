/** The folders of a relay for tests of files: built pages, built-in themes, and the user's own files. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/root.ts';
import { temporaryFolder } from './clean-up.ts';

/** @param overlays the content of `overlays.json` @returns the folder that contains `pages`, `built-in` and `user` */
export function makeRelayFolders(overlays: readonly object[]): string {
  const folder = temporaryFolder();
  for (const name of ['pages', 'user']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'pages/overlays.json'), JSON.stringify(overlays));
  cpSync(join(root, 'themes'), join(folder, 'built-in'), { recursive: true });
  return folder;
}

/** The options of a relay that uses these folders. */
export function foldersIn(folder: string) {
  return {
    pagesFolder: join(folder, 'pages'),
    themesFolder: join(folder, 'built-in'),
    userFolder: join(folder, 'user'),
  };
}
