/**
 * Keeps on disk what was changed in OBS for a time, so that the next start can put it back when this program is killed.
 * Each program has a file of its own in one folder, named by its process; it is there only while something is held.
 */
import { mkdir, readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { removeLeftovers, removeWhole, writeWhole } from '../../files/atomic-file.ts';
import { type SavedUndo, savedUndosSchema } from './undo-ledger.ts';

export interface UndoFileOptions {
  /** Folder in the user's folder. */
  readonly folder: string;
  readonly log: Log;
  /** Number of this process, which names its file. */
  readonly pid?: number;
  /** ms; those of `limits.ts` unless a test is in a hurry. */
  readonly timing?: { readonly touchMs: number; readonly staleMs: number };
}

/** Where what is to be put back in OBS outlives this process. */
export type UndoStorage = Pick<UndoFile, 'open' | 'save' | 'flush' | 'close'>;

const ownName = /^(\d+)\.json$/;

export class UndoFile {
  readonly #options: UndoFileOptions;
  readonly #file: string;
  readonly #timing: { readonly touchMs: number; readonly staleMs: number };
  /** Files of programs that may still run, with the time of the file when it was seen first. */
  readonly #foreign = new Map<string, { mtimeMs: number; sinceMs: number }>();
  #wanted = '[]';
  #written = '[]';
  #writing: Promise<void> | null = null;
  #hasWritten = false;
  #isFailing = false;
  #touching: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;
  #onFound: ((entries: SavedUndo[]) => Promise<void>) | null = null;

  constructor(options: UndoFileOptions) {
    this.#options = options;
    this.#file = join(options.folder, `${options.pid ?? process.pid}.json`);
    this.#timing = options.timing ?? { touchMs: limits.heldTouchMs, staleMs: limits.heldStaleMs };
  }

  /**
   * Hands over what ended programs have left, at once and whenever another one turns out to have ended.
   * @param onFound resolves when it is written into this program's own file
   */
  async open(onFound: (entries: SavedUndo[]) => Promise<void>): Promise<void> {
    this.#onFound = onFound;
    await this.#look();
  }

  /**
   * Resolves when this, or what was wanted after it, is on disk, or the disk takes too long for viewers. Never rejects:
   * it is said when it cannot be written.
   */
  async save(entries: readonly SavedUndo[]): Promise<void> {
    this.#wanted = JSON.stringify(entries);
    if (entries.length > 0) this.#hasWritten = true;
    const waiting = new AbortController();
    const { signal } = waiting;
    const late = pause(limits.heldWriteMs, undefined, { signal }).catch(() => {});
    await Promise.race([this.flush(), late]);
    waiting.abort();
  }

  /** Resolves when all that was saved is on disk, or cannot be. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  /** Ends the timers; the file stays when something is held. May be called twice. */
  close(): void {
    this.#onFound = null;
    clearInterval(this.#touching);
    clearTimeout(this.#looking);
  }

  async #write(): Promise<void> {
    try {
      while (this.#written !== this.#wanted) {
        const text = this.#wanted;
        // An address of a page may hold a key.
        if (text === '[]') await removeWhole(this.#file);
        else await writeWhole(this.#file, text, { isSecret: true });
        this.#written = text;
        this.#isFailing = false;
      }
    } catch (error) {
      if (!this.#isFailing) {
        const what =
          'What is changed in OBS for a time cannot be written to disk: after a crash it would stay.';
        this.#options.log.warn({ err: error, file: this.#file }, what);
      }
      this.#isFailing = true;
    }
    this.#touch();
  }

  /** A file that is not touched any more belongs to a program that has ended, whoever has its number now. */
  #touch(): void {
    clearInterval(this.#touching);
    if (this.#written === '[]') return;
    this.#touching = setInterval(() => {
      const now = new Date();
      utimes(this.#file, now, now).catch(() => {});
    }, this.#timing.touchMs);
    this.#touching.unref();
  }

  async #look(): Promise<void> {
    const { folder, log } = this.#options;
    try {
      await mkdir(folder, { recursive: true });
      await removeLeftovers(folder);
      for (const name of await readdir(folder)) {
        const pid = ownName.exec(name)?.[1];
        const file = join(folder, name);
        if (pid === undefined || this.#onFound === null) continue;
        // Before anything was written, a file of our number is that of a program that had it before.
        const isInUse =
          file === this.#file ? this.#hasWritten : await this.#isInUse(file, Number(pid));
        if (isInUse) continue;
        const entries = await this.#read(file);
        this.#foreign.delete(file);
        if (entries.length > 0) await this.#onFound(entries);
        if (file !== this.#file || !this.#hasWritten) await removeWhole(file);
      }
    } catch (error) {
      log.warn({ err: error, folder }, 'What an earlier run changed in OBS cannot be looked up.');
    }
    if (this.#foreign.size === 0 || this.#onFound === null) return;
    this.#looking = setTimeout(() => void this.#look(), this.#timing.staleMs);
    this.#looking.unref();
  }

  async #isInUse(file: string, pid: number): Promise<boolean> {
    if (!isRunning(pid)) return false;
    const { mtimeMs } = await stat(file);
    const now = performance.now();
    const before = this.#foreign.get(file);
    if (before?.mtimeMs !== mtimeMs) {
      this.#foreign.set(file, { mtimeMs, sinceMs: now });
      return true;
    }
    // By a clock of our own: the one on the wall may have been set back.
    return now - before.sinceMs < this.#timing.staleMs - 1;
  }

  async #read(file: string): Promise<SavedUndo[]> {
    try {
      const parsed = savedUndosSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
      if (parsed.success) return parsed.data;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const what = 'What an earlier run changed in OBS cannot be read; it stays as it is.';
    this.#options.log.warn({ file }, what);
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
