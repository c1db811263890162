/**
 * Notices changes of JSON files in a folder of the user's, so that pages show them at once. Editors write a file in several
 * steps, so a change is announced once the folder is quiet. A folder that is deleted and made again is watched again.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { makeFolderNow } from './make-folder.ts';

const suffix = '.json';

/** Names of files that may have changed, without `.json`. */
export type FolderChange = ReadonlySet<string> | 'everything';

type State =
  | { readonly kind: 'watching'; readonly watcher: FSWatcher; readonly folder: string }
  /** The folder is missing, or the system refuses to watch it; the next poll tries again. */
  | { readonly kind: 'not-watching' }
  | { readonly kind: 'ended' };

class FolderWatch {
  readonly #folder: string;
  readonly #log: Log;
  readonly #onChange: (change: FolderChange) => void;
  #state: State = { kind: 'not-watching' };
  #isProblemLogged = false;
  /** Changes that are not announced yet, and when the first of them happened. */
  #changed: Set<string> | 'everything' = new Set();
  #sinceMs: number | null = null;
  #quietTimer: NodeJS.Timeout | undefined;
  readonly #pollTimer: NodeJS.Timeout;

  constructor(folder: string, log: Log, onChange: (change: FolderChange) => void) {
    this.#folder = folder;
    this.#log = log;
    this.#onChange = onChange;
    try {
      makeFolderNow(folder);
    } catch (error) {
      this.#logProblem(error);
    }
    this.#watch();
    this.#pollTimer = setInterval(() => this.#poll(), limits.folderPollMs);
    this.#pollTimer.unref();
  }

  end(): void {
    clearInterval(this.#pollTimer);
    clearTimeout(this.#quietTimer);
    if (this.#state.kind === 'watching') this.#state.watcher.close();
    this.#state = { kind: 'ended' };
  }

  #watch(): void {
    const folder = identityOf(this.#folder);
    if (folder === null) return;
    try {
      const watcher = watch(this.#folder, (_event, file) => this.#onFileEvent(file));
      watcher.on('error', (error) => {
        // On Windows the end of a folder arrives as an error.
        if (identityOf(this.#folder) === folder) this.#logProblem(error);
        this.#stopWatching();
      });
      this.#state = { kind: 'watching', watcher, folder };
      this.#isProblemLogged = false;
    } catch (error) {
      this.#logProblem(error);
    }
  }

  /** A watcher stays with its folder, even if that was deleted or renamed. */
  #poll(): void {
    const now = identityOf(this.#folder);
    if (this.#state.kind === 'watching') {
      if (this.#state.folder === now) return;
      this.#stopWatching();
      this.#note(null);
    }
    if (now === null) return;
    this.#watch();
    // Where the system refuses to watch, polling finds the changes.
    this.#note(null);
  }

  #stopWatching(): void {
    if (this.#state.kind !== 'watching') return;
    this.#state.watcher.close();
    this.#state = { kind: 'not-watching' };
  }

  #onFileEvent(file: string | null): void {
    // Some systems do not name the file.
    if (file === null) this.#note(null);
    else if (file.endsWith(suffix)) this.#note(file.slice(0, -suffix.length));
  }

  /** @param name null: any file may have changed */
  #note(name: string | null): void {
    if (name === null) this.#changed = 'everything';
    else if (this.#changed !== 'everything') this.#changed.add(name);
    const now = performance.now();
    this.#sinceMs ??= now;
    const leftMs = Math.max(this.#sinceMs + limits.fileNoisyMs - now, 0);
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => this.#announce(), Math.min(limits.fileQuietMs, leftMs));
  }

  #announce(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#sinceMs = null;
    this.#onChange(changed);
  }

  #logProblem(error: unknown): void {
    if (this.#isProblemLogged) return;
    this.#isProblemLogged = true;
    const sentence = 'This folder cannot be watched; its files are checked once a second.';
    this.#log.warn({ err: error, folder: this.#folder }, sentence);
  }
}

/** Identifies a folder; null: there is none. Inode numbers are reused, so the time of creation is part of it. */
function identityOf(folder: string): string | null {
  try {
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true });
    return `${dev} ${ino} ${birthtimeNs}`;
  } catch {
    return null;
  }
}

/**
 * @param folder created when it is missing
 * @returns the function that ends it
 */
export function watchFolder(
  folder: string,
  log: Log,
  onChange: (change: FolderChange) => void,
): () => void {
  const folderWatch = new FolderWatch(folder, log, onChange);
  return () => folderWatch.end();
}
