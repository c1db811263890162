/**
 * Watches the config file and hands on its sections `obs` and `triggers` when they change. A file that is wrong or
 * half written changes nothing: the old rules stay, and why is said.
 */
import { stat } from 'node:fs/promises';
import { readJson } from '../../../protocol/json-text.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { readSmallFile } from '../../files/small-file.ts';
import { type ObsSettings, type Rule, readRules } from './rule-schema.ts';

/** The sections that are in use. */
export interface RuleSections {
  obs: ObsSettings | null;
  rules: readonly Rule[];
}

export interface RuleFileOptions {
  file: string;
  log: Log;
  /** What was read of it when the program started. */
  inUse: RuleSections;
  onChange: (sections: RuleSections) => void;
  /** How often the file is looked at, ms. */
  intervalMs?: number;
}

const textOf = ({ obs, rules }: RuleSections): string => JSON.stringify([obs, rules]);

/** Looks at the file's time and size: that works with every editor and on network drives, where events do not. */
export class RuleFile {
  readonly file: string;
  readonly #options: RuleFileOptions;
  readonly #timer: NodeJS.Timeout;
  #problems: string[] = [];
  #seen: string | null = null;
  #text: string | null = null;
  #inUse: string;
  #looking = false;
  #closed = false;

  constructor(options: RuleFileOptions) {
    this.file = options.file;
    this.#options = options;
    this.#inUse = textOf(options.inUse);
    const intervalMs = options.intervalMs ?? limits.ruleFileLookMs;
    this.#timer = setInterval(() => void this.look(), intervalMs);
    this.#timer.unref();
  }

  /** What is wrong with the file as it is now; empty when its rules are the ones in use. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Looks whether the file has changed, and reads it then. Never rejects. */
  async look(): Promise<void> {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    try {
      const { ino, mtimeMs, size } = await stat(this.file);
      // A copy that is put in its place may keep the time of the other.
      const seen = `${ino} ${mtimeMs} ${size}`;
      if (seen !== this.#seen) await this.#read();
      this.#seen = seen;
    } catch (error) {
      // Editors move the file away for a moment; one that was taken away on purpose keeps its last rules too.
      if (this.#seen !== null) this.#unreadable(error);
      this.#seen = null;
    } finally {
      this.#looking = false;
    }
  }

  async #read(): Promise<void> {
    const found = await readSmallFile(this.file, {
      bytesMax: limits.configBytesMax,
      links: 'follow',
    });
    if (found.kind !== 'text') {
      this.#text = null;
      const why = found.kind === 'none' ? 'It is gone.' : found.problem;
      this.#refuse([`The config file cannot be read. ${why}`]);
      return;
    }
    const { text } = found;
    if (this.#closed || text === this.#text) return;
    this.#text = text;
    const json = readJson(text);
    if (!json.ok) {
      this.#refuse([`The config file is not valid JSON${json.place}.`]);
      return;
    }
    const read = readRules(json.value);
    if (!read.ok) {
      this.#refuse(read.problems);
      return;
    }
    this.#problems = [];
    // Other sections of the file may have changed, or nothing but its time.
    if (textOf(read) === this.#inUse) return;
    this.#inUse = textOf(read);
    this.#options.log.info({ rules: read.rules.length }, 'New trigger rules were read.');
    this.#options.onChange(read);
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  #unreadable(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException;
    this.#text = null;
    this.#refuse([`The config file cannot be read (${code ?? String(error)}).`]);
  }

  #refuse(problems: string[]): void {
    if (this.#closed) return;
    this.#problems = problems;
    this.#options.log.warn({}, `The rules stay as they were: ${problems.join(' ')}`);
  }
}
