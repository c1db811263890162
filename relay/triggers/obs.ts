/**
 * The connection to OBS Studio: the only file that knows obs-websocket-js. It keeps trying where trying makes
 * sense, says in one state how things are, and ends every call. It must never let the library's own promises out:
 * those hang for ever when the connection goes, and when OBS is frozen.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { EventSubscription, OBSWebSocket, OBSWebSocketError } from 'obs-websocket-js/json';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import {
  ObsError,
  type ObsEvent,
  type ObsEvents,
  type ObsPort,
  type ObsRequest,
  type ObsRequests,
  obsStatus,
} from './obs-port.ts';
import { finalStates, type ObsState, obsSentence, retryDelayMs, stateOfEnd } from './obs-state.ts';
import type { ObsSettings } from './rules.ts';

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

/** What is listened to, and nothing that comes often: every event is a frame that OBS has to send. */
const eventNames: readonly (keyof ObsEvents)[] = [
  'ExitStarted',
  'CurrentSceneCollectionChanging',
  'CurrentSceneCollectionChanged',
  'CurrentProgramSceneChanged',
  'SceneListChanged',
  'SceneNameChanged',
  'InputCreated',
  'InputRemoved',
  'InputNameChanged',
  'ReplayBufferStateChanged',
  'ReplayBufferSaved',
  'RecordStateChanged',
];
const eventSubscriptions =
  EventSubscription.General |
  EventSubscription.Config |
  EventSubscription.Scenes |
  EventSubscription.Inputs |
  EventSubscription.Outputs;

/** The library's object, and a way to drop its connection at once: its own goodbye waits 30 s for a frozen OBS. */
class Socket extends OBSWebSocket {
  cut(): void {
    (this.socket as unknown as { terminate?: () => void } | undefined)?.terminate?.();
  }
}

interface LinkEvents {
  event(event: ObsEvent): void;
  froze(): void;
  thawed(): void;
}

/** One connection, from the first byte to the last. */
class Link {
  readonly #socket = new Socket();
  readonly #on: LinkEvents;
  readonly #waiting = new Set<(error: ObsError) => void>();
  #unanswered = 0;
  #opened = false;
  #over = false;
  /** OBS said that it is about to close. */
  quitting = false;
  /** A call had no answer, nor has anything else come since. */
  frozen = false;
  heardAtMs = performance.now();
  /** Settles once, with the close code and reason (-1: it never came about). */
  readonly ended: Promise<{ code: number; detail: string }>;
  #end: (why: { code: number; detail: string }) => void = () => {};

  constructor(on: LinkEvents) {
    this.#on = on;
    this.ended = new Promise((resolve) => {
      this.#end = (why) => {
        if (this.#over) return;
        this.#over = true;
        for (const fail of this.#waiting) {
          fail(new ObsError('ended', 'The connection to OBS ended before the answer came.'));
        }
        resolve(why);
      };
    });
    for (const name of eventNames) {
      this.#socket.on(name, (data?: unknown) => {
        if (this.#over) return;
        this.#heard();
        if (name === 'ExitStarted') this.quitting = true;
        on.event({ name, data } as ObsEvent);
      });
    }
    this.#socket.on('ConnectionOpened', () => {
      this.#opened = true;
    });
    // Before the handshake the library reports 1006 and no reason for what is really «no connection».
    let problem = '';
    this.#socket.on('ConnectionError', (error) => {
      problem = error.message;
    });
    this.#socket.on('ConnectionClosed', (error) => {
      this.#end(
        this.#opened ? { code: error.code, detail: error.message } : { code: -1, detail: problem },
      );
    });
  }

  #heard(): void {
    this.heardAtMs = performance.now();
    if (!this.frozen) return;
    this.frozen = false;
    this.#on.thawed();
  }

  /** `silent`: nothing came within the time, the connection was dropped. `ended`: see `ended` for why. */
  async open(settings: ObsSettings, timeoutMs: number): Promise<'open' | 'silent' | 'ended'> {
    const opening = this.#socket
      .connect(settings.url, settings.password, { eventSubscriptions })
      .then(
        () => 'open' as const,
        (error: unknown) => {
          // Closed connections ended themselves above; this is an address or an answer that makes no sense.
          this.#end({ code: -1, detail: error instanceof Error ? error.message : String(error) });
          return 'ended' as const;
        },
      );
    const clock = new AbortController();
    const late = pause(timeoutMs, 'silent' as const, { signal: clock.signal }).catch(
      () => 'silent' as const,
    );
    const result = await Promise.race([opening, late, this.ended.then(() => 'ended' as const)]);
    clock.abort();
    if (result === 'silent') this.cut();
    return this.#over && result === 'open' ? 'ended' : result;
  }

  ask<R extends ObsRequest>(
    request: R,
    data: ObsRequests[R][0],
    timeoutMs: number,
  ): Promise<ObsRequests[R][1]> {
    if (this.#over) return Promise.reject(new ObsError('ended', 'The connection to OBS ended.'));
    if (this.#unanswered >= limits.obsCallsMax) this.cut();
    return new Promise((resolve, reject) => {
      const sentAtMs = performance.now();
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
      };
      const fail = (error: ObsError): void => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => {
        if (this.heardAtMs < sentAtMs && !this.frozen) {
          this.frozen = true;
          this.#on.froze();
        }
        fail(new ObsError('timeout', `OBS did not answer ${request} within ${timeoutMs} ms.`));
      }, timeoutMs);
      this.#waiting.add(fail);
      this.#unanswered++;
      // The library knows more requests than `ObsRequests` names; the shapes are those of its own types.
      this.#socket.call(request, data as never).then(
        (answer: unknown) => {
          this.#unanswered--;
          this.#heard();
          settle();
          resolve(answer as ObsRequests[R][1]);
        },
        (error: unknown) => {
          this.#unanswered--;
          if (error instanceof OBSWebSocketError) {
            this.#heard();
            const sentence = error.message || `OBS said no to ${request} (status ${error.code}).`;
            fail(new ObsError('status', sentence, error.code));
          } else {
            fail(new ObsError('ended', 'The connection to OBS ended.'));
          }
        },
      );
    });
  }

  /** Drops the connection at once. */
  cut(): void {
    this.#socket.cut();
    this.#end({ code: 1006, detail: '' });
  }

  /** Says goodbye properly, but not for longer than this. */
  async leave(timeoutMs: number): Promise<void> {
    const goodbye = this.#socket.disconnect().catch(() => {});
    await Promise.race([goodbye, pause(timeoutMs, undefined, { ref: false })]);
    this.cut();
  }
}

/** Keeps one OBS connected for as long as it lives. */
export class Obs implements ObsPort {
  readonly #log: Log;
  readonly #timing: ObsTiming;
  readonly #random: () => number;
  readonly #eventListeners = new Set<(event: ObsEvent) => void>();
  readonly #stateListeners = new Set<(state: ObsState) => void>();
  #state: ObsState = { name: 'off' };
  #settings: ObsSettings | null = null;
  #life = new AbortController();
  #link: Link | null = null;
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
    this.#running = this.#run(settings, life.signal);
  }

  async call<R extends ObsRequest>(
    request: R,
    data: ObsRequests[R][0],
  ): Promise<ObsRequests[R][1]> {
    const deadlineMs = performance.now() + this.#timing.callMs;
    for (;;) {
      const link = this.#link;
      if (link === null || (this.#state.name !== 'connected' && this.#state.name !== 'loading')) {
        throw new ObsError('not-connected', obsSentence(this.#state));
      }
      try {
        return await link.ask(request, data, Math.max(1, deadlineMs - performance.now()));
      } catch (error) {
        const again = error instanceof ObsError && error.status === obsStatus.notReady;
        if (!again || performance.now() + this.#timing.notReadyMs >= deadlineMs) throw error;
      }
      await pause(this.#timing.notReadyMs);
    }
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
    for (const listener of this.#stateListeners) listener(state);
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
    const link = new Link({
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
  async #stay(link: Link): Promise<void> {
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
        if (error.code === 'timeout') link.cut();
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
    for (const listener of this.#eventListeners) listener(event);
  }

  #freeze(link: Link): void {
    if (link === this.#link) this.#become({ name: 'frozen' });
  }

  #thaw(link: Link): void {
    if (link === this.#link && this.#connected !== null) this.#become(this.#connected);
  }
}
