/** The themes: lists, serves, saves and deletes them. */
import { join } from 'node:path';
import { problemsText } from '../../../protocol/file-schema.ts';
import { readJson } from '../../../protocol/json-text.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import type { ThemeMetadata } from '../../../protocol/theme-metadata.ts';
import { checkTheme } from '../../../protocol/theme-schema.ts';
import { RelayError } from '../../errors.ts';
import { FileLibrary, type LibraryFile } from '../../files/file-library.ts';
import { presentThemeName } from './former-names.ts';
import { findPreview, readPreview } from './theme-preview.ts';

const schemaName = 'theme.schema';

export class Themes {
  readonly files: FileLibrary;

  /** @param builtIn folder of the themes that come with the program */
  constructor(builtIn: string, userFolder: string, log: Log) {
    this.files = new FileLibrary({
      kind: 'theme',
      builtIn,
      own: join(userFolder, 'themes'),
      bytesMax: limits.themeBytesMax,
      filesMax: limits.ownThemesMax,
      check: async (name, value) => themeProblem(name, value),
      log,
    });
  }

  /**
   * The text of a theme, or of the schema (`theme.schema`); null: there is none. A file that is no theme is never served:
   * it may contain anything.
   * @throws RelayError `bad-theme`: there is a file, and no good version of it
   */
  async read(name: string): Promise<string | null> {
    if (name === schemaName) return this.files.schema();
    const file = await this.#find(name);
    if (file === null || file.text !== null) return file?.text ?? null;
    throw new RelayError('bad-theme', `The theme ${name} cannot be used: ${file.problem}`);
  }

  /** The picture of a theme. @param kind ending of its name @returns null: it has none of this kind */
  async picture(name: string, kind: string): Promise<{ type: string; bytes: Buffer } | null> {
    const file = await this.#find(name);
    const found = file === null ? null : await this.#preview(file);
    if (found === null || found.kind !== kind) return null;
    const bytes = await readPreview(found);
    return bytes === null ? null : { type: found.type, bytes };
  }

  async list(): Promise<ThemeMetadata[]> {
    const files = await this.files.list();
    return Promise.all(files.map((file) => this.#metadata(file)));
  }

  /**
   * Saves a theme of the user's own.
   * @throws RelayError `bad-parameter`, `built-in`, `bad-theme`, `too-large`, `too-many`, `not-saved`
   */
  async save(name: string, value: unknown): Promise<void> {
    await this.files.checkName(name, 'changed');
    const problem = themeProblem(name, value);
    if (problem !== null) throw new RelayError('bad-theme', problem);
    await this.files.write(name, value);
  }

  /** Also under a former name. */
  async #find(name: string): Promise<LibraryFile | null> {
    return (await this.files.read(name)) ?? this.files.read(presentThemeName(name, []));
  }

  async #metadata(file: LibraryFile): Promise<ThemeMetadata> {
    const { name, isBuiltIn: builtIn, text, problem } = file;
    const json = text === null ? null : readJson(text);
    const theme = new Map(Object.entries((json?.ok === true ? json.value : null) ?? {}));
    const wordsOf = (key: string): string => {
      const words: unknown = theme.get(key);
      return typeof words === 'string' ? words.slice(0, 200) : '';
    };
    const preview = await this.#preview(file);
    return {
      name,
      title: wordsOf('title') || name,
      author: wordsOf('author'),
      description: wordsOf('description'),
      preview: preview === null ? null : `/themes/${name}.${preview.kind}`,
      builtIn,
      problem,
      ...(problem !== null && text !== null ? { lastGood: true } : {}),
    };
  }

  async #preview(file: LibraryFile) {
    return file.text === null ? null : findPreview(this.files.folderOf(file), file.text);
  }
}

/** @param name of the file @returns what is wrong with it, in a sentence; null: nothing */
function themeProblem(name: string, value: unknown): string | null {
  const { theme, problems } = checkTheme(value);
  if (theme === null) return `${problemsText(problems, limits.themeProblemsShownMax)}.`;
  return theme.name === name ? null : `The file must say "name": "${name}", like its file name.`;
}
