/** Loads the fonts for names of drivers that appear while a page is open. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { loadFonts } from '../../theme/fonts.ts';
import { composed, filesFor } from '../../theme/name-faces.ts';

const folder = '/assets/fonts/';
/** By file; shared by the overlays of a page. */
const loading = new Map<string, Promise<unknown>>();

export class NameFonts {
  /** Changes when names can be written in their own letters. */
  version = 0;
  readonly #theme: Theme;
  readonly #seen = new Set<string>();

  constructor(theme: Theme) {
    this.#theme = theme;
  }

  /** Call with each name that is written; the same name again costs nothing. */
  want(name: string): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const files = filesFor(this.#theme.fonts.labels, composed(name));
    const missing = files.filter(({ file }) => !loading.has(file));
    for (const font of missing) loading.set(font.file, loadFonts([font], folder));
    if (files.length === 0) return;
    void Promise.all(files.map(({ file }) => loading.get(file))).then(() => {
      this.version += 1;
    });
  }
}
