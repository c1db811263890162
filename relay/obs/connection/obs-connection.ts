/**
 * Keeps OBS connected: reconnects where that can help, reports the state, and passes calls and events. Every call ends
 * within its time limit.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { retryPauseMs } from '../../../protocol/retry-pause.ts';
import type { ObsSettings } from '../rules/rule-schema.ts';
import { obsAddress } from './obs-address.ts';
import { ObsError, type ObsPort, obsStatus } from './obs-port.ts';
import type { ObsAnswer, ObsEvent, ObsQuestion, ObsRequest, ObsStep } from './obs-requests.ts';
import { finalStates, type ObsState, obsSentence, stateOfEnd } from './obs-state.ts';
import { ObsSocket } from './obs-websocket.ts';

/** ms; by default those of `limits.ts`. */
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
  /** The state to return to after a freeze or a change of scene collection. */
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
    return this.#settings === null ? null : obsAddress(this.#settings.url);
  }

  /** Whether these settings lead to the OBS in use. */
  isAt(settings: ObsSettings | null): boolean {
    return (settings === null ? null : obsAddress(settings.url)) === this.address;
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
      this.#setState({ name: 'off' });
      return;
    }
    this.#setState({ name: 'connecting' });
    const life = new AbortController();
    this.#life = life;
    this.#running = this.#run(settings, life.signal).catch((error: unknown) => {
      this.#log.error({ err: error }, 'The connection to OBS ended for an unknown reason.');
      if (!life.signal.aborted) this.#setState({ name: 'failed', code: 0, detail: String(error) });
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
        // The last try had hardly any time left; the refusal before it is more specific.
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

  /** @throws ObsError while no connection accepts calls. */
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
    this.#setState({ name: 'off' });
    await this.#running;
  }

  #stop(): void {
    this.#life.abort();
    this.#link?.cut();
    this.#link = null;
  }

  #setState(state: ObsState): void {
    const before = obsSentence(this.#state);
    const sentence = obsSentence(state);
    const sameName = this.#state.name === state.name;
    this.#state = state;
    if (sameName && before === sentence) return;
    // OBS may be away at any time; only what needs a person is a warning.
    const needsPerson = finalStates.has(state.name) && state.name !== 'off';
    if (needsPerson) this.#log.warn({ obs: state.name }, sentence);
    else if (state.name !== 'connecting') this.#log.info({ obs: state.name }, sentence);
    this.#notify(this.#stateListeners, state);
  }

  /** A listener that throws does not end the connection. */
  #notify<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#log.error({ err: error }, 'An event of OBS could not be handled.');
      }
    }
  }

  /** Connects again and again until it is stopped or only a person can help. */
  async #run(settings: ObsSettings, life: AbortSignal): Promise<void> {
    let attempt = 0;
    while (!life.aborted) {
      const { state, wasConnected } = await this.#once(settings, life);
      if (life.aborted) return;
      this.#setState(state);
      if (finalStates.has(state.name)) return;
      if (wasConnected) attempt = 0;
      const { retryMinMs: minMs, retryMaxMs: maxMs } = this.#timing;
      const delayMs = retryPauseMs(attempt++, { minMs, maxMs }, this.#random());
      await pause(delayMs, undefined, { signal: life }).catch(() => {});
    }
  }

  /** One connection from start to end. */
  async #once(
    settings: ObsSettings,
    life: AbortSignal,
  ): Promise<{ state: ObsState; wasConnected: boolean }> {
    const link = new ObsSocket({
      event: (event) => this.#onEvent(event),
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
    if (opened === 'open' && !life.aborted) await this.#watch(link);
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

  /** Waits until OBS is ready, then checks now and then that it still answers. Ends with the connection. */
  async #watch(link: ObsSocket): Promise<void> {
    const ended = new AbortController();
    void link.ended.then(() => ended.abort());
    const wait = (ms: number): Promise<void> =>
      pause(ms, undefined, { signal: ended.signal }).catch(() => {});
    while (!ended.signal.aborted && this.#connected === null) {
      try {
        const version = await link.ask('GetVersion', {}, this.#timing.callMs);
        // From obs-websocket 5.3 on the server starts before the scenes are loaded.
        await link.ask('GetSceneList', {}, this.#timing.callMs);
        this.#connected = {
          name: 'connected',
          obsVersion: version.obsVersion,
          socketVersion: version.obsWebSocketVersion,
          platform: version.platformDescription,
          requests: new Set(version.availableRequests),
        };
        this.#setState(this.#connected);
      } catch (error) {
        if (!(error instanceof ObsError) || error.code === 'ended') break;
        if (error.code === 'bad-answer') link.refuse(`Invalid answer: ${error.message}`);
        else if (error.code === 'timeout') link.cut();
        else this.#setState({ name: 'loading' });
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

  #onEvent(event: ObsEvent): void {
    if (event.name === 'CurrentSceneCollectionChanging') this.#setState({ name: 'loading' });
    if (event.name === 'CurrentSceneCollectionChanged' && this.#connected !== null) {
      this.#setState(this.#connected);
    }
    this.#notify(this.#eventListeners, event);
  }

  #freeze(link: ObsSocket): void {
    if (link === this.#link) this.#setState({ name: 'frozen' });
  }

  #thaw(link: ObsSocket): void {
    if (link === this.#link && this.#connected !== null) this.#setState(this.#connected);
  }
}
