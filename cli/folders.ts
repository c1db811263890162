/** Finds the built pages, themes and layouts, from `dist/` or from the sources, and the user's folder. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from './console/errors.ts';

export interface Folders {
  /** Built pages: overlays and panel. */
  readonly pages: string;
  /** Built-in themes. */
  readonly themes: string;
  /** Built-in layouts. */
  readonly layouts: string;
  /**
   * The user's own settings, themes, layouts and maps: where the program was started. From a clone, `user` in it, as
   * the clone's own `themes` are those that the program comes with.
   */
  readonly user: string;
}

/** @throws CommandError `not-built` */
export function findFolders(): Folders {
  // This file is in `dist/` after a build, else in a folder beside it.
  const here = fileURLToPath(new URL('.', import.meta.url));
  const dist = [here, join(here, '..', 'dist')].find((folder) => existsSync(join(folder, 'pages')));
  if (dist === undefined) {
    throw new CommandError(
      'not-built',
      'The pages have not been built yet.',
      'npm run build does it; npm start and npm run demo do it on their own.',
    );
  }
  const cwd = process.cwd();
  const isOwn = relative(cwd, join(dist, '..')) === '';
  return {
    pages: join(dist, 'pages'),
    themes: join(dist, 'themes'),
    layouts: join(dist, 'layouts'),
    user: isOwn ? join(cwd, 'user') : cwd,
  };
}
