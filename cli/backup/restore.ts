/** Restores a back-up: receives it in parts, unpacks and checks it, then puts it in place. One at a time. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { RestorePart, RestorePreview, UserPart } from '../../protocol/program-answers.ts';
import { RelayError } from '../../relay/errors.ts';
import { notSaved } from '../../relay/files/atomic-file.ts';
import { makeFolder } from '../../relay/files/make-folder.ts';
import { StoreProblem } from '../../relay/storage/store-problem.ts';
import type { CommandContext } from '../command.ts';
import { changedConfig, configText } from '../settings/config-edit.ts';
import { type ConfigContent, ConfigFile } from '../settings/config-file.ts';
import { mergeSettings, valuesOfFile } from '../settings/settings-merge.ts';
import { type BackupList, badBackup } from './backup-list.ts';
import { placesOf } from './make-backup.ts';
import { unpackBackup } from './read-backup.ts';
import {
  applyRestore,
  beforeFolder,
  type RestoreMove,
  removeStaged,
  stagingFolder,
} from './restore-plan.ts';
import { configName, databaseName, knownFile, placeOf, type UserPlaces } from './user-files.ts';

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
      readonly list: BackupList;
      readonly preview: RestorePreview;
    }
  /** Its files wait for the moment when nothing runs, so nobody else may touch the folder. */
  | { readonly kind: 'restoring' };

export class Restore {
  readonly #context: CommandContext;
  readonly #places: UserPlaces;
  readonly #folder: string;
  #state: State = { kind: 'none' };
  /** The last step; each waits for the one before. */
  #step: Promise<unknown> = Promise.resolve();

  constructor(context: CommandContext) {
    this.#context = context;
    this.#places = placesOf(context);
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
      const isRestored =
        parts.includes('settings') && state.list.files.some(({ name }) => name === configName);
      const file = isRestored ? this.#unpacked(configName) : this.#places.configFile;
      return new ConfigFile(file).read();
    });
  }

  /** From now on it cannot be discarded. @returns the work to do while nothing runs @throws RelayError `not-found` */
  restore(id: string, wish: RestoreWish): Promise<() => Promise<void>> {
    return this.#inTurn(async () => {
      const state = this.#state;
      if (state.kind !== 'unpacked' || state.id !== id) throw unknownUpload();
      const { list, preview } = state;
      const parts = new Set(wish.parts);
      // A way that this database does not allow becomes the one it does.
      const way = preview.laps.includes(wish.laps) ? wish.laps : preview.laps[0];
      const isAdding = parts.has('laps') && way === 'add';
      const isReplacing = parts.has('laps') && way === 'replace';
      const moves = list.files.flatMap(({ name }) => {
        const { part } = knownFile(name)!;
        if (!parts.has(part) || (part === 'laps' && !isReplacing)) return [];
        const move = this.#moveOf(name);
        return move === null ? [] : [move];
      });
      this.#state = { kind: 'restoring' };
      const { data } = this.#context.folders;
      return async () => {
        try {
          if (isAdding) await this.#addLaps(list);
          if (moves.length > 0) await applyRestore(data, moves);
        } finally {
          this.#state = { kind: 'none' };
          // A plan that could not be finished still needs them.
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

  get #files(): string {
    return join(this.#folder, 'files');
  }

  /** @param name in the back-up */
  #unpacked(name: string): string {
    return join(this.#files, ...name.split('/'));
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
    await makeFolder(this.#files);
    const whole = await unpackBackup(file, this.#files);
    await rm(this.#upload, { force: true });
    await this.#checkLaps(whole);
    const configProblem = await this.#adaptConfig(whole);
    // One mistake in a file that people edit must not cost them the rest of their back-up.
    const list =
      configProblem === null
        ? whole
        : { ...whole, files: whole.files.filter(({ name }) => name !== configName) };
    const preview = this.#previewOf(list, id, configProblem);
    this.#state = { kind: 'unpacked', id, list, preview };
    return preview;
  }

  /** Brings the tables of a database up to date. @throws RelayError */
  async #checkLaps({ files }: BackupList): Promise<void> {
    if (!files.some(({ name }) => name === databaseName)) return;
    const { sessionsIn } = await import('./stored-sessions.ts');
    try {
      await sessionsIn(this.#unpacked(databaseName));
    } catch (error) {
      if (!(error instanceof StoreProblem)) throw error;
      if (error.code === 'newer-database') {
        const hint = 'Update this one first.';
        throw new RelayError('newer-backup', 'Its laps were stored by a newer Sequential.', hint);
      }
      throw badBackup(`Its laps cannot be read: ${error.message}`);
    }
  }

  /** The place of the laps stays as it is on this machine. @returns why the config file cannot be restored; null: it can */
  async #adaptConfig({ files }: BackupList): Promise<string | null> {
    if (!files.some(({ name }) => name === configName)) return null;
    const file = this.#unpacked(configName);
    const content = await new ConfigFile(file).read();
    if (content.kind === 'none') return null;
    if (content.kind === 'broken') return content.problem;
    const here = await new ConfigFile(this.#places.configFile).read();
    const db = here.kind === 'good' ? (here.config.db ?? null) : null;
    const adapted = changedConfig(content.config, { db });
    try {
      mergeSettings([valuesOfFile(adapted, 'the back-up')]);
    } catch (error) {
      return (error as Error).message;
    }
    await writeFile(file, configText(adapted, content.text), { mode: 0o600 });
    return null;
  }

  #moveOf(name: string): RestoreMove | null {
    const to = placeOf(name, this.#places);
    if (to === null) return null;
    const { data } = this.#context.folders;
    const inside = relative(data, to);
    const isInside = inside !== '' && !inside.startsWith('..') && join(data, inside) === to;
    // A database on another disk is kept there.
    const before = isInside ? join(data, beforeFolder, inside) : `${to}.${beforeFolder}`;
    return { from: this.#unpacked(name), to, before };
  }

  /** Another connection of this process must not have the database open. */
  async #addLaps({ files }: BackupList): Promise<void> {
    const [{ withDatabase }, { addSessions }, { importSession }] = await Promise.all([
      import('../parts/database-part.ts'),
      import('./stored-sessions.ts'),
      import('../../relay/storage/export-import.ts'),
    ]);
    await withDatabase(this.#context, false, async (store) => {
      let sessions = 0;
      for (const { name } of files) {
        const known = knownFile(name)!;
        const path = this.#unpacked(name);
        if (known.kind === 'database') sessions += await addSessions(path, store);
        if (known.kind === 'session' && (await importSession(store, path)).stored > 0) sessions++;
      }
      this.#context.log('backup').info({ sessions }, 'Sessions of a back-up were added.');
    });
  }

  #previewOf(list: BackupList, id: string, configProblem: string | null): RestorePreview {
    const parts = new Map<UserPart, { files: number; bytes: number; replaced: number }>();
    let hasDatabase = false;
    let hasLaps = false;
    for (const { name, bytes } of list.files) {
      const { part, kind } = knownFile(name)!;
      const sum = parts.get(part) ?? { files: 0, bytes: 0, replaced: 0 };
      const place = placeOf(name, this.#places);
      sum.files++;
      sum.bytes += bytes;
      if (place !== null && existsSync(place)) sum.replaced++;
      parts.set(part, sum);
      hasDatabase ||= kind === 'database';
      hasLaps ||= part === 'laps';
    }
    const canKeep = this.#context.settings.db !== 'none';
    const canReplace = hasDatabase && this.#places.databaseFile !== null;
    return {
      id,
      createdAt: list.createdAt,
      program: list.program,
      parts: [...parts].map(([name, sum]): RestorePart => ({ name, ...sum })),
      sessions: hasLaps ? list.sessions : null,
      laps: !hasLaps || !canKeep ? [] : canReplace ? ['replace', 'add'] : ['add'],
      configProblem,
    };
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
