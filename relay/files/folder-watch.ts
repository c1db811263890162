/**
 * Notices that JSON files in a folder of the user's were saved, so that pages show them at once. Editors write a file
 * in several steps, so a change is told once things are quiet. A folder that is deleted and made again is watched
 * again. Reads no file.
 */
import { type FSWatcher, mkdirSync, statSync, watch } from 'node:fs';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { FolderChange } from './kept-folder.ts';

const suffix = '.json';

type State =
  | { readonly kind: 'watching'; readonly watcher: FSWatcher; readonly folder: string }
  /** There is no such folder, or the system does not let it be watched; it is looked for again. */
  | { readonly kind: 'away' }
  | { readonly kind: 'ended' };

class FolderWatch {
  readonly #folder: string;
  readonly #log: Log;
  readonly #changed: (change: FolderChange) => void;
  #state: State = { kind: 'away' };
  #isSaid = false;
  /** What was not told yet, and since when it waits. */
  #names: Set<string> | 'everything' = new Set();
  #sinceMs: number | null = null;
  #quiet: NodeJS.Timeout | undefined;
  readonly #looking: NodeJS.Timeout;

  constructor(folder: string, log: Log, changed: (change: FolderChange) => void) {
    this.#folder = folder;
    this.#log = log;
    this.#changed = changed;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      this.#say(error);
    }
    this.#begin();
    this.#looking = setInterval(() => this.#look(), limits.folderLookMs);
    this.#looking.unref();
  }

  end(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#quiet);
    if (this.#state.kind === 'watching') this.#state.watcher.close();
    this.#state = { kind: 'ended' };
  }

  #begin(): void {
    const folder = identityOf(this.#folder);
    if (folder === null) return;
    try {
      const watcher = watch(this.#folder, (_event, file) => this.#hear(file));
      watcher.on('error', (error) => {
        // On Windows this is how the end of a folder is told.
        if (identityOf(this.#folder) === folder) this.#say(error);
        this.#lose();
      });
      this.#state = { kind: 'watching', watcher, folder };
      this.#isSaid = false;
    } catch (error) {
      this.#say(error);
    }
  }

  /** A watcher stays with the folder that it was made for, also when that is deleted or has another name. */
  #look(): void {
    const now = identityOf(this.#folder);
    if (this.#state.kind === 'watching') {
      if (this.#state.folder === now) return;
      this.#lose();
      this.#note(null);
    }
    if (now === null) return;
    this.#begin();
    // Where the system lets nothing be watched, this is how changes are found.
    this.#note(null);
  }

  #lose(): void {
    if (this.#state.kind !== 'watching') return;
    this.#state.watcher.close();
    this.#state = { kind: 'away' };
  }

  #hear(file: string | null): void {
    // Some systems do not tell which file it was.
    if (file === null) this.#note(null);
    else if (file.endsWith(suffix)) this.#note(file.slice(0, -suffix.length));
  }

  /** @param name null: any of them may have changed */
  #note(name: string | null): void {
    if (name === null) this.#names = 'everything';
    else if (this.#names !== 'everything') this.#names.add(name);
    const now = performance.now();
    this.#sinceMs ??= now;
    const left = this.#sinceMs + limits.fileNoisyMs - now;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#tell(), Math.min(limits.fileQuietMs, Math.max(left, 0)));
  }

  #tell(): void {
    const names = this.#names;
    this.#names = new Set();
    this.#sinceMs = null;
    this.#changed(names);
  }

  #say(error: unknown): void {
    if (this.#isSaid) return;
    this.#isSaid = true;
    const what = 'Changes of files cannot be watched here; they are looked for once a second.';
    this.#log.warn({ err: error, folder: this.#folder }, what);
  }
}

/** Which folder it is; null: there is none. A number may be given again, so the time of its making counts too. */
function identityOf(folder: string): string | null {
  try {
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true });
    return `${dev} ${ino} ${birthtimeNs}`;
  } catch {
    return null;
  }
}

/**
 * @param folder made when it is not there
 * @param changed told what may have changed. Returns the function that ends it.
 */
export function watchFolder(
  folder: string,
  log: Log,
  changed: (change: FolderChange) => void,
): () => void {
  const watched = new FolderWatch(folder, log, changed);
  return () => watched.end();
}
