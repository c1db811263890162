/**
 * Keeps one OBS connected: tries again where trying makes sense, says in one state how things are, and hands on
 * calls and events. It must never hold anybody up: a call ends within its time limit, whatever OBS does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import type { ObsSettings } from '../rules/rule-schema.ts';
import { isOnThisMachine } from '../sources/own-sources.ts';
import { ObsError, type ObsPort, obsStatus } from './obs-port.ts';
import type { ObsAnswer, ObsEvent, ObsQuestion, ObsRequest, ObsStep } from './obs-requests.ts';
import { finalStates, type ObsState, obsSentence, retryDelayMs, stateOfEnd } from './obs-state.ts';
import { ObsSocket } from './obs-websocket.ts';

/** All times in ms; those of `limits.ts` unless a test is in a hurry. */
export interface ObsTiming {
  callMs: number;
  connectMs: number;
  keepAliveMs: number;
  frozenMs: number;
  retryMinMs: number;
  retryMaxMs: number;
  notReadyMs: number;
}

const defaultTiming: ObsTiming = {
  callMs: limits.obsCallTimeoutMs,
  connectMs: limits.obsConnectTimeoutMs,
  keepAliveMs: limits.obsKeepAliveMs,
  frozenMs: limits.obsFrozenMs,
  retryMinMs: limits.obsRetryMinMs,
  retryMaxMs: limits.obsRetryMaxMs,
  notReadyMs: limits.obsNotReadyMs,
};

function addressOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port } = new URL(url);
  return `${isOnThisMachine(url) ? 'localhost' : hostname}:${port}`;
}

/** Keeps one OBS connected for as long as it lives. */
export class ObsConnection implements ObsPort {
  readonly #log: Log;
  readonly #timing: ObsTiming;
  readonly #random: () => number;
  readonly #eventListeners = new Set<(event: ObsEvent) => void>();
  readonly #stateListeners = new Set<(state: ObsState) => void>();
  #state: ObsState = { name: 'off' };
  #settings: ObsSettings | null = null;
  #life = new AbortController();
  #link: ObsSocket | null = null;
  #running: Promise<void> = Promise.resolve();
  /** What to go back to after a freeze or a change of scene collection. */
  #connected: ObsState | null = null;

  constructor(options: { log: Log; timing?: Partial<ObsTiming>; random?: () => number }) {
    this.#log = options.log;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#random = options.random ?? Math.random;
  }

  get state(): ObsState {
    return this.#state;
  }

  get address(): string | null {
    return this.#settings === null ? null : addressOf(this.#settings.url);
  }

  /** These settings lead to the OBS that it is connected to, or tries to be. */
  isAt(settings: ObsSettings | null): boolean {
    return (settings === null ? null : addressOf(settings.url)) === this.address;
  }

  onEvent(listener: (event: ObsEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  onState(listener: (state: ObsState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  configure(settings: ObsSettings | null): void {
    const same =
      settings?.url === this.#settings?.url && settings?.password === this.#settings?.password;
    if (same && (settings === null) === (this.#settings === null)) return;
    this.#settings = settings;
    this.reconnect();
  }

  reconnect(): void {
    this.#stop();
    const settings = this.#settings;
    if (settings === null) {
      this.#become({ name: 'off' });
      return;
    }
    this.#become({ name: 'connecting' });
    const life = new AbortController();
    this.#life = life;
    this.#running = this.#run(settings, life.signal).catch((error: unknown) => {
      this.#log.error(
        { err: error },
        'The connection to OBS ended for a reason that is not known.',
      );
      if (!life.signal.aborted) this.#become({ name: 'failed', code: 0, detail: String(error) });
    });
  }

  async call<R extends ObsRequest>(request: R, data: ObsQuestion<R>): Promise<ObsAnswer<R>> {
    const deadlineMs = performance.now() + this.#timing.callMs;
    let notReady: ObsError | null = null;
    for (;;) {
      try {
        return await this.#linked.ask(request, data, Math.max(1, deadlineMs - performance.now()));
      } catch (error) {
        if (!(error instanceof ObsError)) throw error;
        // The last try had next to no time left; what OBS said before tells more.
        if (error.code === 'timeout' && notReady !== null) throw notReady;
        if (error.status !== obsStatus.notReady) throw error;
        if (performance.now() + this.#timing.notReadyMs >= deadlineMs) throw error;
        notReady = error;
      }
      await pause(this.#timing.notReadyMs);
    }
  }

  async batch(steps: readonly ObsStep[], tookMs: number): Promise<void> {
    await this.#linked.askAll(steps, this.#timing.callMs + tookMs);
  }

  /** @throws ObsError while there is no connection that takes calls. */
  get #linked(): ObsSocket {
    const { name } = this.#state;
    if (this.#link === null || (name !== 'connected' && name !== 'loading')) {
      throw new ObsError('not-connected', obsSentence(this.#state));
    }
    return this.#link;
  }

  async close(): Promise<void> {
    this.#settings = null;
    this.#life.abort();
    const link = this.#link;
    if (link !== null && !link.frozen) await link.leave(limits.obsLeaveMs);
    this.#stop();
    this.#become({ name: 'off' });
    await this.#running;
  }

  #stop(): void {
    this.#life.abort();
    this.#link?.cut();
    this.#link = null;
  }

  #become(state: ObsState): void {
    const before = obsSentence(this.#state);
    const sentence = obsSentence(state);
    const sameName = this.#state.name === state.name;
    this.#state = state;
    if (sameName && before === sentence) return;
    // Absence is expected; what needs a person is not.
    const needsPerson = finalStates.has(state.name) && state.name !== 'off';
    if (needsPerson) this.#log.warn({ obs: state.name }, sentence);
    else if (state.name !== 'connecting') this.#log.info({ obs: state.name }, sentence);
    this.#notify(this.#stateListeners, state);
  }

  /** A listener that throws must not end the connection, and nothing else either. */
  #notify<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#log.error({ err: error }, 'What came from OBS could not be worked with.');
      }
    }
  }

  /** Tries, stays, and tries again until it is told to stop or only a person can help. */
  async #run(settings: ObsSettings, life: AbortSignal): Promise<void> {
    let attempt = 0;
    while (!life.aborted) {
      const { state, wasConnected } = await this.#once(settings, life);
      if (life.aborted) return;
      this.#become(state);
      if (finalStates.has(state.name)) return;
      if (wasConnected) attempt = 0;
      const delayMs = retryDelayMs(attempt++, this.#random, this.#timing);
      await pause(delayMs, undefined, { signal: life }).catch(() => {});
    }
  }

  /** One connection from beginning to end. */
  async #once(
    settings: ObsSettings,
    life: AbortSignal,
  ): Promise<{ state: ObsState; wasConnected: boolean }> {
    const link = new ObsSocket({
      event: (event) => this.#event(event),
      froze: () => this.#freeze(link),
      thawed: () => this.#thaw(link),
    });
    this.#link = link;
    this.#connected = null;
    const opened = await link.open(settings, this.#timing.connectMs);
    if (opened === 'silent') {
      this.#link = null;
      return { state: { name: 'frozen' }, wasConnected: false };
    }
    if (opened === 'open' && !life.aborted) await this.#stay(link);
    const { code, detail } = await link.ended;
    if (this.#link === link) this.#link = null;
    const wasConnected = this.#connected !== null;
    const state: ObsState = link.frozen
      ? { name: 'frozen' }
      : link.quitting
        ? { name: 'gone', quit: true }
        : stateOfEnd(code, detail, settings.password !== undefined);
    return { state, wasConnected };
  }

  /** From identified to the end: waits for OBS to be ready, then looks now and then whether it still answers. */
  async #stay(link: ObsSocket): Promise<void> {
    const ended = new AbortController();
    void link.ended.then(() => ended.abort());
    const wait = (ms: number): Promise<void> =>
      pause(ms, undefined, { signal: ended.signal }).catch(() => {});
    while (!ended.signal.aborted && this.#connected === null) {
      try {
        const version = await link.ask('GetVersion', {}, this.#timing.callMs);
        // From obs-websocket 5.3 on the server is there before the scenes are.
        await link.ask('GetSceneList', {}, this.#timing.callMs);
        this.#connected = {
          name: 'connected',
          obsVersion: version.obsVersion,
          socketVersion: version.obsWebSocketVersion,
          platform: version.platformDescription,
          requests: new Set(version.availableRequests),
        };
        this.#become(this.#connected);
      } catch (error) {
        if (!(error instanceof ObsError) || error.code === 'ended') break;
        if (error.code === 'form') link.refuse(`Invalid answer: ${error.message}`);
        else if (error.code === 'timeout') link.cut();
        else this.#become({ name: 'loading' });
        await wait(this.#timing.notReadyMs);
      }
    }
    while (!ended.signal.aborted) {
      await wait(this.#timing.keepAliveMs);
      const silentMs = performance.now() - link.heardAtMs;
      if (ended.signal.aborted || silentMs < this.#timing.keepAliveMs) continue;
      if (silentMs >= this.#timing.frozenMs) link.cut();
      else await link.ask('GetVersion', {}, this.#timing.callMs).catch(() => {});
    }
  }

  #event(event: ObsEvent): void {
    if (event.name === 'CurrentSceneCollectionChanging') this.#become({ name: 'loading' });
    if (event.name === 'CurrentSceneCollectionChanged' && this.#connected !== null) {
      this.#become(this.#connected);
    }
    this.#notify(this.#eventListeners, event);
  }

  #freeze(link: ObsSocket): void {
    if (link === this.#link) this.#become({ name: 'frozen' });
  }

  #thaw(link: ObsSocket): void {
    if (link === this.#link && this.#connected !== null) this.#become(this.#connected);
  }
}
