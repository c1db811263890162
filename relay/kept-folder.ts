/**
 * A folder of small JSON files that are the user's own: saved by the panel or by hand, checked, never half written,
 * each with the last good one beside it. A file with a mistake in it stays where it is, and the last good one is
 * used; one that is not even JSON any more when the program starts is put aside. Never throws for what is in a file.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../protocol/log.ts';
import { RelayError } from './errors.ts';
import { removeLeftovers, writeWhole } from './whole-file.ts';

const namePattern = /^[a-z][a-z0-9-]{0,39}$/;
const suffix = '.json';

export interface KeptFolderOptions {
  readonly folder: string;
  /** What one file is, for sentences: `theme`. */
  readonly kind: string;
  readonly bytesMax: number;
  readonly filesMax: number;
  /** @returns what is wrong with the value of the file of this name, in a sentence; null: nothing */
  readonly check: (name: string, value: unknown) => Promise<string | null>;
  /** Names of files that are none of the user's even if they lie here. */
  readonly except?: () => Promise<readonly string[]>;
  readonly log: Log;
}

/** One file as it is to be used. */
export interface Kept {
  /** The file's, or the last good one's; null: there is none that can be used. */
  readonly text: string | null;
  /** What is wrong with the file; null: nothing. */
  readonly problem: string | null;
}

interface Checked {
  readonly text: string;
  readonly problem: string | null;
  readonly isJson: boolean;
}

export class KeptFolder {
  readonly #options: KeptFolderOptions;
  /** Hash of what is used of each name, as it was told last. */
  readonly #told = new Map<string, string>();
  readonly #problems = new Map<string, string>();
  /** The last of the changes that were asked for; each waits for the one before. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: KeptFolderOptions) {
    this.#options = options;
  }

  /** Looks through the folder: damaged files give way to their last good ones. */
  open(): Promise<void> {
    return this.#inTurn(async () => {
      await removeLeftovers(this.#options.folder);
      for (const name of await this.names()) {
        await this.#mend(name);
        await this.#look(name);
      }
    });
  }

  async names(): Promise<string[]> {
    let files: string[];
    try {
      files = await readdir(this.#options.folder);
    } catch {
      return [];
    }
    const except = await this.#except();
    return files
      .filter((file) => file.endsWith(suffix))
      .map((file) => file.slice(0, -suffix.length))
      .filter((name) => namePattern.test(name) && !except.includes(name))
      .sort();
  }

  /** @returns null: there is no such file */
  async read(name: string): Promise<Kept | null> {
    if (!namePattern.test(name)) return null;
    const { isThere, text } = await this.#readSmall(this.#file(name));
    if (!isThere) return null;
    const checked = text === null ? null : await this.#check(name, text);
    if (checked !== null && checked.problem === null) return { text: checked.text, problem: null };
    const problem = checked?.problem ?? 'The file cannot be read or is too large.';
    const before = await this.#lastGood(name);
    return { text: before, problem };
  }

  /** The file's own text, whatever it holds; null: it cannot be read. */
  async raw(name: string): Promise<string | null> {
    return namePattern.test(name) ? (await this.#readSmall(this.#file(name))).text : null;
  }

  /**
   * Resolves when the text is on the disk; from then on a crash does not lose it. The text must have been checked.
   * @throws RelayError `too-large`, `too-many`
   */
  write(name: string, text: string): Promise<void> {
    const { bytesMax, filesMax, kind } = this.#options;
    return this.#inTurn(async () => {
      if (Buffer.byteLength(text) > bytesMax) {
        throw new RelayError('too-large', `A ${kind} has at most ${bytesMax} bytes.`);
      }
      const names = await this.names();
      if (!names.includes(name) && names.length >= filesMax) {
        const hint = `Delete a ${kind} that is not used any more.`;
        throw new RelayError('too-many', `There are ${filesMax} of them already.`, hint);
      }
      await writeWhole(this.#file(name), text);
      await writeWhole(lastGood(this.#file(name)), text);
      this.#problems.delete(name);
      this.#told.set(name, hashOf(text));
    });
  }

  /** @returns false: there was none. What was put aside earlier stays. */
  remove(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!(await this.names()).includes(name)) return false;
      await rm(this.#file(name), { force: true });
      await rm(lastGood(this.#file(name)), { force: true });
      this.#problems.delete(name);
      this.#told.delete(name);
      return true;
    });
  }

  /**
   * Files were written or deleted by somebody else.
   * @returns those of whose names something else is to be used now
   */
  changed(names: Iterable<string>): Promise<string[]> {
    return this.#inTurn(async () => {
      const news: string[] = [];
      const except = await this.#except();
      for (const name of names) {
        if (!namePattern.test(name) || except.includes(name)) continue;
        if (await this.#look(name)) news.push(name);
      }
      return news;
    });
  }

  /** Keeps what is good as the last good one, says what is not. @returns whether something else is used now */
  async #look(name: string): Promise<boolean> {
    const { log, kind } = this.#options;
    const kept = await this.read(name);
    const file = this.#file(name);
    if (kept?.problem != null && this.#problems.get(name) !== kept.problem) {
      const used = kept.text === null ? 'it cannot be used' : 'the last good one is used';
      const { problem } = kept;
      log.warn({ file, problem }, `There is a mistake in the file of a ${kind}: ${used}.`);
    }
    if (kept?.problem == null) this.#problems.delete(name);
    else this.#problems.set(name, kept.problem);
    if (kept?.text != null && kept.problem === null && kept.text !== (await this.#lastGood(name))) {
      await writeWhole(lastGood(file), kept.text).catch((error: unknown) => {
        log.warn({ err: error, file }, `No copy of a ${kind} could be put beside it.`);
      });
    }
    const hash = kept?.text == null ? undefined : hashOf(kept.text);
    if (this.#told.get(name) === hash) return false;
    if (hash === undefined) this.#told.delete(name);
    else this.#told.set(name, hash);
    return true;
  }

  /** A file that is not even JSON gives way to its last good one, where there is one. */
  async #mend(name: string): Promise<void> {
    const { log, kind } = this.#options;
    const file = this.#file(name);
    const { text } = await this.#readSmall(file);
    if (text === null || (await this.#check(name, text)).isJson) return;
    const before = await this.#lastGood(name);
    if (before === null) return;
    const aside = `${file}.damaged`;
    try {
      await rename(file, aside);
      await writeWhole(file, before);
    } catch (error) {
      log.warn({ err: error, file }, `The damaged file of a ${kind} could not be replaced.`);
      return;
    }
    const what = `The file of a ${kind} was damaged: the last good one took its place.`;
    log.warn({ file, problem: 'The file is not JSON.', keptAs: aside }, what);
  }

  async #lastGood(name: string): Promise<string | null> {
    const { text } = await this.#readSmall(lastGood(this.#file(name)));
    if (text === null) return null;
    return (await this.#check(name, text)).problem === null ? text : null;
  }

  async #check(name: string, text: string): Promise<Checked> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { text, isJson: false, problem: 'The file is not JSON.' };
    }
    return { text, isJson: true, problem: await this.#options.check(name, value) };
  }

  async #readSmall(file: string): Promise<{ isThere: boolean; text: string | null }> {
    try {
      const { size } = await stat(file);
      const text = size > this.#options.bytesMax ? null : await readFile(file, 'utf8');
      return { isThere: true, text };
    } catch (error) {
      return { isThere: (error as NodeJS.ErrnoException).code !== 'ENOENT', text: null };
    }
  }

  async #except(): Promise<readonly string[]> {
    return (await this.#options.except?.()) ?? [];
  }

  #file(name: string): string {
    return join(this.#options.folder, name + suffix);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => {});
    return done;
  }
}

function lastGood(file: string): string {
  return `${file}.last-good`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
