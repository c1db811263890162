/**
 * A back-up that `restore.ts` has unpacked into a folder: checks its laps and settings, says what restoring it would do here,
 * lists the files to move for `restore-plan.ts`, and adds its laps to the database.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { RestorePart, RestorePreview, UserPart } from '../../protocol/program-answers.ts';
import { RelayError } from '../../relay/errors.ts';
import { StoreProblem } from '../../relay/storage/store-problem.ts';
import type { CommandContext } from '../command.ts';
import { changedConfig, configText } from '../settings/config-edit.ts';
import { ConfigFile } from '../settings/config-file.ts';
import { mergeSettings, valuesOfFile } from '../settings/settings-merge.ts';
import { type BackupList, badBackup } from './backup-list.ts';
import { placesOf } from './make-backup.ts';
import { beforeFolder, type RestoreMove } from './restore-plan.ts';
import { configName, databaseName, knownFile, placeOf, type UserPlaces } from './user-files.ts';

export class UnpackedBackup {
  readonly #context: CommandContext;
  readonly #places: UserPlaces;
  /** Of the unpacked files. */
  readonly #folder: string;
  #list: BackupList;
  /** Why the config file cannot be restored; null: it can. */
  #configProblem: string | null = null;

  private constructor(context: CommandContext, folder: string, list: BackupList) {
    this.#context = context;
    this.#places = placesOf(context);
    this.#folder = folder;
    this.#list = list;
  }

  /**
   * Checks what was unpacked, and adapts its settings to this machine.
   * @param folder of the unpacked files
   * @throws RelayError `bad-backup`, `newer-backup`
   */
  static async check(
    context: CommandContext,
    folder: string,
    list: BackupList,
  ): Promise<UnpackedBackup> {
    const unpacked = new UnpackedBackup(context, folder, list);
    await unpacked.#checkLaps();
    await unpacked.#adaptConfig();
    return unpacked;
  }

  /** The config file that holds once these parts are restored. */
  configFileAfter(parts: readonly UserPart[]): string {
    const isRestored = parts.includes('settings') && this.#has(configName);
    return isRestored ? this.#pathOf(configName) : this.#places.configFile;
  }

  /** Where each file of these parts goes. @param replacesLaps the database is one of them */
  moves(parts: ReadonlySet<UserPart>, replacesLaps: boolean): RestoreMove[] {
    return this.#list.files.flatMap(({ name }) => {
      const { part } = knownFile(name)!;
      if (!parts.has(part) || (part === 'laps' && !replacesLaps)) return [];
      const move = this.#moveOf(name);
      return move === null ? [] : [move];
    });
  }

  /** Adds its sessions to the database, which no other connection of this process may have open. */
  async addLaps(): Promise<void> {
    const [{ withDatabase }, { addSessions }, { importSession }] = await Promise.all([
      import('../parts/database-part.ts'),
      import('./stored-sessions.ts'),
      import('../../relay/storage/export-import.ts'),
    ]);
    await withDatabase(this.#context, false, async (store) => {
      let sessions = 0;
      for (const { name } of this.#list.files) {
        const known = knownFile(name)!;
        const path = this.#pathOf(name);
        if (known.kind === 'database') sessions += await addSessions(path, store);
        if (known.kind === 'session' && (await importSession(store, path)).stored > 0) sessions++;
      }
      this.#context.log('backup').info({ sessions }, 'Sessions of a back-up were added.');
    });
  }

  /** What restoring it would do here. @param id of the upload */
  preview(id: string): RestorePreview {
    const parts = new Map<UserPart, { files: number; bytes: number; replaced: number }>();
    let hasDatabase = false;
    let hasLaps = false;
    for (const { name, bytes } of this.#list.files) {
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
    const { createdAt, program, sessions } = this.#list;
    return {
      id,
      createdAt,
      program,
      parts: [...parts].map(([name, sum]): RestorePart => ({ name, ...sum })),
      sessions: hasLaps ? sessions : null,
      laps: !hasLaps || !canKeep ? [] : canReplace ? ['replace', 'add'] : ['add'],
      configProblem: this.#configProblem,
    };
  }

  #has(name: string): boolean {
    return this.#list.files.some((file) => file.name === name);
  }

  /** @param name in the back-up */
  #pathOf(name: string): string {
    return join(this.#folder, ...name.split('/'));
  }

  /** Brings the tables of a database up to date. @throws RelayError */
  async #checkLaps(): Promise<void> {
    if (!this.#has(databaseName)) return;
    const { sessionsIn } = await import('./stored-sessions.ts');
    try {
      await sessionsIn(this.#pathOf(databaseName));
    } catch (error) {
      if (!(error instanceof StoreProblem)) throw error;
      if (error.code === 'newer-database') {
        const hint = 'Update this one first.';
        throw new RelayError('newer-backup', 'Its laps were stored by a newer Sequential.', hint);
      }
      throw badBackup(`Its laps cannot be read: ${error.message}`);
    }
  }

  /** Leaves the config file out where it has a mistake, which must not cost the user the rest of the back-up. */
  async #adaptConfig(): Promise<void> {
    this.#configProblem = this.#has(configName) ? await this.#keepDatabase() : null;
    if (this.#configProblem === null) return;
    const files = this.#list.files.filter(({ name }) => name !== configName);
    this.#list = { ...this.#list, files };
  }

  /** The place of the laps stays as it is on this machine. @returns why the config file cannot be restored; null: it can */
  async #keepDatabase(): Promise<string | null> {
    const file = this.#pathOf(configName);
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
    return { from: this.#pathOf(name), to, before };
  }
}
