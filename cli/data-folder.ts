/**
 * Decides where everything that belongs to the user lives: config file, database, settings, themes, layouts, log. It reads
 * nothing: what it needs of the machine comes in.
 */
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Distribution } from '../protocol/update-status.ts';
import type { DataFolders } from './command.ts';

export interface DataPlace {
  readonly distribution: Distribution;
  /** The folder that holds `package.json`. */
  readonly programFolder: string;
  /** From `--data`, else from `SEQUENTIAL_DATA`. */
  readonly given: string | undefined;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export function dataFolders(place: DataPlace): DataFolders {
  const { given, cwd, distribution, programFolder } = place;
  if (given !== undefined) {
    const data = resolve(cwd, given);
    return { data, user: data };
  }
  if (distribution === 'source') {
    const isProgram = relative(cwd, programFolder) === '';
    return { data: cwd, user: isProgram ? join(cwd, 'user') : cwd };
  }
  // `programFolder` is `app` in the folder that was unpacked.
  const data =
    distribution === 'portable' ? join(programFolder, '..', 'data') : systemFolder(place);
  return { data, user: data };
}

/** The system's own place for a program's data. An environment without its variables has the usual one. */
export function systemFolder({ platform, env, home }: DataPlace): string {
  if (platform === 'win32') {
    return join(absolute(env.APPDATA) ?? join(home, 'AppData', 'Roaming'), 'Sequential');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sequential');
  return join(absolute(env.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'sequential');
}

/** The XDG specification ignores relative paths; one in `APPDATA` would depend on where the program is started. */
function absolute(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) ? path : null;
}

/** A database's file, relative to a folder; other databases as they are. */
export function databaseIn(folder: string, db: string): string {
  const file = /^sqlite:(.+)$/s.exec(db)?.[1];
  return file === undefined || file === ':memory:' || isAbsolute(file)
    ? db
    : `sqlite:${join(folder, file)}`;
}
