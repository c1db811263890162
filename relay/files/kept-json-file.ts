/**
 * A small JSON file that the program writes and people may edit: checked when it is read, never half written, with its
 * last good version beside it.
 *
 * | the file | what happens |
 * |---|---|
 * | is good | it is used and copied to `….last-good` |
 * | was cut off or holds no text | `repair` moves it to `….damaged` and puts the last good version in its place |
 * | has a mistake, or an unknown encoding | it stays, and the last good version is used; `write` moves it to `….old` |
 */
import type * as z from 'zod';
import { readJson } from '../../protocol/json-text.ts';
import type { Log } from '../../protocol/log.ts';
import { expectationOf, schemaProblem } from '../../protocol/schema-words.ts';
import {
  type FileSystem,
  keepPrivate,
  removeWhole,
  renameWhole,
  systemFiles,
  writeWhole,
} from './atomic-file.ts';
import { readSmallFile, type SmallFileOptions } from './small-file.ts';

export interface KeptJsonFileOptions<T> extends SmallFileOptions {
  readonly file: string;
  /** For sentences: `a settings file`. */
  readonly what: string;
  /** @returns the value, or a sentence about what is wrong with it */
  readonly check: (value: unknown) => Promise<CheckedJson<T>> | CheckedJson<T>;
  /** It holds passwords or keys: only its owner may read it. */
  readonly isSecret?: boolean;
  readonly log: Log;
  readonly files?: FileSystem;
}

export type CheckedJson<T> = { readonly value: T } | { readonly problem: string };

/** Checks by a schema. @param problem what is wrong with other values; default: what the schema says, which may quote them */
export function bySchema<T>(
  schema: z.ZodType<T>,
  problem?: string,
): (value: unknown) => CheckedJson<T> {
  return (value) => {
    const { success, data, error } = schema.safeParse(value, { error: expectationOf });
    return success ? { value: data } : { problem: problem ?? `${schemaProblem(error)}.` };
  };
}

interface Good<T> {
  readonly value: T;
  readonly text: string;
}

/** The content to use. */
export interface KeptContent<T> {
  /** The file's, or its last good version's; null: neither can be used. */
  readonly good: Good<T> | null;
  /** What is wrong with the file; null: nothing. */
  readonly problem: string | null;
}

type Found<T> =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'good' } & Good<T>)
  | { readonly kind: 'mistake' | 'damaged'; readonly problem: string };

export class KeptJsonFile<T> {
  readonly #options: KeptJsonFileOptions<T>;
  readonly #write: { readonly isSecret: boolean; readonly files: FileSystem };
  readonly #lastGood: string;

  constructor(options: KeptJsonFileOptions<T>) {
    const { file, isSecret = false, files = systemFiles } = options;
    this.#options = options;
    this.#write = { isSecret, files };
    this.#lastGood = `${file}.last-good`;
  }

  /** @returns null: there is no such file. Never throws for what is in the file or in its place. */
  async read(): Promise<KeptContent<T> | null> {
    const found = await this.#find(this.#options.file);
    if (found.kind === 'none') return null;
    if (found.kind === 'good') return { good: found, problem: null };
    return { good: await this.#findLastGood(), problem: found.problem };
  }

  /**
   * Resolves when the text is on disk, where a crash does not lose it. The text must have been checked.
   * @throws RelayError `not-saved`
   */
  async write(text: string): Promise<void> {
    const { file, what, log } = this.#options;
    const before = await this.#find(file);
    if (before.kind === 'mistake' || before.kind === 'damaged') {
      const keptAs = `${file}.old`;
      await renameWhole(file, keptAs, this.#write.files);
      log.warn(
        { file, keptAs },
        `${begin(what)} with a mistake in it was kept under another name.`,
      );
    }
    await writeWhole(file, text, this.#write);
    await this.copy(text);
  }

  /** Removes the file and its last good version. @throws RelayError `not-saved` */
  async remove(): Promise<void> {
    await removeWhole(this.#options.file, this.#write.files);
    await removeWhole(this.#lastGood, this.#write.files);
  }

  /** Writes the last good version, if it differs. @param text of the file, which is good */
  async copy(text: string): Promise<void> {
    if ((await this.#findLastGood())?.text === text) return;
    try {
      await writeWhole(this.#lastGood, text, this.#write);
    } catch (error) {
      const { file, what, log } = this.#options;
      log.warn({ err: error, file }, `No copy of ${what} could be put beside it.`);
    }
  }

  /** Replaces a damaged file by its last good version, where there is one. */
  async repair(): Promise<void> {
    const { file, what, log } = this.#options;
    const found = await this.#find(file);
    if (found.kind !== 'damaged') return;
    const before = await this.#findLastGood();
    if (before === null) return;
    const keptAs = `${file}.damaged`;
    try {
      await renameWhole(file, keptAs, this.#write.files);
      await writeWhole(file, before.text, this.#write);
    } catch (error) {
      log.warn({ err: error, file }, `${begin(what)} was damaged and could not be replaced.`);
      return;
    }
    const sentence = `${begin(what)} was damaged: the last good one took its place.`;
    log.warn({ file, problem: found.problem, keptAs }, sentence);
  }

  /** Removes the rights of others from the file and everything beside it. */
  async keepPrivate(): Promise<void> {
    const { file } = this.#options;
    for (const one of [file, this.#lastGood, `${file}.damaged`, `${file}.old`]) {
      await keepPrivate(one);
    }
  }

  async #findLastGood(): Promise<Good<T> | null> {
    const found = await this.#find(this.#lastGood);
    return found.kind === 'good' ? found : null;
  }

  async #find(file: string): Promise<Found<T>> {
    const { bytesMax, links, check } = this.#options;
    const found = await readSmallFile(file, { bytesMax, links });
    if (found.kind === 'none' || found.kind === 'damaged') return found;
    if (found.kind === 'other') return { kind: 'mistake', problem: found.problem };
    const json = readJson(found.text);
    if (!json.ok) return { kind: json.isCutOff ? 'damaged' : 'mistake', problem: json.problem };
    const checked = await check(json.value);
    if ('problem' in checked) return { kind: 'mistake', problem: checked.problem };
    return { kind: 'good', value: checked.value, text: found.text };
  }
}

function begin(what: string): string {
  return what.charAt(0).toUpperCase() + what.slice(1);
}
