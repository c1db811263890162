/**
 * Connects the parts of OBS control: connection, rules, checks before the race, browser sources and their repair. The
 * rest of the relay never waits for it.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { ListedOverlay } from '../../protocol/overlay-metadata.ts';
import type { ObsAddress, OwnObs } from '../../protocol/relay-answers.ts';
import { isOnThisMachine } from './connection/obs-address.ts';
import { ObsConnection, type ObsTiming } from './connection/obs-connection.ts';
import type { PanelObsSettings, SavedObsSettings } from './connection/obs-password.ts';
import { unlessAway } from './connection/obs-port.ts';
import { obsSentence } from './connection/obs-state.ts';
import type { OwnObsFiles } from './connection/own-obs-files.ts';
import { ownObsSentence, settingsOfFound, withoutSecret } from './connection/own-obs-settings.ts';
import { type ObsInventory, readInventory } from './inventory/obs-inventory.ts';
import { needsObs, type Problem, preflight } from './inventory/preflight.ts';
import { Dispatcher } from './rules/dispatcher.ts';
import { RuleFile } from './rules/rule-file.ts';
import type { ObsSettings, Rule } from './rules/rule-schema.ts';
import { BlankSourceRepair, type RepairTiming } from './sources/blank-source-repair.ts';
import type { ConnectedPage } from './sources/own-sources.ts';
import { UndoFile } from './undo/undo-file.ts';

export interface ObsControlOptions {
  /** The config file's section `obs`; null: there is none. */
  obs: ObsSettings | null;
  rules: readonly Rule[];
  /** The config file, which is read again when it changes; null: there is none. */
  file: string | null;
  log: Log;
  /** Addresses of the relay, for instance `http://127.0.0.1:5000`; the first is the one for pages in OBS. */
  origins: () => readonly string[];
  overlays: () => Promise<readonly ListedOverlay[]>;
  /** Pages that are connected to the relay now; null: not known, so no source is repaired. */
  pages: (() => readonly ConnectedPage[]) | null;
  /** Folder of the undo file; absent: undo entries are lost when the process ends. */
  undoFolder?: string;
  /** Settings from the panel; absent: there is no panel. */
  saved?: SavedObsSettings;
  /** The settings of the OBS of this machine, closed with the control; absent: it is not looked for. */
  own?: OwnObsFiles;
  timing?: Partial<ObsTiming & RepairTiming & { filePollMs: number }>;
}

export class ObsControl {
  readonly obs: ObsConnection;
  readonly dispatcher: Dispatcher;
  readonly #options: ObsControlOptions;
  readonly #file: RuleFile | null;
  readonly #own: OwnObsFiles | null;
  readonly #unsubscribe: (() => void)[];
  /** The config file's section. */
  #configured: ObsSettings | null;
  #repair: BlankSourceRepair | null = null;
  #inventory: { answer: Promise<ObsInventory>; atMs: number } | null = null;
  #problems: Problem[] = [];
  #checkTimer: NodeJS.Timeout | undefined;
  #switching: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: ObsControlOptions) {
    const { log, file, timing, undoFolder } = options;
    this.#options = options;
    this.#configured = options.obs;
    this.obs = new ObsConnection({ log, ...(timing === undefined ? {} : { timing }) });
    const undo = undoFolder ? { undoStorage: new UndoFile({ folder: undoFolder, log }) } : {};
    this.dispatcher = new Dispatcher({ obs: this.obs, log, ...undo });
    this.#unsubscribe = [
      this.obs.onState((state) => {
        this.#inventory = null;
        if (state.name === 'connected') this.#checkSoon();
      }),
      this.obs.onEvent(({ name }) => {
        if (name === 'CurrentProgramSceneChanged' || name === 'ReplayBufferSaved') return;
        this.#inventory = null;
        this.#checkSoon();
      }),
    ];
    this.#file =
      file === null
        ? null
        : new RuleFile({
            file,
            log,
            inUse: { obs: options.obs, rules: options.rules },
            onChange: (read) => {
              this.#configured = read.obs;
              this.#use(read.rules);
            },
            ...(timing?.filePollMs === undefined ? {} : { intervalMs: timing.filePollMs }),
          });
    this.#own = options.own ?? null;
    this.#own?.onChange(() => this.#ownChanged());
    this.#use(options.rules);
  }

  /** The settings in use: those of the panel, else the config file's section. */
  get #settings(): ObsSettings | null {
    const saved = this.#options.saved?.settings ?? null;
    if (saved === 'found') return settingsOfFound(this.#own?.lastRead ?? null);
    return saved ?? this.#configured;
  }

  /** For taking it out of what is shown; undefined: there is none. */
  get password(): string | undefined {
    return this.#settings?.password;
  }

  get address(): ObsAddress {
    const settings = this.#settings;
    const saved = this.#options.saved?.settings ?? null;
    const from = saved === null ? (settings === null ? null : 'config') : 'panel';
    return {
      url: settings?.url ?? null,
      hasPassword: settings?.password !== undefined,
      from: saved === 'found' ? 'obs' : from,
    };
  }

  /** What the OBS of this machine says about its server; null: there is none. */
  get found(): OwnObs | null {
    const found = this.#own?.found ?? null;
    return found === null ? null : withoutSecret(found);
  }

  /**
   * Uses and keeps settings from the panel.
   * @param choose returns the new settings; null: those of the config file
   * @throws Error when there is no panel, or the file cannot be written
   */
  async changeSettings(
    choose: (before: ObsSettings | null) => PanelObsSettings | null,
  ): Promise<void> {
    const { saved } = this.#options;
    if (saved === undefined) throw new Error('There is no panel to set OBS in.');
    const before = JSON.stringify(this.#settings);
    await saved.set(choose(this.#settings));
    if (this.#isStopped) return;
    this.#use(this.dispatcher.rules);
    // Saving the same settings again starts a new try.
    if (JSON.stringify(this.#settings) === before) this.obs.reconnect();
  }

  /** Reads the config file now, after a change by this program. Resolves when its rules are in use, or refused. */
  async readRules(): Promise<void> {
    await this.#file?.check();
  }

  overlays(): Promise<readonly ListedOverlay[]> {
    return this.#options.overlays();
  }

  /** @returns the relay's address for pages in OBS; null: OBS is on another machine that cannot reach the relay */
  get originForObs(): string | null {
    return this.ownOrigins()[0] ?? null;
  }

  /** Called by the live path: only queues the event, and never throws. */
  handleEvent(event: RaceEvent, instance: string): void {
    this.dispatcher.handleEvent(event, instance);
  }

  /** Asks OBS at most once in `limits.obsInventoryAgeMs`. @throws ObsError while OBS is not connected */
  inventory(): Promise<ObsInventory> {
    const now = performance.now();
    if (this.#inventory === null || now - this.#inventory.atMs > limits.obsInventoryAgeMs) {
      const answer = readInventory(this.obs, this.dispatcher.rules);
      this.#inventory = { answer, atMs: now };
      answer.catch(() => {
        this.#inventory = null;
      });
    }
    return this.#inventory.answer;
  }

  /** Actions that would fail in the race; empty while OBS is away. */
  async problems(): Promise<Problem[]> {
    const inventory = await unlessAway(this.inventory());
    return inventory === null ? [] : preflight(this.dispatcher.rules, inventory);
  }

  /** Problems that belong to no single rule: of the file, of undoing, of blank sources, rules without OBS. */
  get sentences(): string[] {
    const noObs =
      this.#settings === null && needsObs(this.dispatcher.rules)
        ? ['The rules need OBS, but it is not set up yet.']
        : [];
    return [
      ...(this.#file?.problems ?? []),
      ...noObs,
      ...this.dispatcher.changes.pendingSentences,
      ...(this.#repair?.problems ?? []),
    ];
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#checkTimer);
    this.#file?.close();
    this.#own?.close();
    this.#repair?.close();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.dispatcher.close();
    await this.#switching;
    await this.obs.close();
  }

  #use(rules: readonly Rule[]): void {
    const settings = this.#settings;
    this.dispatcher.setRules(rules);
    this.#configure(settings);
    this.#inventory = null;
    this.#repair?.close();
    const { log, pages, timing = {} } = this.#options;
    this.#repair =
      settings === null || pages === null
        ? null
        : new BlankSourceRepair({
            obs: this.obs,
            changes: this.dispatcher.changes,
            log,
            pages,
            origins: () => this.ownOrigins(),
            timing,
          });
    this.#checkSoon();
  }

  /** The user has changed the settings of OBS itself: the new ones are used, and a server that was switched on is tried at once. */
  #ownChanged(): void {
    if (this.#isStopped || this.#options.saved?.settings !== 'found') return;
    const { name } = this.obs.state;
    this.#configure(this.#settings);
    // The same settings do not reconnect.
    if (name !== 'connected' && name !== 'loading' && this.obs.state.name === name) {
      this.obs.reconnect();
    }
  }

  /** Undoes everything in the present OBS before connecting to another one. */
  #configure(settings: ObsSettings | null): void {
    const { changes } = this.dispatcher;
    if (!changes.hasChanges || this.obs.isAt(settings)) {
      this.obs.configure(settings);
      return;
    }
    this.#switching = changes.undoAll(limits.obsRestoreAtEndMs).then(() => {
      if (!this.#isStopped) this.obs.configure(this.#settings);
    });
  }

  /** Addresses of this relay as OBS knows them: on another machine `127.0.0.1` means that machine. */
  ownOrigins(): readonly string[] {
    const origins = this.#options.origins();
    const isHere = this.#settings === null || isOnThisMachine(this.#settings.url);
    return isHere ? origins : origins.filter((origin) => !isOnThisMachine(origin));
  }

  /** Changes in OBS come in bursts: checks once after the last of them. */
  #checkSoon(): void {
    clearTimeout(this.#checkTimer);
    if (this.#isStopped) return;
    this.#checkTimer = setTimeout(() => {
      this.#check().catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'The rules could not be checked.');
      });
    }, limits.obsCheckAfterMs);
    this.#checkTimer.unref();
  }

  /** Logs each new problem once. */
  async #check(): Promise<void> {
    if (this.obs.state.name !== 'connected') return;
    const before = new Set(this.#problems.map(({ rule, sentence }) => `${rule}: ${sentence}`));
    this.#problems = await this.problems();
    for (const { rule, sentence, severity } of this.#problems) {
      if (before.has(`${rule}: ${sentence}`)) continue;
      this.#options.log.warn({ rule, severity }, sentence);
    }
  }

  /** The state of the connection in words. */
  get sentence(): string {
    const { state } = this.obs;
    const isOwn = this.obs.isAt(settingsOfFound(this.#own?.lastRead ?? null));
    return (isOwn ? ownObsSentence(state.name, this.found) : null) ?? obsSentence(state);
  }
}
