/**
 * A folder of small JSON files that are the user's own: saved by the panel or by hand, checked, never half written,
 * each with the last good one beside it. A file with a mistake in it, or in an encoding that is not read, stays where
 * it is, and the last good one is used; one that was cut off or holds no text when the program starts is put aside.
 * Follows no link and waits for no pipe. Never throws for what is in a file or in its place.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwnName, ownNameRule } from '../../protocol/file-name.ts';
import { readJson } from '../../protocol/json-text.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import {
  type FileSystem,
  removeLeftovers,
  removeWhole,
  renameWhole,
  systemFiles,
  writeWhole,
} from './atomic-file.ts';
import { readSmallFile } from './small-file.ts';

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
  readonly files?: FileSystem;
}

/** One file as it is to be used. */
export interface Kept {
  /** The file's, or the last good one's; null: there is none that can be used. */
  readonly text: string | null;
  /** What is wrong with the file; null: nothing. */
  readonly problem: string | null;
}

/** Names of files that may have changed, without `.json`. */
export type FolderChange = ReadonlySet<string> | 'everything';

type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'good'; readonly text: string }
  | { readonly kind: 'mistake' | 'damaged'; readonly problem: string };

export class KeptFolder {
  readonly #options: KeptFolderOptions;
  readonly #files: FileSystem;
  /** Hash of what is used of each name, as it was told last. */
  readonly #told = new Map<string, string>();
  readonly #problems = new Map<string, string>();
  /** The last of the changes that were asked for; each waits for the one before. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: KeptFolderOptions) {
    this.#options = options;
    this.#files = options.files ?? systemFiles;
  }

  /** Looks through the folder: damaged files give way to their last good ones. */
  open(): Promise<void> {
    return this.#inTurn(async () => {
      await removeLeftovers(this.#options.folder);
      await this.#sayUnusableNames();
      for (const name of await this.names()) {
        await this.#mend(name);
        await this.#look(name);
      }
    });
  }

  async names(): Promise<string[]> {
    const except = await this.#except();
    return (await this.#allNames())
      .filter((name) => isOwnName(name) && !except.includes(name))
      .slice(0, this.#options.filesMax);
  }

  /** @returns null: there is no such file */
  async read(name: string): Promise<Kept | null> {
    if (!isOwnName(name)) return null;
    const found = await this.#find(name, this.#file(name));
    if (found.kind === 'none') return null;
    if (found.kind === 'good') return { text: found.text, problem: null };
    return { text: await this.#lastGood(name), problem: found.problem };
  }

  /**
   * Resolves when the text is on the disk; from then on a crash does not lose it. The text must have been checked.
   * What was in its place and had a mistake in it stays under another name.
   * @throws RelayError `too-large`, `too-many`, `not-saved`
   */
  write(name: string, text: string): Promise<void> {
    const { bytesMax, filesMax, kind, log } = this.#options;
    return this.#inTurn(async () => {
      if (Buffer.byteLength(text) > bytesMax) {
        throw new RelayError('too-large', `A ${kind} has at most ${bytesMax} bytes.`);
      }
      const names = await this.names();
      if (!names.includes(name) && names.length >= filesMax) {
        const hint = `Delete a ${kind} that is not used any more.`;
        throw new RelayError('too-many', `There are ${filesMax} of them already.`, hint);
      }
      const file = this.#file(name);
      const before = await this.#find(name, file);
      if (before.kind === 'mistake' || before.kind === 'damaged') {
        const keptAs = `${file}.old`;
        await renameWhole(file, keptAs, this.#files);
        log.warn({ file, keptAs }, `The file of a ${kind} with a mistake in it was kept.`);
      }
      await writeWhole(file, text, { files: this.#files });
      this.#problems.delete(name);
      this.#told.set(name, hashOf(text));
      await this.#copy(name, text);
    });
  }

  /** @returns false: there was none. What was put aside earlier stays. @throws RelayError `not-saved` */
  remove(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!(await this.names()).includes(name)) return false;
      await removeWhole(this.#file(name), this.#files);
      this.#problems.delete(name);
      this.#told.delete(name);
      await removeWhole(lastGood(this.#file(name)), this.#files);
      return true;
    });
  }

  /**
   * Files were written or deleted by somebody else.
   * @returns those of whose names something else is to be used now
   */
  changed(change: FolderChange): Promise<string[]> {
    return this.#inTurn(async () => {
      const news: string[] = [];
      const except = await this.#except();
      const names =
        change === 'everything' ? new Set([...this.#told.keys(), ...(await this.names())]) : change;
      for (const name of names) {
        if (!isOwnName(name) || except.includes(name)) continue;
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
      await this.#copy(name, kept.text);
    }
    const hash = kept?.text == null ? undefined : hashOf(kept.text);
    if (this.#told.get(name) === hash) return false;
    if (hash === undefined) this.#told.delete(name);
    else this.#told.set(name, hash);
    return true;
  }

  /** Puts a copy of what is good beside it. */
  async #copy(name: string, text: string): Promise<void> {
    const file = this.#file(name);
    try {
      await writeWhole(lastGood(file), text, { files: this.#files });
    } catch (error) {
      const what = `No copy of a ${this.#options.kind} could be put beside it.`;
      this.#options.log.warn({ err: error, file }, what);
    }
  }

  /** A file that is damaged gives way to its last good one, where there is one. */
  async #mend(name: string): Promise<void> {
    const { log, kind } = this.#options;
    const file = this.#file(name);
    const found = await this.#find(name, file);
    if (found.kind !== 'damaged') return;
    const before = await this.#lastGood(name);
    if (before === null) return;
    const aside = `${file}.damaged`;
    try {
      await renameWhole(file, aside, this.#files);
      await writeWhole(file, before, { files: this.#files });
    } catch (error) {
      log.warn({ err: error, file }, `The damaged file of a ${kind} could not be replaced.`);
      return;
    }
    const what = `The file of a ${kind} was damaged: the last good one took its place.`;
    log.warn({ file, problem: found.problem, keptAs: aside }, what);
  }

  async #lastGood(name: string): Promise<string | null> {
    const found = await this.#find(name, lastGood(this.#file(name)));
    return found.kind === 'good' ? found.text : null;
  }

  async #find(name: string, file: string): Promise<Found> {
    const { bytesMax, check } = this.#options;
    const found = await readSmallFile(file, { bytesMax, links: 'refuse' });
    if (found.kind === 'none' || found.kind === 'damaged') return found;
    if (found.kind === 'other') return { kind: 'mistake', problem: found.problem };
    const json = readJson(found.text);
    if (!json.ok) return { kind: json.isCutOff ? 'damaged' : 'mistake', problem: json.problem };
    const problem = await check(name, json.value);
    return problem === null ? { kind: 'good', text: found.text } : { kind: 'mistake', problem };
  }

  async #sayUnusableNames(): Promise<void> {
    const { folder, kind, log } = this.#options;
    for (const name of await this.#allNames()) {
      // A copy of the schema is for the editor.
      if (isOwnName(name) || name.endsWith('.schema')) continue;
      const file = join(folder, name + suffix);
      log.warn({ file }, `A file is not used as a ${kind}: the name of one ${ownNameRule}.`);
    }
  }

  async #allNames(): Promise<string[]> {
    const files = await readdir(this.#options.folder).catch(() => []);
    return files
      .filter((file) => file.endsWith(suffix))
      .map((file) => file.slice(0, -suffix.length))
      .sort();
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
