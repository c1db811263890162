/**
 * Notices that JSON files in a folder of the user's were saved, so that pages show them at once. Editors write a file
 * in several steps, so a change is told once things are quiet. Reads no file.
 */
import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';

/**
 * @param folder made when it is not there
 * @param changed told the names of files, without `.json`. Returns the function that ends it.
 */
export function watchFolder(
  folder: string,
  log: Log,
  changed: (names: ReadonlySet<string>) => void,
): () => void {
  const names = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher;
  try {
    mkdirSync(folder, { recursive: true });
    watcher = watch(folder, (_event, file) => {
      if (file === null || !file.endsWith('.json')) return;
      names.add(file.slice(0, -'.json'.length));
      clearTimeout(timer);
      timer = setTimeout(() => {
        const told = new Set(names);
        names.clear();
        changed(told);
      }, limits.fileQuietMs);
    });
  } catch (error) {
    log.warn({ err: error, folder }, 'Changes of files cannot be watched here.');
    return () => {};
  }
  watcher.on('error', (error) => {
    log.warn({ err: error, folder }, 'Changes of files are watched no longer.');
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
