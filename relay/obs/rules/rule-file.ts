/**
 * Watches the config file and passes on its sections `obs` and `triggers` when they change. A file with a mistake, or half
 * written, changes nothing: the old rules stay, and the problem is reported.
 */
import { stat } from 'node:fs/promises';
import { readJson } from '../../../protocol/json-text.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { readSmallFile } from '../../files/small-file.ts';
import { type ObsSettings, type Rule, readRules } from './rule-schema.ts';

export interface RuleSections {
  obs: ObsSettings | null;
  rules: readonly Rule[];
}

export interface RuleFileOptions {
  file: string;
  log: Log;
  /** The sections as read at the start of the program. */
  inUse: RuleSections;
  onChange: (sections: RuleSections) => void;
  /** How often the file is checked, ms. */
  intervalMs?: number;
}

const textOf = ({ obs, rules }: RuleSections): string => JSON.stringify([obs, rules]);

/** Polls the file's time and size: that works with every editor and on network drives, where file events do not. */
export class RuleFile {
  readonly file: string;
  readonly #options: RuleFileOptions;
  readonly #timer: NodeJS.Timeout;
  #problems: string[] = [];
  #seen: string | null = null;
  #text: string | null = null;
  #inUse: string;
  #isChecking = false;
  #isClosed = false;

  constructor(options: RuleFileOptions) {
    this.file = options.file;
    this.#options = options;
    this.#inUse = textOf(options.inUse);
    const intervalMs = options.intervalMs ?? limits.ruleFilePollMs;
    this.#timer = setInterval(() => void this.check(), intervalMs);
    this.#timer.unref();
  }

  /** What is wrong with the file; empty when its rules are in use. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Reads the file if it has changed. Never rejects. */
  async check(): Promise<void> {
    if (this.#isChecking || this.#isClosed) return;
    this.#isChecking = true;
    try {
      const { ino, mtimeMs, size } = await stat(this.file);
      // A copy that replaces the file may have the same time.
      const seen = `${ino} ${mtimeMs} ${size}`;
      if (seen !== this.#seen) await this.#read();
      this.#seen = seen;
    } catch (error) {
      // Editors move the file away for a moment. The rules stay in use, also if it was deleted on purpose.
      if (this.#seen !== null) this.#unreadable(error);
      this.#seen = null;
    } finally {
      this.#isChecking = false;
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
    if (this.#isClosed || text === this.#text) return;
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
    // Other sections may have changed, or only the file's time.
    if (textOf(read) === this.#inUse) return;
    this.#inUse = textOf(read);
    this.#options.log.info({ rules: read.rules.length }, 'The new rules were read.');
    this.#options.onChange(read);
  }

  /** May be called twice. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  #unreadable(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException;
    this.#text = null;
    this.#refuse([`The config file cannot be read (${code ?? String(error)}).`]);
  }

  #refuse(problems: string[]): void {
    if (this.#isClosed) return;
    this.#problems = problems;
    this.#options.log.warn({}, `The rules stay as they were: ${problems.join(' ')}`);
  }
}
