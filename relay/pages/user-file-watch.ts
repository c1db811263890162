/** Watches the user's folders of themes and layouts, so that pages show at once what is saved by hand. */
import { join } from 'node:path';
import type { Log } from '../../protocol/log.ts';
import type { FileLibrary } from '../files/file-library.ts';
import { watchFolder } from '../files/folder-watch.ts';
import type { Pages } from './pages.ts';

export interface UserFileWatchParts {
  readonly pages: Pages;
  readonly userFolder: string;
  readonly log: Log;
  /** Called with the name of a theme or layout that has changed. */
  readonly onTheme: (name: string) => void;
  readonly onLayout: (name: string) => void;
}

/** @returns the function that ends it; it resolves once no file is read any more, and may be called twice */
export function watchUserFiles(parts: UserFileWatchParts): () => Promise<void> {
  const { pages, userFolder, log, onTheme, onLayout } = parts;
  const readings = new Set<Promise<void>>();
  const follow = (folder: string, files: FileLibrary, onChanged: (name: string) => void) =>
    watchFolder(join(userFolder, folder), log, (change) => {
      const reading = files
        .changed(change)
        .then((names) => names.forEach(onChanged))
        .finally(() => readings.delete(reading));
      readings.add(reading);
    });
  const ends = [
    follow('themes', pages.themes.files, onTheme),
    follow('layouts', pages.layouts.files, onLayout),
  ];
  return async () => {
    for (const end of ends) end();
    await Promise.allSettled(readings);
  };
}
