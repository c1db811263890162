/**
 * The config file while the program runs: reads it as it is now, and saves changes in it. It is replaced atomically, and
 * what the panel does not know stays in it. A file that is not JSON is never overwritten: it is kept under another name
 * when the user asks for a new one.
 */

import { realpath, stat } from 'node:fs/promises';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import { isObject } from '../../protocol/value-checks.ts';
import {
  type FileSystem,
  renameWhole,
  systemFiles,
  writeWhole,
} from '../../relay/files/atomic-file.ts';
import { readSmallFile } from '../../relay/files/small-file.ts';
import { configText } from './config-edit.ts';

export type ConfigContent =
  | { readonly kind: 'none' }
  | { readonly kind: 'good'; readonly config: Record<string, unknown>; readonly text: string }
  /** @property problem a sentence without the file's name */
  | { readonly kind: 'broken'; readonly problem: string };

export class ConfigFile {
  readonly file: string;
  readonly #files: FileSystem;
  /** The last change; each waits for the one before. */
  #changing: Promise<unknown> = Promise.resolve();

  /** @param file absolute path */
  constructor(file: string, files: FileSystem = systemFiles) {
    this.file = file;
    this.#files = files;
  }

  /** Never rejects for what is in the file or in its place. */
  async read(): Promise<ConfigContent> {
    const found = await readSmallFile(this.file, {
      bytesMax: limits.configBytesMax,
      links: 'follow',
    });
    if (found.kind === 'none') return { kind: 'none' };
    if (found.kind !== 'text') return { kind: 'broken', problem: found.problem };
    const json = readJson(found.text);
    if (!json.ok) return { kind: 'broken', problem: json.problem };
    if (!isObject(json.value)) {
      return { kind: 'broken', problem: 'It must hold one JSON object, { … }.' };
    }
    return { kind: 'good', config: json.value, text: found.text };
  }

  /**
   * Resolves when the change is on disk.
   * @param change makes the new content from the one on disk; null: nothing is written. `broken` is passed on as it is
   * @throws RelayError `not-saved`; whatever `change` throws
   */
  update(change: (content: ConfigContent) => Record<string, unknown> | null): Promise<void> {
    const done = this.#changing.then(async () => {
      const content = await this.read();
      const changed = change(content);
      if (changed !== null) await this.#write(changed, content);
    });
    this.#changing = done.catch(() => {});
    return done;
  }

  async #write(config: Record<string, unknown>, content: ConfigContent): Promise<void> {
    // A link stays one; its target changes.
    const file = await realpath(this.file).catch(() => this.file);
    if (content.kind === 'broken') await renameWhole(file, await freeName(file), this.#files);
    const text = configText(config, content.kind === 'good' ? content.text : null);
    // The file may hold keys and passwords. One that is there keeps the rights its user gave it.
    await writeWhole(file, text, { isSecret: content.kind !== 'good', files: this.#files });
  }
}

/** `….old`, or `….old-2` where that is taken: nothing of the user's is lost. */
async function freeName(file: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = `${file}.old${n === 1 ? '' : `-${n}`}`;
    if ((await stat(name).catch(() => null)) === null) return name;
  }
}
