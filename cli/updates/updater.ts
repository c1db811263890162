/**
 * Looks for a newer release, once a day when the user wants that or when asked, and installs it when asked. `download.ts`
 * fetches the announcement and the file, `signed-manifest.ts` checks the announcement's signature, `update-decision.ts` decides
 * what is newer and what must not be interrupted. `update-memory.ts` keeps what is known, so a restart causes no check.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type {
  OfferedRelease,
  UpdateFailure,
  UpdateHindrance,
  UpdateState,
  UpdateStatus,
} from '../../protocol/update-status.ts';
import { RelayError } from '../../relay/errors.ts';
import type { KeptValue } from '../../relay/files/kept-value.ts';
import { makeFolder } from '../../relay/files/make-folder.ts';
import type { Clock } from '../../relay/storage/clock.ts';
import type { Program } from '../command.ts';
import { type DownloadOptions, requestLines } from './download.ts';
import type { ReleaseFile, ReleaseManifest } from './release-manifest.ts';
import { openManifest } from './signed-manifest.ts';
import {
  canInstallItself,
  fileFor,
  isCheckDue,
  isReplayed,
  offeredRelease,
} from './update-decision.ts';
import type { UpdateMemory } from './update-memory.ts';
import { UpdateProblem } from './update-problem.ts';

export interface UpdaterParts {
  readonly program: Pick<Program, 'version' | 'distribution' | 'updateSource'>;
  readonly platform: NodeJS.Platform;
  readonly memory: KeptValue<UpdateMemory>;
  /** Of downloads. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Why nothing may be installed now; null: nothing hinders. */
  hindrance(): Promise<UpdateHindrance | null>;
  /** @throws UpdateProblem */
  readText(address: string, bytesMax: number): Promise<string>;
  /** @throws UpdateProblem */
  download(file: ReleaseFile, path: string, options: DownloadOptions): Promise<void>;
  /** Rejects when Setup fails. @throws UpdateProblem */
  runSetup(file: string): Promise<void>;
}

const refusals: Readonly<Record<UpdateHindrance, string>> = {
  driving: 'Somebody drives.',
  streaming: 'OBS streams.',
  recording: 'OBS records.',
  'obs-silent': 'OBS does not say whether it streams or records.',
};

/** What goes on now; the rest of the state follows from the memory. */
type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking'; readonly done: Promise<void> }
  | { readonly kind: 'downloading'; receivedBytes: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'installing' }
  | { readonly kind: 'failed'; readonly failure: UpdateFailure };

export class Updater {
  readonly #parts: UpdaterParts;
  readonly #stopping = new AbortController();
  /** The newest release that was announced; null: none yet. */
  #manifest: ReleaseManifest | null;
  #activity: Activity = { kind: 'idle' };
  /** A check was made although it is off, so its result is shown. */
  #wasAsked = false;
  #installing: Promise<void> = Promise.resolve();
  #cancelTimer: () => void;

  constructor(parts: UpdaterParts) {
    this.#parts = parts;
    this.#manifest = this.#remembered();
    this.#cancelTimer = parts.clock.after(limits.updateFirstCheckMs, () => this.#onTimer());
  }

  /** The announcement is checked again, as the file may have been changed or the key replaced. */
  #remembered(): ReleaseManifest | null {
    const { memory, program } = this.#parts;
    const { announcement } = memory.value;
    if (announcement === null || program.updateSource === null) return null;
    try {
      return openManifest(announcement, program.updateSource.publicKey);
    } catch {
      return null;
    }
  }

  #onTimer(): void {
    const { clock, memory, program } = this.#parts;
    this.#cancelTimer = clock.after(limits.updateDueEveryMs, () => this.#onTimer());
    void this.#tidy();
    const { daily } = memory.value;
    const isFree = this.#activity.kind === 'idle' || this.#activity.kind === 'failed';
    if (!daily || !isFree || program.updateSource === null) return;
    if (isCheckDue(memory.value, clock.date())) void this.check();
  }

  /** Removes the download that made this version. Setup still holds it right after the start. */
  async #tidy(): Promise<void> {
    if (this.#offered !== null) return;
    await rm(this.#parts.folder, { recursive: true, force: true }).catch(() => {});
  }

  async status(): Promise<UpdateStatus> {
    const { program, platform, memory, hindrance } = this.#parts;
    const { daily, answeredAt } = memory.value;
    return {
      version: program.version,
      distribution: program.distribution,
      canInstall: canInstallItself(program.distribution, platform),
      daily,
      checkedAt: answeredAt,
      request: program.updateSource === null ? null : requestLines(program.updateSource.address),
      state: this.#state(),
      hindrance: await hindrance(),
    };
  }

  get #offered(): OfferedRelease | null {
    return this.#manifest === null ? null : offeredRelease(this.#manifest, this.#parts.program);
  }

  #state(): UpdateState {
    const activity = this.#activity;
    const release = this.#offered;
    switch (activity.kind) {
      case 'checking':
        return { kind: 'checking' };
      case 'failed':
        return { kind: 'failed', failure: activity.failure, release };
    }
    if (release !== null) {
      switch (activity.kind) {
        case 'downloading':
          return { kind: 'downloading', release, receivedBytes: activity.receivedBytes };
        case 'installing':
          return { kind: 'installing', release };
        case 'ready':
          if (activity.version === release.version) return { kind: 'ready', release };
      }
    }
    const { daily, answeredAt } = this.#parts.memory.value;
    if (!daily && !this.#wasAsked) return { kind: 'off' };
    if (release !== null) return { kind: 'available', release };
    return { kind: answeredAt === null ? 'never-checked' : 'up-to-date' };
  }

  /** @throws RelayError `not-saved` */
  async setDaily(daily: boolean): Promise<void> {
    const { memory, clock, program } = this.#parts;
    await memory.update((value) => ({ ...value, daily }));
    if (!daily) this.#wasAsked = false;
    if (daily && program.updateSource !== null && isCheckDue(memory.value, clock.date())) {
      await this.check();
    }
  }

  /**
   * Asks for the newest release now. Resolves when the state says how it went; a check in progress is joined.
   * @throws RelayError `update-refused` while something is installed, or when there is nowhere to ask
   */
  check(): Promise<void> {
    const activity = this.#activity;
    if (activity.kind === 'checking') return activity.done;
    this.#refuseWhileBusy();
    const { updateSource } = this.#parts.program;
    if (updateSource === null) {
      throw new RelayError(
        'update-refused',
        'This program does not know where to look for updates.',
      );
    }
    this.#wasAsked = true;
    const done = this.#check(updateSource.address, updateSource.publicKey);
    this.#activity = { kind: 'checking', done };
    return done;
  }

  #refuseWhileBusy(): void {
    const { kind } = this.#activity;
    if (kind !== 'downloading' && kind !== 'installing') return;
    throw new RelayError('update-refused', 'An update is already being installed.');
  }

  async #check(address: string, publicKey: string): Promise<void> {
    const { memory, log, clock, program } = this.#parts;
    try {
      const text = await this.#parts.readText(address, limits.updateManifestBytesMax);
      const answeredAt = clock.date();
      await memory.update((value) => ({ ...value, answeredAt, unreachableAt: null }));
      const manifest = openManifest(text, publicKey);
      if (isReplayed(manifest.version, this.#manifest?.version ?? null)) {
        throw new UpdateProblem(
          'update-outdated',
          `Version ${manifest.version} was announced, which is older than one announced before.`,
        );
      }
      await memory.update((value) => ({ ...value, announcement: text }));
      this.#manifest = manifest;
      this.#activity = { kind: 'idle' };
      const offered = offeredRelease(manifest, program);
      if (offered !== null) log.info({ version: offered.version }, 'There is a newer release.');
    } catch (error) {
      await this.#fail(error, 'The check for updates failed.');
    }
  }

  async #fail(error: unknown, sentence: string): Promise<void> {
    const { memory, log, clock } = this.#parts;
    const failure = failureOf(error);
    log.warn({ code: failure.code, err: error }, sentence);
    this.#activity = { kind: 'failed', failure };
    if (failure.code !== 'update-unreachable') return;
    const unreachableAt = clock.date();
    // Without a place to write, the next check only comes earlier.
    await memory.update((value) => ({ ...value, unreachableAt })).catch(() => {});
  }

  /**
   * Downloads the newer release, checks it and runs its Setup, which ends this program. Resolves when the download begins.
   * @throws RelayError `update-not-now`, `update-refused`
   */
  async install(): Promise<void> {
    await this.#checked();
    this.#refuseWhileBusy();
    this.#installable();
    const hindrance = await this.#parts.hindrance();
    if (hindrance !== null) throw notNow(hindrance);
    // Meanwhile another click may have begun it, and a check may have found another release.
    await this.#checked();
    this.#refuseWhileBusy();
    const { version, file } = this.#installable();
    const activity: Activity = { kind: 'downloading', receivedBytes: 0 };
    this.#activity = activity;
    const run = this.#install(version, file, (bytes) => {
      activity.receivedBytes = bytes;
    });
    this.#installing = run.catch((error: unknown) =>
      this.#stopping.signal.aborted ? undefined : this.#fail(error, 'The update failed.'),
    );
  }

  /** Resolves when no check runs, whose end would hide a download. */
  async #checked(): Promise<void> {
    if (this.#activity.kind === 'checking') await this.#activity.done;
  }

  /** @throws RelayError `update-refused` */
  #installable(): { readonly version: string; readonly file: ReleaseFile } {
    const { program, platform } = this.#parts;
    const manifest = this.#manifest;
    const offered = this.#offered;
    const file = manifest === null ? null : fileFor(manifest, program.distribution);
    if (offered === null || file === null) {
      throw new RelayError('update-refused', 'There is no newer release to install.');
    }
    if (!canInstallItself(program.distribution, platform)) {
      throw new RelayError(
        'update-refused',
        'Only the Sequential that Setup installed can install an update itself.',
        `Download it from ${offered.page}`,
      );
    }
    return { version: offered.version, file };
  }

  async #install(
    version: string,
    file: ReleaseFile,
    onProgress: (bytes: number) => void,
  ): Promise<void> {
    const { folder, log, hindrance } = this.#parts;
    const { signal } = this.#stopping;
    const path = join(folder, `Sequential-Setup-${version}.exe`);
    await makeFolder(folder);
    await this.#removeOthers(path);
    await this.#parts.download(file, path, {
      onProgress,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limits.updateDownloadMs)]),
    });
    // Somebody may have begun to drive or to stream meanwhile.
    if ((await hindrance()) !== null) {
      this.#activity = { kind: 'ready', version };
      return;
    }
    if (signal.aborted) return;
    this.#activity = { kind: 'installing' };
    log.info({ version }, 'Setup installs the newer release; it ends this program.');
    await this.#parts.runSetup(path);
    if (!signal.aborted) {
      throw new UpdateProblem('update-setup-failed', 'Setup ended, but this program still runs.');
    }
  }

  /** Removes downloads of other releases. */
  async #removeOthers(kept: string): Promise<void> {
    const { folder } = this.#parts;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (path !== kept && path !== `${kept}.part`) await rm(path, { force: true }).catch(() => {});
    }
  }

  /** May be called twice. Does not wait for Setup, which waits for the end of this program. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTimer();
    if (this.#activity.kind === 'downloading') await this.#installing;
  }
}

function notNow(hindrance: UpdateHindrance): RelayError {
  return new RelayError(
    'update-not-now',
    `${refusals[hindrance]} An update would interrupt that.`,
    'Install it afterwards.',
  );
}

function failureOf(error: unknown): UpdateFailure {
  if (error instanceof UpdateProblem) return error.toFailure();
  if (error instanceof RelayError) return error.toProtocol();
  return { code: 'internal', message: 'This is a bug in Sequential. Its log says more.' };
}
