/** A value of the program's own in a kept JSON file: read at the start, and changed only once the file is written. */
import { limits } from '../../protocol/limits.ts';
import { KeptJsonFile, type KeptJsonFileOptions } from './kept-json-file.ts';

export interface KeptValueOptions<T>
  extends Omit<KeptJsonFileOptions<T>, 'what' | 'bytesMax' | 'links'> {
  /** Used while there is no file. */
  readonly fallback: T;
}

export class KeptValue<T> {
  readonly #file: KeptJsonFile<T>;
  #value: T;
  /** The last change; each waits for the one before. */
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(file: KeptJsonFile<T>, fallback: T) {
    this.#file = file;
    this.#value = fallback;
  }

  /** Never throws for what is in the file or in its place. */
  static async open<T>(options: KeptValueOptions<T>): Promise<KeptValue<T>> {
    const { file, fallback, isSecret, log } = options;
    const bytesMax = limits.keptFileBytesMax;
    const kept = new KeptJsonFile({
      ...options,
      what: 'a settings file',
      bytesMax,
      links: 'follow',
    });
    if (isSecret) await kept.keepPrivate();
    await kept.repair();
    const content = await kept.read();
    const opened = new KeptValue(kept, content?.good?.value ?? fallback);
    if (content === null) return opened;
    const { good, problem } = content;
    if (problem === null) {
      await kept.copy(good!.text);
    } else {
      const used = good === null ? 'the defaults are used' : 'the last good one is used';
      log.warn({ file, problem }, `There is a mistake in a settings file: ${used}.`);
    }
    return opened;
  }

  get value(): T {
    return this.#value;
  }

  /** Like `update`, for a value that does not depend on the one before. */
  async set(value: T): Promise<void> {
    await this.update(() => value);
  }

  /**
   * Changes the value. Resolves when it is on disk, where a crash does not lose it.
   * @throws RelayError `not-saved`; the value stays as it was
   */
  update(change: (value: T) => T): Promise<void> {
    const done = this.#changing.then(async () => {
      const value = change(this.#value);
      await this.#file.write(`${JSON.stringify(value, null, 2)}\n`);
      this.#value = value;
    });
    this.#changing = done.catch(() => {});
    return done;
  }
}
