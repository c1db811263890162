/**
 * Files of one kind (themes, layouts): those that come with the program, and the user's own, saved by the panel or by
 * hand. Built-in files take precedence over user files of the same name and are never written. Follows no link in the
 * user's folder, and never throws for what is in a file or in its place.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwnName, ownNameRule } from '../../protocol/file-name.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { removeLeftovers } from './atomic-file.ts';
import type { FolderChange } from './folder-watch.ts';
import { KeptJsonFile } from './kept-json-file.ts';
import { readSmallFile } from './small-file.ts';

const suffix = '.json';

export interface FileLibraryOptions {
  /** What one file is: `theme`. */
  readonly kind: string;
  /** Folder of the files that come with the program. */
  readonly builtIn: string;
  /** Folder of the user's files. */
  readonly own: string;
  readonly bytesMax: number;
  /** Of the user's files. */
  readonly filesMax: number;
  /** @returns what is wrong with the file of this name, in a sentence; null: nothing */
  readonly check: (name: string, value: unknown) => Promise<string | null>;
  /** A name that no file may have. */
  readonly reservedName?: string;
  readonly log: Log;
}

export interface LibraryFile {
  readonly name: string;
  readonly isBuiltIn: boolean;
  /** Of the file, or of its last good version; null: neither can be used. */
  readonly text: string | null;
  /** What is wrong with the file; null: nothing. */
  readonly problem: string | null;
}

export class FileLibrary {
  readonly #options: FileLibraryOptions;
  /** Hash of the content last announced, by name. */
  readonly #announced = new Map<string, string>();
  /** What is wrong with files, as logged last, by name. */
  readonly #problems = new Map<string, string>();
  /** The last change; each waits for the one before. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: FileLibraryOptions) {
    this.#options = options;
  }

  /** Replaces damaged files by their last good versions and logs what is wrong with others. */
  open(): Promise<void> {
    return this.#inTurn(async () => {
      await removeLeftovers(this.#options.own);
      await this.#logUnusableNames();
      for (const name of await this.#ownNames()) {
        await this.#file(name).repair();
        await this.#update(name);
      }
    });
  }

  async names(): Promise<string[]> {
    return [...(await this.#builtInNames()), ...(await this.#ownNames())];
  }

  /** Every file, the built-in ones first. */
  async list(): Promise<LibraryFile[]> {
    const files = await Promise.all((await this.names()).map((name) => this.read(name)));
    return files.filter((file) => file !== null);
  }

  /** @returns null: there is no such file */
  async read(name: string): Promise<LibraryFile | null> {
    if (!this.#isUsable(name)) return null;
    if ((await this.#builtInNames()).includes(name)) {
      const text = await this.#builtInText(name);
      const problem = text === null ? 'It cannot be read.' : null;
      return { name, isBuiltIn: true, text, problem };
    }
    const content = await this.#file(name).read();
    if (content === null) return null;
    const { good, problem } = content;
    return { name, isBuiltIn: false, text: good?.text ?? null, problem };
  }

  /** The JSON Schema for editors, `{kind}.schema`; null: it is missing. */
  schema(): Promise<string | null> {
    return this.#builtInText(`${this.#options.kind}.schema`);
  }

  folderOf({ isBuiltIn }: LibraryFile): string {
    return isBuiltIn ? this.#options.builtIn : this.#options.own;
  }

  /** @throws RelayError `bad-parameter`, `built-in`: the user may not have a file of this name */
  async checkName(name: string, what: 'changed' | 'deleted'): Promise<void> {
    const { kind, reservedName } = this.#options;
    if (!this.#isUsable(name)) {
      const also = reservedName === undefined ? '' : `, and not \`${reservedName}\``;
      const sentence = `A ${kind}’s name ${ownNameRule}.`;
      throw new RelayError('bad-parameter', sentence, `At most 40 characters${also}.`);
    }
    if (!(await this.#builtInNames()).includes(name)) return;
    const sentence = `The ${kind} ${name} comes with the program and is not ${what}.`;
    throw new RelayError('built-in', sentence, 'Save it under another name.');
  }

  /**
   * Resolves when the file is on disk, where a crash does not lose it. Name and value must have been checked.
   * @throws RelayError `too-large`, `too-many`, `not-saved`
   */
  write(name: string, value: unknown): Promise<void> {
    const { bytesMax, filesMax, kind } = this.#options;
    const text = `${JSON.stringify(value, null, 2)}\n`;
    return this.#inTurn(async () => {
      if (Buffer.byteLength(text) > bytesMax) {
        throw new RelayError('too-large', `A ${kind} has at most ${bytesMax} bytes.`);
      }
      const names = await this.#ownNames();
      if (!names.includes(name) && names.length >= filesMax) {
        const hint = `Delete a ${kind} that is not used any more.`;
        throw new RelayError('too-many', `There are ${filesMax} of them already.`, hint);
      }
      await this.#file(name).write(text);
      this.#problems.delete(name);
      this.#announced.set(name, hashOf(text));
    });
  }

  /** Deletes a file of the user's. @throws RelayError `bad-parameter`, `built-in`, `not-found`, `not-saved` */
  async remove(name: string): Promise<void> {
    await this.checkName(name, 'deleted');
    await this.#inTurn(async () => {
      if (!(await this.#ownNames()).includes(name)) {
        const sentence = `There is no ${this.#options.kind} ${JSON.stringify(name)} of your own.`;
        throw new RelayError('not-found', sentence);
      }
      await this.#file(name).remove();
      this.#problems.delete(name);
      this.#announced.delete(name);
    });
  }

  /** Reads user files that were edited by hand. @returns names whose content changed */
  changed(change: FolderChange): Promise<string[]> {
    return this.#inTurn(async () => {
      const builtIn = await this.#builtInNames();
      const names =
        change === 'everything'
          ? new Set([...this.#announced.keys(), ...(await this.#ownNames())])
          : change;
      const changed: string[] = [];
      for (const name of names) {
        if (!isOwnName(name) || builtIn.includes(name)) continue;
        if (await this.#update(name)) changed.push(name);
      }
      return changed;
    });
  }

  /** Copies a good file, logs a new problem. @returns whether the content to use has changed */
  async #update(name: string): Promise<boolean> {
    const { log, kind } = this.#options;
    const file = this.#file(name);
    const content = await file.read();
    const { good = null, problem = null } = content ?? {};
    if (problem === null) this.#problems.delete(name);
    else if (this.#problems.get(name) !== problem) {
      this.#problems.set(name, problem);
      const used = good === null ? 'it cannot be used' : 'the last good one is used';
      const fields = { file: this.#path(name), problem };
      log.warn(fields, `There is a mistake in the file of a ${kind}: ${used}.`);
    }
    if (good !== null && problem === null) await file.copy(good.text);
    const hash = good === null ? undefined : hashOf(good.text);
    if (this.#announced.get(name) === hash) return false;
    if (hash === undefined) this.#announced.delete(name);
    else this.#announced.set(name, hash);
    return true;
  }

  async #logUnusableNames(): Promise<void> {
    const { own, kind, log } = this.#options;
    for (const name of await namesIn(own)) {
      // A copy of the schema is for the editor.
      if (isOwnName(name) || name.endsWith('.schema')) continue;
      const sentence = `A file is not used as a ${kind}: the name of one ${ownNameRule}.`;
      log.warn({ file: this.#path(name) }, sentence);
    }
  }

  async #builtInNames(): Promise<string[]> {
    return (await namesIn(this.#options.builtIn)).filter(isOwnName);
  }

  async #ownNames(): Promise<string[]> {
    const builtIn = await this.#builtInNames();
    return (await namesIn(this.#options.own))
      .filter((name) => isOwnName(name) && !builtIn.includes(name))
      .slice(0, this.#options.filesMax);
  }

  async #builtInText(name: string): Promise<string | null> {
    const { builtIn, bytesMax } = this.#options;
    const found = await readSmallFile(join(builtIn, name + suffix), { bytesMax, links: 'follow' });
    return found.kind === 'text' ? found.text : null;
  }

  #isUsable(name: string): boolean {
    return isOwnName(name) && name !== this.#options.reservedName;
  }

  #path(name: string): string {
    return join(this.#options.own, name + suffix);
  }

  #file(name: string): KeptJsonFile<unknown> {
    const { kind, bytesMax, check, log } = this.#options;
    return new KeptJsonFile({
      file: this.#path(name),
      what: `the file of a ${kind}`,
      bytesMax,
      links: 'refuse',
      check: async (value) => {
        const problem = await check(name, value);
        return problem === null ? { value } : { problem };
      },
      log,
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => {});
    return done;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
