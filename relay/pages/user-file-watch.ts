/** Watches the user's folders of themes and layouts, so that pages show at once what is saved by hand. */
import { join } from 'node:path';
import type { Log } from '../../protocol/log.ts';
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

/** @returns the function that ends it, which may be called twice */
export function watchUserFiles(parts: UserFileWatchParts): () => void {
  const { pages, userFolder, log, onTheme, onLayout } = parts;
  const ends = [
    watchFolder(join(userFolder, 'themes'), log, (change) => {
      void pages.themes.files.changed(change).then((names) => names.forEach(onTheme));
    }),
    watchFolder(join(userFolder, 'layouts'), log, (change) => {
      void pages.layouts.files.changed(change).then((names) => names.forEach(onLayout));
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
