/**
 * The theme files: those that come with the program and the user's own in `themes/`. Serves, lists, saves and deletes
 * them. Must never open a file by a name that is not a theme's, nor write over a theme that comes with the program.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { KeptFolder } from '../kept-folder.ts';
import { ThemeCheck } from './theme-check.ts';
import { findPreview, readPreview, type ThemePreview } from './theme-preview.ts';

export const themeNamePattern = /^[a-z][a-z0-9-]{0,39}$/;
const fileSuffix = '.json';
const schemaName = 'theme.schema';

/** As `GET /api/themes` lists a theme. */
export interface ThemeFacts {
  name: string;
  title: string;
  author: string;
  description: string;
  /** Address of a picture of it; null: it has none. */
  preview: string | null;
  /** It comes with the program. */
  builtIn: boolean;
  /** What is wrong with the file; null: nothing. */
  problem: string | null;
  /** There is a problem, and the last good version is shown instead. */
  lastGood?: true;
}

export class Themes {
  readonly #builtIn: string;
  readonly #check: ThemeCheck;
  readonly #own: KeptFolder;
  readonly #ownFolder: string;

  constructor(builtIn: string, userFolder: string, log: Log) {
    this.#builtIn = builtIn;
    this.#check = new ThemeCheck(join(builtIn, schemaName + fileSuffix));
    this.#ownFolder = join(userFolder, 'themes');
    this.#own = new KeptFolder({
      folder: this.#ownFolder,
      kind: 'theme',
      bytesMax: limits.themeBytesMax,
      filesMax: limits.ownThemesMax,
      check: (name, value) => this.#check.problem(name, value),
      except: () => this.#builtInNames(),
      log,
    });
  }

  /** Damaged files of the user's give way to their last good ones. */
  open(): Promise<void> {
    return this.#own.open();
  }

  /** Files in the user's folder were written by somebody. @returns the names whose theme looks different now */
  changed(names: Iterable<string>): Promise<string[]> {
    return this.#own.changed(names);
  }

  /** The text of a theme file, or of the schema (`theme.schema`); null: there is none. */
  async read(name: string): Promise<string | null> {
    if (!themeNamePattern.test(name) && name !== schemaName) return null;
    const text = await readSmall(join(this.#builtIn, name + fileSuffix));
    if (text !== null || name === schemaName) return text;
    const kept = await this.#own.read(name);
    if (kept === null) return null;
    // The page that asks says what is wrong with it.
    return kept.text ?? (await this.#own.raw(name));
  }

  /** The picture of a theme. @param kind end of its name @returns null: it has none of this kind */
  async picture(name: string, kind: string): Promise<{ type: string; bytes: Buffer } | null> {
    if (!themeNamePattern.test(name)) return null;
    const isBuiltIn = (await this.#builtInNames()).includes(name);
    const text = await this.read(name);
    if (text === null) return null;
    const found = await findPreview(isBuiltIn ? this.#builtIn : this.#ownFolder, text);
    if (found === null || found.kind !== kind) return null;
    const bytes = await readPreview(found);
    return bytes === null ? null : { type: found.type, bytes };
  }

  async list(): Promise<ThemeFacts[]> {
    const found = new Map<string, ThemeFacts>();
    for (const name of await this.#builtInNames()) {
      const text = await readSmall(join(this.#builtIn, name + fileSuffix));
      const preview = await addressOf(name, text, this.#builtIn);
      found.set(name, { ...factsOf(name, true, text), preview });
    }
    for (const name of await this.#own.names()) {
      const kept = found.has(name) ? null : await this.#own.read(name);
      if (kept === null) continue;
      const { text, problem } = kept;
      const facts = factsOf(name, false, text ?? (await this.#own.raw(name)));
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
    const problem = await this.#check.problem(name, value);
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
    if (!themeNamePattern.test(name)) {
      const sentence = 'A theme’s name is made of a-z, 0-9 and -, and begins with a letter.';
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
      .filter((name) => themeNamePattern.test(name))
      .sort();
  }
}

async function addressOf(
  name: string,
  text: string | null,
  folder: string,
): Promise<string | null> {
  const found: ThemePreview | null = text === null ? null : await findPreview(folder, text);
  return found === null ? null : `/themes/${name}.${found.kind}`;
}

async function readSmall(file: string): Promise<string | null> {
  try {
    const { size } = await stat(file);
    return size > limits.themeBytesMax ? null : await readFile(file, 'utf8');
  } catch {
    return null;
  }
}

function factsOf(name: string, builtIn: boolean, text: string | null): ThemeFacts {
  const facts: ThemeFacts = {
    name,
    title: name,
    author: '',
    description: '',
    preview: null,
    builtIn,
    problem: null,
  };
  if (text === null) return { ...facts, problem: 'The file cannot be read or is too large.' };
  let theme: Record<string, unknown>;
  try {
    theme = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { ...facts, problem: 'The file is not JSON.' };
  }
  if (typeof theme !== 'object' || theme === null) return facts;
  const words = (key: string) => (typeof theme[key] === 'string' ? theme[key].slice(0, 200) : '');
  return {
    ...facts,
    title: words('title') || name,
    author: words('author'),
    description: words('description'),
  };
}
