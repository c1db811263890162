/** The program itself: its version, how it came here, and its built pages, themes and layouts. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Distribution } from '../protocol/update-status.ts';
import type { Program, UpdateSource } from './command.ts';
import { CommandError } from './console/errors.ts';

export function readProgram(): Program {
  const file = fileURLToPath(new URL('../package.json', import.meta.url));
  const {
    version,
    distribution = 'source',
    updates,
  } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
    distribution?: Distribution;
    updates?: UpdateSource;
  };
  return { version, distribution, updateSource: updates ?? null, folder: dirname(file) };
}

/** The in-game apps, beside `package.json` or in `dist/`. */
export function appsFolder({ folder }: Pick<Program, 'folder'>): string {
  const built = join(folder, 'dist', 'apps');
  return existsSync(built) ? built : join(folder, 'apps');
}

/** Folders with what the relay serves. */
export interface BuiltFolders {
  /** Overlays and panel. */
  readonly pages: string;
  readonly themes: string;
  readonly layouts: string;
}

/** @throws CommandError `not-built` */
export function builtFolders({ distribution }: Pick<Program, 'distribution'>): BuiltFolders {
  // This file is in `dist/` after a build, else in a folder beside it.
  const here = fileURLToPath(new URL('.', import.meta.url));
  const dist = [here, join(here, '..', 'dist')].find((folder) => existsSync(join(folder, 'pages')));
  if (dist === undefined && distribution !== 'source') {
    throw new CommandError(
      'not-built',
      'Files of Sequential are missing.',
      'Install it again; your data stays. A virus scanner may have taken them away.',
    );
  }
  if (dist === undefined) {
    throw new CommandError(
      'not-built',
      'The pages have not been built yet.',
      'npm run build builds them; npm start and npm run demo do so by themselves.',
    );
  }
  return {
    pages: join(dist, 'pages'),
    themes: join(dist, 'themes'),
    layouts: join(dist, 'layouts'),
  };
}
