/**
 * Watches the config file and hands on its sections `obs` and `triggers` when they change. A file that is wrong or
 * half written changes nothing: the old rules stay, and why is said.
 */
import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { type ReadRules, readRules } from './rules.ts';

export type RulesRead = Extract<ReadRules, { ok: true }>;

export interface RuleFileOptions {
  file: string;
  log: Log;
  onChange: (read: RulesRead) => void;
  /** How often the file is looked at, ms. */
  intervalMs?: number;
}

/** Looks at the file's time and size: that works with every editor and on network drives, where events do not. */
export class RuleFile {
  readonly file: string;
  readonly #options: RuleFileOptions;
  readonly #changed = (now: Stats, before: Stats): void => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size) void this.read();
  };
  #problems: string[] = [];
  #text: string | null = null;
  #closed = false;

  constructor(options: RuleFileOptions) {
    this.file = options.file;
    this.#options = options;
    const interval = options.intervalMs ?? limits.ruleFileLookMs;
    watchFile(options.file, { interval, persistent: false }, this.#changed);
  }

  /** What is wrong with the file as it is now; empty when its rules are the ones in use. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Reads the file now. Never rejects. */
  async read(): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      // Editors move the file away for a moment; a file that was taken away on purpose keeps its last rules too.
      const { code } = error as NodeJS.ErrnoException;
      this.#refuse([`The config file cannot be read (${code ?? String(error)}).`]);
      return;
    }
    if (this.#closed || text === this.#text) return;
    this.#text = text;
    let config: unknown;
    try {
      config = JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch (error) {
      this.#refuse([`The config file is not valid JSON${placeOf(text, error)}.`]);
      return;
    }
    const read = readRules(config);
    if (!read.ok) {
      this.#refuse(read.problems);
      return;
    }
    this.#problems = [];
    this.#options.log.info({ rules: read.rules.length }, 'The trigger rules were read.');
    this.#options.onChange(read);
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    unwatchFile(this.file, this.#changed);
  }

  #refuse(problems: string[]): void {
    if (this.#closed) return;
    this.#problems = problems;
    this.#options.log.warn({}, `The rules stay as they were: ${problems.join(' ')}`);
  }
}

/** Only the place: newer messages quote the text around it, which may hold the password. */
function placeOf(text: string, error: unknown): string {
  const position = /position (\d+)/.exec((error as Error).message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
