/**
 * Restores a back-up, one at a time: receives it in parts and unpacks it. `unpacked-backup.ts` checks it and says what it would
 * change, `restore-plan.ts` puts its files in place.
 */
import { randomBytes } from 'node:crypto';
import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { RestorePreview, UserPart } from '../../protocol/program-answers.ts';
import { RelayError } from '../../relay/errors.ts';
import { notSaved } from '../../relay/files/atomic-file.ts';
import { makeFolder } from '../../relay/files/make-folder.ts';
import type { CommandContext } from '../command.ts';
import { type ConfigContent, ConfigFile } from '../settings/config-file.ts';
import { unpackBackup } from './read-backup.ts';
import { applyRestore, removeStaged, stagingFolder } from './restore-plan.ts';
import { UnpackedBackup } from './unpacked-backup.ts';

/** For sentences about a disk that refuses it. */
const uploadName = 'The back-up';

export interface RestoreWish {
  readonly parts: readonly UserPart[];
  readonly laps: 'replace' | 'add';
}

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'receiving'; readonly id: string; bytes: number }
  | {
      readonly kind: 'unpacked';
      readonly id: string;
      readonly backup: UnpackedBackup;
      readonly preview: RestorePreview;
    }
  /** Its files wait for the moment when nothing runs, so nobody else may touch the folder. */
  | { readonly kind: 'restoring' };

export class Restore {
  readonly #context: CommandContext;
  readonly #folder: string;
  #state: State = { kind: 'none' };
  /** The last step; each waits for the one before. */
  #step: Promise<unknown> = Promise.resolve();

  constructor(context: CommandContext) {
    this.#context = context;
    this.#folder = stagingFolder(context.folders.data);
  }

  /** Begins an upload, and forgets the one before. @returns its id @throws RelayError */
  begin(): Promise<string> {
    return this.#inTurn(async () => {
      if (this.#state.kind === 'restoring') throw restoring();
      const id = randomBytes(8).toString('hex');
      try {
        await this.#clear();
        await makeFolder(this.#folder);
        await writeFile(this.#upload, '', { mode: 0o600 });
      } catch (error) {
        throw notSaved(uploadName, error);
      }
      this.#state = { kind: 'receiving', id, bytes: 0 };
      return id;
    });
  }

  /** Appends a part. @param at bytes that were received before @throws RelayError */
  receive(id: string, at: number, part: Uint8Array): Promise<number> {
    return this.#inTurn(async () => {
      const state = this.#state;
      if (state.kind !== 'receiving' || state.id !== id) throw unknownUpload();
      if (at !== state.bytes)
        throw new RelayError('bad-parameter', `${state.bytes} bytes are here, not ${at}.`);
      if (at + part.length > limits.backupBytesMax) {
        throw new RelayError('too-large', 'This back-up is too large.');
      }
      try {
        await appendFile(this.#upload, part);
      } catch (error) {
        // A part of it may have been written.
        await truncate(this.#upload, state.bytes).catch(() => {});
        throw notSaved(uploadName, error);
      }
      state.bytes += part.length;
      return state.bytes;
    });
  }

  /** Unpacks what was received. @throws RelayError `bad-backup`, `newer-backup`, `not-saved` */
  open(id: string): Promise<RestorePreview> {
    return this.#inTurn(async () => {
      const state = this.#state;
      if (state.kind !== 'receiving' || state.id !== id) throw unknownUpload();
      return this.#unpackOrClear(this.#upload, id);
    });
  }

  /** Unpacks a file of this machine. @throws RelayError `bad-backup`, `newer-backup`, `not-saved` */
  async openFile(file: string): Promise<RestorePreview> {
    const id = await this.begin();
    return this.#inTurn(() => this.#unpackOrClear(file, id));
  }

  /** The config file once these parts are restored. @throws RelayError `not-found` */
  configAfter(id: string, parts: readonly UserPart[]): Promise<ConfigContent> {
    return this.#inTurn(async () => {
      const state = this.#state;
      if (state.kind !== 'unpacked' || state.id !== id) throw unknownUpload();
      return new ConfigFile(state.backup.configFileAfter(parts)).read();
    });
  }

  /** From now on it cannot be discarded. @returns the work to do while nothing runs @throws RelayError `not-found` */
  restore(id: string, wish: RestoreWish): Promise<() => Promise<void>> {
    return this.#inTurn(async () => {
      const state = this.#state;
      if (state.kind !== 'unpacked' || state.id !== id) throw unknownUpload();
      const { backup, preview } = state;
      const parts = new Set(wish.parts);
      // A way that this database does not allow becomes the one it does.
      const way = preview.laps.includes(wish.laps) ? wish.laps : preview.laps[0];
      const isAdding = parts.has('laps') && way === 'add';
      const isReplacing = parts.has('laps') && way === 'replace';
      const moves = backup.moves(parts, isReplacing);
      this.#state = { kind: 'restoring' };
      const { data } = this.#context.folders;
      return async () => {
        try {
          if (isAdding) await backup.addLaps();
          if (moves.length > 0) await applyRestore(data, moves);
        } finally {
          this.#state = { kind: 'none' };
          // Keeps the unpacked files where moves are left, which the next start makes.
          await removeStaged(data);
        }
      };
    });
  }

  /** Does nothing to another back-up than this, which may have been chosen meanwhile. */
  discard(id: string): Promise<void> {
    return this.#inTurn(async () => {
      if ('id' in this.#state && this.#state.id === id) await this.#clear();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#step.then(work);
    this.#step = done.catch(() => {});
    return done;
  }

  get #upload(): string {
    return join(this.#folder, 'upload.zip');
  }

  async #clear(): Promise<void> {
    this.#state = { kind: 'none' };
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #unpackOrClear(file: string, id: string): Promise<RestorePreview> {
    try {
      return await this.#unpack(file, id);
    } catch (error) {
      await this.#clear();
      throw error;
    }
  }

  async #unpack(file: string, id: string): Promise<RestorePreview> {
    const files = join(this.#folder, 'files');
    await makeFolder(files);
    const list = await unpackBackup(file, files);
    await rm(this.#upload, { force: true });
    const backup = await UnpackedBackup.check(this.#context, files, list);
    const preview = backup.preview(id);
    this.#state = { kind: 'unpacked', id, backup, preview };
    return preview;
  }
}

function restoring(): RelayError {
  return new RelayError('too-many', 'A back-up is already being restored.');
}

function unknownUpload(): RelayError {
  return new RelayError(
    'not-found',
    'This back-up is not here any more.',
    'Choose the file again.',
  );
}
