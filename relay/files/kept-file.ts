/**
 * A small JSON file that the program keeps and people may edit: checked when it is read, never half written, with the
 * last good one beside it. A damaged file is put aside and replaced by the last good one. A file with a mistake in it,
 * or in an encoding that is not read, is somebody's work: it stays where it is, and the last good one is used.
 */
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import {
  type FileSystem,
  keepPrivate,
  renameWhole,
  systemFiles,
  writeWhole,
} from './atomic-file.ts';
import { readSmallFile } from './small-file.ts';

export interface KeptFileOptions<T> {
  readonly file: string;
  /** @returns the value, or the sentence that says what is wrong with it */
  readonly check: (value: unknown) => { readonly value: T } | { readonly problem: string };
  /** While there is no file. */
  readonly fallback: T;
  /** It holds passwords or keys: only the owner may read it. */
  readonly isSecret?: boolean;
  readonly log: Log;
  readonly files?: FileSystem;
}

type Read<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'good'; readonly value: T; readonly text: string }
  | { readonly kind: 'mistake' | 'damaged'; readonly problem: string };

export class KeptFile<T> {
  readonly #options: KeptFileOptions<T>;
  readonly #files: FileSystem;
  #value: T;
  /** What is on the disk now, when it is good. */
  #text: string | null = null;
  /** Something is there that was not understood: it must not be lost when the file is written. */
  #isTheirs = false;
  /** The last of the changes that were asked for; each waits for the one before. */
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(options: KeptFileOptions<T>) {
    this.#options = options;
    this.#files = options.files ?? systemFiles;
    this.#value = options.fallback;
  }

  /** Reads the file. Never throws for what is in it or in its place. */
  static async open<T>(options: KeptFileOptions<T>): Promise<KeptFile<T>> {
    const kept = new KeptFile(options);
    await kept.#load();
    return kept;
  }

  get value(): T {
    return this.#value;
  }

  /** As `update`, whatever the value was before. */
  async set(value: T): Promise<void> {
    await this.update(() => value);
  }

  /**
   * Changes the value. Resolves when it is on the disk; from then on a crash does not lose it.
   * @throws RelayError `not-saved`; the value is as it was
   */
  update(change: (value: T) => T): Promise<void> {
    const done = this.#changing.then(async () => {
      const value = change(this.#value);
      await this.#write(`${JSON.stringify(value, null, 2)}\n`);
      this.#value = value;
    });
    this.#changing = done.catch(() => {});
    return done;
  }

  async #write(text: string): Promise<void> {
    const { file, log } = this.#options;
    const options = { isSecret: this.#options.isSecret === true, files: this.#files };
    if (this.#text !== null && this.#text !== text) {
      await writeWhole(lastGood(file), this.#text, options);
    }
    if (this.#isTheirs) {
      const keptAs = `${file}.old`;
      if ((await this.#read(file)).kind !== 'none') await renameWhole(file, keptAs, this.#files);
      log.warn(
        { file, keptAs },
        'A settings file with a mistake in it was kept under another name.',
      );
      this.#isTheirs = false;
    }
    await writeWhole(file, text, options);
    this.#text = text;
  }

  async #load(): Promise<void> {
    const { file, log, isSecret } = this.#options;
    const aside = `${file}.damaged`;
    if (isSecret)
      for (const one of [file, lastGood(file), aside, `${file}.old`]) await keepPrivate(one);
    const read = await this.#read(file);
    if (read.kind === 'none') return;
    if (read.kind === 'good') {
      this.#value = read.value;
      this.#text = read.text;
      return;
    }
    const { problem } = read;
    const before = await this.#read(lastGood(file));
    if (before.kind === 'good') this.#value = before.value;
    const used = before.kind === 'good' ? 'the last good one' : 'the defaults';
    if (read.kind === 'mistake') {
      this.#isTheirs = true;
      const is = before.kind === 'good' ? 'is' : 'are';
      log.warn({ file, problem }, `There is a mistake in a settings file: ${used} ${is} used.`);
      return;
    }
    try {
      await renameWhole(file, aside, this.#files);
      if (before.kind === 'good') await this.#write(before.text);
    } catch (error) {
      this.#isTheirs = true;
      log.warn({ err: error, file, problem }, 'A damaged settings file could not be replaced.');
      return;
    }
    const what = `A settings file was damaged: ${used} took its place.`;
    log.warn({ file, problem, keptAs: aside }, what);
  }

  async #read(file: string): Promise<Read<T>> {
    const bytesMax = limits.keptFileBytesMax;
    const found = await readSmallFile(file, { bytesMax, links: 'follow' });
    if (found.kind === 'none' || found.kind === 'damaged') return found;
    if (found.kind === 'other') return { kind: 'mistake', problem: found.problem };
    const json = readJson(found.text);
    if (!json.ok) return { kind: json.isCutOff ? 'damaged' : 'mistake', problem: json.problem };
    const checked = this.#options.check(json.value);
    if ('problem' in checked) return { kind: 'mistake', problem: checked.problem };
    return { kind: 'good', value: checked.value, text: found.text };
  }
}

function lastGood(file: string): string {
  return `${file}.last-good`;
}
