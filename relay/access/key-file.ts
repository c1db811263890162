/**
 * `keys.json` in the user's folder: the made keys with their hashes. The relay that runs and `sequential key` both change it,
 * so every change begins with what is on disk.
 */
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { StartError } from '../errors.ts';
import { bySchema, KeptJsonFile } from '../files/kept-json-file.ts';
import { type KeyList, keyListSchema } from './key-list.ts';

export function keysFile(userFolder: string): string {
  return join(userFolder, 'keys.json');
}

export class KeyFile {
  readonly #file: KeptJsonFile<KeyList>;
  readonly #path: string;
  readonly #log: Log;
  /** The last change; each waits for the one before. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(userFolder: string, log: Log) {
    this.#path = keysFile(userFolder);
    this.#log = log;
    this.#file = new KeptJsonFile<KeyList>({
      file: this.#path,
      what: 'the list of keys',
      bytesMax: limits.keptFileBytesMax,
      links: 'follow',
      isSecret: true,
      log,
      check: bySchema(keyListSchema.transform(({ keys }) => keys)),
    });
  }

  get path(): string {
    return this.#path;
  }

  /**
   * Removes the rights of others, and puts back what a crash has damaged.
   * @throws StartError `bad-key-list`: without keys everybody could watch, though there was a list of them
   */
  async open(): Promise<KeyList> {
    await this.#file.keepPrivate();
    await this.#file.repair();
    const keys = await this.find();
    if (keys !== null) return keys;
    throw new StartError(
      'bad-key-list',
      `The list of keys cannot be read: ${this.#path}`,
      'Correct the file, or delete it and make the keys again with "sequential key add".',
    );
  }

  /** Never rejects. A list that cannot be read has no keys. */
  async read(): Promise<KeyList> {
    return (await this.find()) ?? [];
  }

  /**
   * Never rejects. A file with a mistake gives the last good list; no file is an empty list.
   * @returns null: there is a mistake, and no good list is left
   */
  async find(): Promise<KeyList | null> {
    const content = await this.#file.read();
    if (content === null) return [];
    const { good, problem } = content;
    if (problem !== null) {
      const sentence =
        good === null
          ? 'There is a mistake in the list of keys.'
          : 'There is a mistake in the list of keys: the last good one is used.';
      this.#log.warn({ file: this.#path, problem }, sentence);
    }
    // A key that a user took out by hand must not come back with the last good list.
    if (problem === null && good !== null) await this.#file.copy(good.text);
    return good?.value ?? null;
  }

  /**
   * Resolves when the change is on disk, where a crash does not lose it.
   * @throws RelayError `not-saved`; whatever `change` throws
   */
  update<T extends { readonly keys: KeyList }>(change: (keys: KeyList) => T): Promise<T> {
    const done = this.#changing.then(async () => {
      const changed = change(await this.read());
      await this.#file.write(`${JSON.stringify({ keys: changed.keys }, null, 2)}\n`);
      return changed;
    });
    this.#changing = done.catch(() => {});
    return done;
  }
}
