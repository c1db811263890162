/**
 * Reads the settings files of the OBS of this machine (`own-obs-settings.ts` decides what they mean), and notices when they
 * change. The password that they contain is sent to that OBS and to nobody else.
 */
import { stat } from 'node:fs/promises';
import { limits } from '../../../protocol/limits.ts';
import { readSmallFile } from '../../files/small-file.ts';
import { sharedRun } from '../shared-run.ts';
import {
  type FoundObs,
  foundObs,
  type ObsFile,
  type ObsSettingsFiles,
} from './own-obs-settings.ts';

export interface OwnObsFilesOptions {
  readonly places: readonly ObsSettingsFiles[];
  /** How often the files are checked, ms. */
  readonly intervalMs?: number;
}

/** Polls times and sizes, as `RuleFile` does. */
export class OwnObsFiles {
  readonly #places: readonly ObsSettingsFiles[];
  readonly #timer: NodeJS.Timeout;
  #listener: () => void = () => {};
  #found: FoundObs | null = null;
  #lastRead: FoundObs | null = null;
  #seen = '';
  #isClosed = false;

  private constructor({ places, intervalMs = limits.ruleFilePollMs }: OwnObsFilesOptions) {
    this.#places = places;
    this.#timer = setInterval(() => void this.check(), intervalMs);
    this.#timer.unref();
  }

  static async open(options: OwnObsFilesOptions): Promise<OwnObsFiles> {
    const files = new OwnObsFiles(options);
    await files.check();
    return files;
  }

  /** null: this machine has no OBS. */
  get found(): FoundObs | null {
    return this.#found;
  }

  /**
   * What the files said when they last said something: OBS writes them in place, so one may be found half written. null:
   * nothing so far.
   */
  get lastRead(): FoundObs | null {
    return this.#lastRead;
  }

  /** Calls the listener after each change of what is found. There is one listener. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Reads the files if one has changed. Never rejects. */
  readonly check = sharedRun(() => this.#check());

  /** May be called twice. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const before = JSON.stringify(this.#found);
    await this.#read();
    if (!this.#isClosed && JSON.stringify(this.#found) !== before) this.#listener();
  }

  async #read(): Promise<void> {
    const places = this.#places;
    const files = places.flatMap(({ json, ini }) => [json, ini]);
    const seen = (await Promise.all(files.map(signOf))).join('|');
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#found = foundObs(
      await Promise.all(
        places.map(async ({ json, ini }) => ({ json: await read(json), ini: await read(ini) })),
      ),
    );
    if (this.#found !== null && this.#found.server !== 'unknown') this.#lastRead = this.#found;
  }
}

/** Differs after each change. OBS replaces its files, so the new one may have the size and, nearly, the time of the old one. */
async function signOf(file: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(file);
    return `${ino} ${mtimeMs} ${size}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

async function read(file: string): Promise<ObsFile> {
  const found = await readSmallFile(file, { bytesMax: limits.configBytesMax, links: 'follow' });
  if (found.kind === 'none') return found;
  if (found.kind !== 'text') return { kind: 'unreadable' };
  const changedMs = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return { kind: 'text', text: found.text, changedMs };
}
