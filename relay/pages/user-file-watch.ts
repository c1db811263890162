/** Looks after the files of themes and layouts that the user saves by hand, so that pages show them at once. */
import { join } from 'node:path';
import type { Log } from '../../protocol/log.ts';
import { watchFolder } from '../files/folder-watch.ts';
import type { Pages } from './pages.ts';

export interface SavedFilesParts {
  readonly pages: Pages;
  readonly userFolder: string;
  readonly log: Log;
  /** A theme or layout of this name is another one now. */
  readonly onTheme: (name: string) => void;
  readonly onLayout: (name: string) => void;
}

/** Returns the function that ends it; it may be called twice. */
export function watchSavedFiles(parts: SavedFilesParts): () => void {
  const { pages, userFolder, log, onTheme, onLayout } = parts;
  const ends = [
    watchFolder(join(userFolder, 'themes'), log, (change) => {
      void pages.themes.changed(change).then((news) => news.forEach(onTheme));
    }),
    watchFolder(join(userFolder, 'layouts'), log, (change) => {
      void pages.layouts.changed(change).then((news) => news.forEach(onLayout));
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
