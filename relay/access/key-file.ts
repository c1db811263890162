/**
 * `keys.json` in the user's folder: the made keys with their hashes. The relay that runs and `sequential key` both change it,
 * so every change begins with what is on disk.
 */
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
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

  /** Removes the rights of others, and puts back what a crash has damaged. */
  async open(): Promise<KeyList> {
    await this.#file.keepPrivate();
    await this.#file.repair();
    return this.read();
  }

  /** Never rejects. A file with a mistake gives the last good list; without one, no key is known. */
  async read(): Promise<KeyList> {
    const content = await this.#file.read();
    if (content === null) return [];
    const { good, problem } = content;
    if (problem !== null) {
      this.#log.warn(
        { file: this.#path, problem },
        'There is a mistake in the list of keys: the last good one is used.',
      );
    }
    // A key that a user took out by hand must not come back with the last good list.
    if (problem === null && good !== null) await this.#file.copy(good.text);
    return good?.value ?? [];
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
