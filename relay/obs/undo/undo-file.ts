/**
 * Keeps what must be undone in OBS on disk, so that the next start can undo it when this program is killed. Each process
 * writes one file, named by its process id, and removes it when all is undone.
 */
import { readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import {
  removeLeftovers,
  removeLeftoversOf,
  removeWhole,
  writeWhole,
} from '../../files/atomic-file.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { isRunning } from '../../files/running-process.ts';
import { sharedRun } from '../shared-run.ts';
import { type SavedUndo, savedUndosSchema } from './undo-ledger.ts';

export interface UndoFileOptions {
  /** In the user's folder. */
  readonly folder: string;
  readonly log: Log;
  /** Names the file; by default the id of this process. */
  readonly pid?: number;
  /** ms; by default those of `limits.ts`. */
  readonly timing?: { readonly touchMs: number; readonly staleMs: number };
}

/** Where the undo entries survive the end of this process. */
export type UndoStorage = Pick<UndoFile, 'open' | 'save' | 'flush' | 'close'>;

const fileName = /^(\d+)\.json$/;

export class UndoFile {
  readonly #options: UndoFileOptions;
  readonly #file: string;
  readonly #timing: { readonly touchMs: number; readonly staleMs: number };
  /** Files of processes that may still run: the file's time, and since when it has not changed. */
  readonly #otherFiles = new Map<string, { mtimeMs: number; sinceMs: number }>();
  #wanted = '[]';
  #written = '[]';
  #hasSaved = false;
  #isFailing = false;
  #touchTimer: NodeJS.Timeout | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  #onFound: ((entries: SavedUndo[]) => Promise<void>) | null = null;

  constructor(options: UndoFileOptions) {
    this.#options = options;
    this.#file = join(options.folder, `${options.pid ?? process.pid}.json`);
    this.#timing = options.timing ?? { touchMs: limits.heldTouchMs, staleMs: limits.heldStaleMs };
  }

  /**
   * Hands over the entries of processes that have ended, now and whenever another one turns out to have ended.
   * @param onFound resolves when they are saved in this process's own file
   */
  async open(onFound: (entries: SavedUndo[]) => Promise<void>): Promise<void> {
    this.#onFound = onFound;
    await this.#poll();
  }

  /**
   * Resolves when this or something newer is on disk, or after `limits.heldWriteMs`, so that a slow disk delays no rule.
   * Never rejects: a failure is logged.
   */
  async save(entries: readonly SavedUndo[]): Promise<void> {
    this.#wanted = JSON.stringify(entries);
    if (entries.length > 0) this.#hasSaved = true;
    const timeLimit = new AbortController();
    const { signal } = timeLimit;
    const timeOver = pause(limits.heldWriteMs, undefined, { signal }).catch(() => {});
    await Promise.race([this.flush(), timeOver]);
    timeLimit.abort();
  }

  /** Resolves when everything saved is on disk, or cannot be. */
  readonly flush = sharedRun(() => this.#write());

  /** Stops the timers; the file stays while there is something to undo. May be called twice. */
  close(): void {
    this.#onFound = null;
    clearInterval(this.#touchTimer);
    clearTimeout(this.#pollTimer);
  }

  async #write(): Promise<void> {
    const { log } = this.#options;
    try {
      while (this.#written !== this.#wanted) {
        const text = this.#wanted;
        // The address of a page may hold a key.
        if (text === '[]') await removeWhole(this.#file);
        else await writeWhole(this.#file, text, { isSecret: true });
        this.#written = text;
        this.#isFailing = false;
      }
    } catch (error) {
      const sentence =
        'What is changed in OBS for a time cannot be written to disk: after a crash it would stay.';
      if (!this.#isFailing) log.warn({ err: error, file: this.#file }, sentence);
      this.#isFailing = true;
    }
    this.#startTouching();
  }

  /** Shows others that this process runs: a file that nobody touches belongs to one that ended, whoever has its id now. */
  #startTouching(): void {
    clearInterval(this.#touchTimer);
    if (this.#written === '[]') return;
    this.#touchTimer = setInterval(() => {
      const now = new Date();
      utimes(this.#file, now, now).catch(() => {});
    }, this.#timing.touchMs);
    this.#touchTimer.unref();
  }

  async #poll(): Promise<void> {
    const { folder, log } = this.#options;
    try {
      await makeFolder(folder);
      await removeLeftovers(folder);
      for (const name of await readdir(folder)) {
        const pid = fileName.exec(name)?.[1];
        const file = join(folder, name);
        if (pid === undefined || this.#onFound === null) continue;
        // Until we save, a file with our id is that of an earlier process.
        const isInUse =
          file === this.#file ? this.#hasSaved : await this.#isInUse(file, Number(pid));
        if (isInUse) continue;
        const entries = await this.#read(file);
        this.#otherFiles.delete(file);
        if (entries.length > 0) await this.#onFound(entries);
        if (file === this.#file && this.#hasSaved) continue;
        await removeWhole(file);
        await removeLeftoversOf(file);
      }
    } catch (error) {
      log.warn({ err: error, folder }, 'What an earlier run changed in OBS cannot be looked up.');
    }
    if (this.#otherFiles.size === 0 || this.#onFound === null) return;
    this.#pollTimer = setTimeout(() => void this.#poll(), this.#timing.staleMs);
    this.#pollTimer.unref();
  }

  async #isInUse(file: string, pid: number): Promise<boolean> {
    if (!isRunning(pid)) return false;
    const { mtimeMs } = await stat(file);
    const now = performance.now();
    const before = this.#otherFiles.get(file);
    if (before?.mtimeMs !== mtimeMs) {
      this.#otherFiles.set(file, { mtimeMs, sinceMs: now });
      return true;
    }
    // Measured with a monotonic clock: the system's may have been set back.
    return now - before.sinceMs < this.#timing.staleMs - 1;
  }

  async #read(file: string): Promise<SavedUndo[]> {
    try {
      const parsed = savedUndosSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
      if (parsed.success) return parsed.data;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const sentence = 'What an earlier run changed in OBS cannot be read; it stays as it is.';
    this.#options.log.warn({ file }, sentence);
    return [];
  }
}
