/**
 * Everything that connects the relay with OBS, put together: the connection, the rules, the checks before the race,
 * the sources and their healing. One call starts it, `stop` ends it; nothing in here is ever waited for by others.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { ListedOverlay } from '../../protocol/overlay-metadata.ts';
import { ObsConnection, type ObsTiming } from './connection/obs-connection.ts';
import type { SavedObsSettings } from './connection/obs-password.ts';
import { ObsError } from './connection/obs-port.ts';
import { obsSentence } from './connection/obs-state.ts';
import { type ObsInventory, readInventory } from './inventory/obs-inventory.ts';
import { needsObs, type Problem, preflight } from './inventory/preflight.ts';
import { Dispatcher } from './rules/dispatcher.ts';
import { RuleFile } from './rules/rule-file.ts';
import type { ObsSettings, Rule } from './rules/rule-schema.ts';
import { BlankSourceRepair, type RepairTiming } from './sources/blank-source-repair.ts';
import { type ConnectedPage, isOnThisMachine } from './sources/own-sources.ts';
import { UndoFile } from './undo/undo-file.ts';

export interface ObsControlOptions {
  /** The section `obs`; null: there is none. */
  obs: ObsSettings | null;
  rules: readonly Rule[];
  /** The config file, to be read again when it changes; null: there is none. */
  file: string | null;
  log: Log;
  /** Under which the relay is reached, for instance `http://127.0.0.1:5000`; first the one that overlays are given. */
  origins: () => readonly string[];
  overlays: () => Promise<readonly ListedOverlay[]>;
  /** Pages that are connected to the relay now; null: not known, so nothing is mended. */
  pages: (() => readonly ConnectedPage[]) | null;
  /** Where what is to be put back in OBS outlives this process; absent: nowhere. */
  heldFolder?: string;
  /** What was said in the panel; absent: there is none to say it in. */
  choice?: SavedObsSettings;
  timing?: Partial<ObsTiming & RepairTiming & { fileLookMs: number }>;
}

/** How OBS is reached, without what is secret in it. */
export interface ObsAddress {
  url: string | null;
  hasPassword: boolean;
  /** Where it was said; null: nowhere yet. */
  from: 'panel' | 'config' | null;
}

/** Null when OBS is away or goes away meanwhile: that is a state, not an error. */
export async function nullWhileAway<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ObsError) return null;
    throw error;
  }
}

export class ObsControl {
  readonly obs: ObsConnection;
  readonly dispatcher: Dispatcher;
  readonly #options: ObsControlOptions;
  readonly #file: RuleFile | null;
  readonly #unsubscribe: (() => void)[];
  /** The config file's section. */
  #configured: ObsSettings | null;
  #healer: BlankSourceRepair | null = null;
  #facts: { taken: Promise<ObsInventory>; atMs: number } | null = null;
  #problems: Problem[] = [];
  #checkTimer: NodeJS.Timeout | undefined;
  #switching: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: ObsControlOptions) {
    const { log, file, timing } = options;
    this.#options = options;
    this.#configured = options.obs;
    this.obs = new ObsConnection({ log, ...(timing === undefined ? {} : { timing }) });
    this.dispatcher = new Dispatcher({
      obs: this.obs,
      log,
      ...(options.heldFolder ? { disk: new UndoFile({ folder: options.heldFolder, log }) } : {}),
    });
    this.#unsubscribe = [
      this.obs.onState((state) => {
        this.#forgetFacts();
        if (state.name === 'connected') this.#checkSoon();
      }),
      this.obs.onEvent((event) => {
        if (event.name === 'CurrentProgramSceneChanged' || event.name === 'ReplayBufferSaved')
          return;
        this.#forgetFacts();
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
            ...(timing?.fileLookMs === undefined ? {} : { intervalMs: timing.fileLookMs }),
          });
    this.#use(options.rules);
  }

  /** What is in use: what was said in the panel, else the config file's section. */
  get #settings(): ObsSettings | null {
    return this.#options.choice?.settings ?? this.#configured;
  }

  get address(): ObsAddress {
    const { choice } = this.#options;
    const settings = this.#settings;
    const from = choice?.settings ? 'panel' : settings === null ? null : 'config';
    return { url: settings?.url ?? null, hasPassword: settings?.password !== undefined, from };
  }

  /**
   * Takes up what was said in the panel and keeps it; null goes back to the config file.
   * @throws Error when this is not a relay with a panel, or the file cannot be written
   */
  async choose(wish: (before: ObsSettings | null) => ObsSettings | null): Promise<void> {
    const { choice } = this.#options;
    if (choice === undefined) throw new Error('Nothing keeps what is chosen here.');
    const before = JSON.stringify(this.#settings);
    await choice.set(wish(this.#settings));
    if (this.#stopped) return;
    this.#use(this.dispatcher.rules);
    // It is what it was, and somebody pressed «connect» all the same.
    if (JSON.stringify(this.#settings) === before) this.obs.reconnect();
  }

  overlays(): Promise<readonly ListedOverlay[]> {
    return this.#options.overlays();
  }

  /**
   * Under which address OBS reaches the relay.
   * @returns null: OBS is on another machine and the relay knows no name of itself that is good there.
   */
  get originForObs(): string | null {
    return this.ownOrigins()[0] ?? null;
  }

  /** For the live path: costs next to nothing and never throws. */
  take(event: RaceEvent, instance: string): void {
    this.dispatcher.take(event, instance);
  }

  /** @throws ObsError while OBS is not connected. Asks at most every `limits.obsFactsAgeMs`. */
  facts(): Promise<ObsInventory> {
    const now = performance.now();
    if (this.#facts === null || now - this.#facts.atMs > limits.obsFactsAgeMs) {
      const taken = readInventory(this.obs, this.dispatcher.rules);
      this.#facts = { taken, atMs: now };
      taken.catch(() => this.#forgetFacts());
    }
    return this.#facts.taken;
  }

  /** What would fail in the race, as far as it is known now. */
  async problems(): Promise<Problem[]> {
    const facts = await nullWhileAway(this.facts());
    return facts === null ? [] : preflight(this.dispatcher.rules, facts);
  }

  /** Sentences that concern no single rule: the file, the healing, rules without OBS. */
  get sentences(): string[] {
    const noObs =
      this.#settings === null && needsObs(this.dispatcher.rules)
        ? ['The triggers need OBS, but it is not set up yet.']
        : [];
    return [
      ...(this.#file?.problems ?? []),
      ...noObs,
      ...this.dispatcher.stage.sentences,
      ...(this.#healer?.problems ?? []),
    ];
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#checkTimer);
    this.#file?.close();
    this.#healer?.close();
    for (const end of this.#unsubscribe) end();
    await this.dispatcher.close();
    await this.#switching;
    await this.obs.close();
  }

  #use(rules: readonly Rule[]): void {
    const settings = this.#settings;
    this.dispatcher.setRules(rules);
    this.#configure(settings);
    this.#forgetFacts();
    this.#healer?.close();
    const { log, pages, timing } = this.#options;
    this.#healer =
      settings === null || pages === null
        ? null
        : new BlankSourceRepair({
            obs: this.obs,
            stage: this.dispatcher.stage,
            log,
            pages,
            origins: () => this.ownOrigins(),
            timing: timing ?? {},
          });
    this.#checkSoon();
  }

  /** What is held in the OBS of before is put back there first. */
  #configure(settings: ObsSettings | null): void {
    const { stage } = this.dispatcher;
    if (!stage.holdsAny || this.obs.isAt(settings)) {
      this.obs.configure(settings);
      return;
    }
    this.#switching = stage.restoreAll(limits.obsRestoreAtEndMs).then(() => {
      if (!this.#stopped) this.obs.configure(this.#settings);
    });
  }

  /** Origins that mean this relay in an address inside OBS: on another machine `127.0.0.1` is that machine. */
  ownOrigins(): readonly string[] {
    const origins = this.#options.origins();
    const isHere = this.#settings === null || isOnThisMachine(this.#settings.url);
    return isHere ? origins : origins.filter((origin) => !isOnThisMachine(origin));
  }

  #forgetFacts(): void {
    this.#facts = null;
  }

  /** Changes in OBS come in crowds: one check after the last of them. */
  #checkSoon(): void {
    clearTimeout(this.#checkTimer);
    if (this.#stopped) return;
    this.#checkTimer = setTimeout(() => {
      this.#check().catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'The triggers could not be checked.');
      });
    }, limits.obsCheckAfterMs);
    this.#checkTimer.unref();
  }

  /** Says what is new among the problems, once. */
  async #check(): Promise<void> {
    if (this.obs.state.name !== 'connected') return;
    const before = new Set(this.#problems.map(({ rule, sentence }) => `${rule}: ${sentence}`));
    this.#problems = await this.problems();
    for (const { rule, sentence, severity } of this.#problems) {
      if (before.has(`${rule}: ${sentence}`)) continue;
      this.#options.log.warn({ rule, severity }, sentence);
    }
  }

  /** The state in words. */
  get sentence(): string {
    return obsSentence(this.obs.state);
  }
}
