/**
 * A small JSON file that the program keeps: checked when it is read, never half written, with the last good one
 * beside it. A damaged file is put aside under another name, said, and replaced by the last good one.
 */
import { readFile, rename } from 'node:fs/promises';
import type { Log } from '../../protocol/log.ts';
import { writeWhole } from '../whole-file.ts';

export interface KeptFileOptions<T> {
  readonly file: string;
  /** @returns the value, or the sentence that says what is wrong with it */
  readonly check: (value: unknown) => { readonly value: T } | { readonly problem: string };
  /** While there is no file. */
  readonly fallback: T;
  readonly log: Log;
}

type Read<T> = { readonly value: T; readonly text: string } | { readonly problem: string } | null;

export class KeptFile<T> {
  readonly #options: KeptFileOptions<T>;
  #value: T;
  /** What is on the disk now, when it is good. */
  #text: string | null = null;
  /** The last of the writes that were asked for; each waits for the one before. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: KeptFileOptions<T>) {
    this.#options = options;
    this.#value = options.fallback;
  }

  /** Reads the file. Never throws for what is in it. */
  static async open<T>(options: KeptFileOptions<T>): Promise<KeptFile<T>> {
    const kept = new KeptFile(options);
    await kept.#load();
    return kept;
  }

  get value(): T {
    return this.#value;
  }

  /** Resolves when the value is on the disk; from then on a crash does not lose it. */
  async set(value: T): Promise<void> {
    this.#value = value;
    const text = `${JSON.stringify(value, null, 2)}\n`;
    const written = this.#writing.then(() => this.#write(text));
    this.#writing = written.catch(() => {});
    await written;
  }

  async #write(text: string): Promise<void> {
    const { file } = this.#options;
    if (this.#text !== null && this.#text !== text) await writeWhole(lastGood(file), this.#text);
    await writeWhole(file, text);
    this.#text = text;
  }

  async #load(): Promise<void> {
    const { file, log } = this.#options;
    const read = await this.#read(file);
    if (read === null) return;
    if ('value' in read) {
      this.#value = read.value;
      this.#text = read.text;
      return;
    }
    const aside = `${file}.damaged`;
    await rename(file, aside);
    const before = await this.#read(lastGood(file));
    if (before !== null && 'value' in before) {
      this.#value = before.value;
      await this.#write(before.text);
      const what = 'A settings file was damaged: the last good one took its place.';
      log.warn({ file, problem: read.problem, keptAs: aside }, what);
    } else {
      const what = 'A settings file was damaged: the defaults took its place.';
      log.warn({ file, problem: read.problem, keptAs: aside }, what);
    }
  }

  async #read(file: string): Promise<Read<T>> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    try {
      const checked = this.#options.check(JSON.parse(text));
      return 'value' in checked ? { value: checked.value, text } : checked;
    } catch {
      return { problem: 'It is not JSON.' };
    }
  }
}

function lastGood(file: string): string {
  return `${file}.last-good`;
}
