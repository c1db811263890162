/**
 * The theme files: those that come with the program and the user's own in `themes/`. Serves, lists, saves and deletes
 * them. Must never open a file by a name that is not a theme's, nor write over a theme that comes with the program.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwnName, ownNameRule } from '../../../protocol/file-name.ts';
import { problemsText } from '../../../protocol/file-schema.ts';
import { readJson } from '../../../protocol/json-text.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import type { ThemeMetadata } from '../../../protocol/theme-metadata.ts';
import { checkTheme } from '../../../protocol/theme-schema.ts';
import { RelayError } from '../../errors.ts';
import { type FolderChange, KeptFolder } from '../../files/kept-folder.ts';
import { readSmallFile } from '../../files/small-file.ts';
import { findPreview, readPreview, type ThemePreview } from './theme-preview.ts';

const fileSuffix = '.json';
const schemaName = 'theme.schema';

export class Themes {
  readonly #builtIn: string;
  readonly #own: KeptFolder;
  readonly #ownFolder: string;

  constructor(builtIn: string, userFolder: string, log: Log) {
    this.#builtIn = builtIn;
    this.#ownFolder = join(userFolder, 'themes');
    this.#own = new KeptFolder({
      folder: this.#ownFolder,
      kind: 'theme',
      bytesMax: limits.themeBytesMax,
      filesMax: limits.ownThemesMax,
      check: async (name, value) => themeProblem(name, value),
      except: () => this.#builtInNames(),
      log,
    });
  }

  /** Damaged files of the user's give way to their last good ones. */
  open(): Promise<void> {
    return this.#own.open();
  }

  /** Files in the user's folder were written by somebody. @returns the names whose theme looks different now */
  changed(change: FolderChange): Promise<string[]> {
    return this.#own.changed(change);
  }

  /**
   * The text of a theme, or of the schema (`theme.schema`); null: there is none. What is no theme is never given: the
   * file may hold anything.
   * @throws RelayError `bad-theme`, where there is a file and nothing good of it
   */
  async read(name: string): Promise<string | null> {
    if (!isOwnName(name) && name !== schemaName) return null;
    const text = await this.#builtInText(name);
    if (text !== null || name === schemaName) return text;
    const kept = await this.#own.read(name);
    if (kept === null || kept.text !== null) return kept?.text ?? null;
    throw new RelayError('bad-theme', `The theme ${name} cannot be used: ${kept.problem}`);
  }

  /** The picture of a theme. @param kind end of its name @returns null: it has none of this kind */
  async picture(name: string, kind: string): Promise<{ type: string; bytes: Buffer } | null> {
    if (!isOwnName(name)) return null;
    const isBuiltIn = (await this.#builtInNames()).includes(name);
    const text = isBuiltIn
      ? await this.#builtInText(name)
      : ((await this.#own.read(name))?.text ?? null);
    if (text === null) return null;
    const found = await findPreview(isBuiltIn ? this.#builtIn : this.#ownFolder, text);
    if (found === null || found.kind !== kind) return null;
    const bytes = await readPreview(found);
    return bytes === null ? null : { type: found.type, bytes };
  }

  async list(): Promise<ThemeMetadata[]> {
    const found = new Map<string, ThemeMetadata>();
    for (const name of await this.#builtInNames()) {
      const text = await this.#builtInText(name);
      const preview = await addressOf(name, text, this.#builtIn);
      const problem = text === null ? 'It cannot be read.' : null;
      found.set(name, { ...factsOf(name, true, text), preview, problem });
    }
    for (const name of await this.#own.names()) {
      const kept = found.has(name) ? null : await this.#own.read(name);
      if (kept === null) continue;
      const { text, problem } = kept;
      const facts = factsOf(name, false, text);
      const preview = await addressOf(name, text, this.#ownFolder);
      const used = problem !== null && text !== null ? ({ lastGood: true } as const) : {};
      found.set(name, { ...facts, preview, problem, ...used });
    }
    return [...found.values()];
  }

  /**
   * Saves a theme of the user's own; from then on a crash does not lose it.
   * @throws RelayError `bad-parameter`, `built-in`, `bad-theme`, `too-large`, `too-many`
   */
  async save(name: string, value: unknown): Promise<void> {
    await this.#checkOwn(name, 'changed');
    const problem = themeProblem(name, value);
    if (problem !== null) throw new RelayError('bad-theme', problem);
    await this.#own.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** @throws RelayError `bad-parameter`, `built-in`, `not-found` */
  async remove(name: string): Promise<void> {
    await this.#checkOwn(name, 'deleted');
    if (await this.#own.remove(name)) return;
    throw new RelayError('not-found', `There is no theme ${JSON.stringify(name)} of your own.`);
  }

  async #checkOwn(name: string, what: string): Promise<void> {
    if (!isOwnName(name)) {
      const sentence = `A theme’s name ${ownNameRule}.`;
      throw new RelayError('bad-parameter', sentence, 'At most 40 characters.');
    }
    if (!(await this.#builtInNames()).includes(name)) return;
    const sentence = `The theme ${name} comes with the program and is not ${what}.`;
    throw new RelayError('built-in', sentence, 'Save it under another name.');
  }

  async #builtInNames(): Promise<string[]> {
    const files = await readdir(this.#builtIn).catch(() => []);
    return files
      .filter((file) => file.endsWith(fileSuffix))
      .map((file) => file.slice(0, -fileSuffix.length))
      .filter((name) => isOwnName(name))
      .sort();
  }

  async #builtInText(name: string): Promise<string | null> {
    const file = join(this.#builtIn, name + fileSuffix);
    const bytesMax = limits.themeBytesMax;
    const found = await readSmallFile(file, { bytesMax, links: 'follow' });
    return found.kind === 'text' ? found.text : null;
  }
}

/** @param name of the file @returns what is wrong with it, in a sentence; null: nothing */
function themeProblem(name: string, value: unknown): string | null {
  const { theme, problems } = checkTheme(value);
  if (theme === null) return `${problemsText(problems, limits.themeProblemsShownMax)}.`;
  return theme.name === name ? null : `The file must say "name": "${name}", as it is called.`;
}

async function addressOf(
  name: string,
  text: string | null,
  folder: string,
): Promise<string | null> {
  const found: ThemePreview | null = text === null ? null : await findPreview(folder, text);
  return found === null ? null : `/themes/${name}.${found.kind}`;
}

/** @param text of a file that can be used; null: there is none */
function factsOf(name: string, builtIn: boolean, text: string | null): ThemeMetadata {
  const json = text === null ? null : readJson(text);
  const value = json?.ok === true ? json.value : null;
  const theme = new Map(Object.entries(value ?? {}));
  const words = (key: string): string => {
    const said: unknown = theme.get(key);
    return typeof said === 'string' ? said.slice(0, 200) : '';
  };
  return {
    name,
    title: words('title') || name,
    author: words('author'),
    description: words('description'),
    preview: null,
    builtIn,
    problem: null,
  };
}
