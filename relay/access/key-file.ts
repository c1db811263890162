/**
 * `keys.json` in the user's folder: the made keys with their hashes. The relay that runs and `sequential key` both change it,
 * so every change begins with what is on disk, and one program at a time changes it.
 */
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { StartError } from '../errors.ts';
import { withFileLock } from '../files/file-lock.ts';
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
    return this.read();
  }

  /** No file is an empty list. @throws StartError `bad-key-list`: there is a mistake in it, and no good list is left */
  async read(): Promise<KeyList> {
    const found = await this.#find();
    if (found !== 'mistake') return found === 'none' ? [] : found;
    throw new StartError(
      'bad-key-list',
      `The list of keys cannot be read: ${this.#path}`,
      'Correct the file, or delete it and make the keys again with "sequential key add".',
    );
  }

  /**
   * Never rejects.
   * @param known the keys of a relay that runs: they stay where there is no list that can be read, so that neither a mistake in
   * the file nor its loss opens the relay to everybody
   */
  async follow(known: KeyList): Promise<KeyList> {
    const found = await this.#find();
    return found === 'none' || found === 'mistake' ? known : found;
  }

  /** A file with a mistake gives the last good list. `mistake`: no good list is left. */
  async #find(): Promise<KeyList | 'none' | 'mistake'> {
    const content = await this.#file.read();
    if (content === null) return 'none';
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
    return good?.value ?? 'mistake';
  }

  /**
   * Resolves when the change is on disk, where a crash does not lose it.
   * @param known see `follow`; null: no relay runs that knows the keys
   * @throws RelayError `not-saved`; StartError `bad-key-list`, without known keys; whatever `change` throws
   */
  update<T extends { readonly keys: KeyList }>(
    change: (keys: KeyList) => T,
    known: KeyList | null = null,
  ): Promise<T> {
    const done = this.#changing.then(() =>
      withFileLock(this.#path, async () => {
        const changed = change(known === null ? await this.read() : await this.follow(known));
        await this.#file.write(`${JSON.stringify({ keys: changed.keys }, null, 2)}\n`);
        return changed;
      }),
    );
    this.#changing = done.catch(() => {});
    return done;
  }
}
